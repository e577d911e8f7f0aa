import { describe, expect, it } from 'vitest'
import type { Rule } from '../../src/domain/rules/rule.ts'
import type { Push } from '../../src/protocol/message.ts'
import { RuleIntake } from '../../src/rules/intake.ts'
import { StoreUnavailableError } from '../../src/store/errors.ts'
import type { NewErrand } from '../../src/store/rules/errands.ts'
import { ManualClock } from '../support/manual-clock.ts'

const RULE = { number: 3 } as Rule
const personOf = (at: number) => `o${String(at).padStart(27, 'F')}`

/** Every text meets rule 3. */
function open(mostHeld = 3) {
  const clock = new ManualClock()
  const state = { down: false, asked: 0, hints: 0, put: [] as NewErrand[], events: [] as string[] }
  const intake = new RuleIntake({
    clock,
    book: { match: (push) => (push.kind === 'text' ? RULE : undefined) },
    errands: {
      put: (errands) => {
        state.asked += 1
        if (state.down) return Promise.reject(new StoreUnavailableError(new Error('disk full')))
        state.put.push(...errands)
        return Promise.resolve()
      },
    },
    put: () => void (state.hints += 1),
    events: {
      ruleMet: (rule) => void state.events.push(`met ${rule}`),
      errandHeld: (held) => void state.events.push(`held ${held}`),
      errandLost: (lost) => void state.events.push(`lost ${lost}`),
      defect: (error) => void state.events.push(String(error)),
    },
    mostHeld,
  })
  const push = (from: string, createdAt: number, msgId = String(createdAt)): Push => {
    return { kind: 'text', from, to: 'gh', createdAt, text: '报名', msgId }
  }
  return { clock, state, intake, push }
}

describe('what a rule has to do', () => {
  it('is written down once, however often the push is delivered', async () => {
    const { intake, push, state } = open()
    const deliveries = [1, 2, 3].map(() => intake.meet(push(personOf(1), 7)))
    await deliveries[0]
    expect(deliveries[1]).toBe(deliveries[0])
    expect(intake.meet(push(personOf(1), 7))).toBeUndefined()
    expect(state.put).toEqual([{ openid: personOf(1), rule: 3, writtenAt: 7_000 }])
    expect([state.hints, state.events]).toEqual([1, ['met 3']])
    await intake.meet(push(personOf(1), 8))
    expect(state.put).toHaveLength(2)
  })

  it('is held in memory while the store refuses, the latest of each person, and written down when it is back', async () => {
    const { clock, intake, push, state } = open()
    state.down = true
    for (const [at, createdAt] of [
      [1, 7],
      [2, 8],
      [1, 9],
    ] as const)
      await intake.meet(push(personOf(at), createdAt))
    expect(intake.held).toBe(2)
    await clock.advance(5_000)
    state.down = false
    await clock.advance(1_000)
    expect(intake.held).toBe(0)
    expect(state.put.map(({ openid, writtenAt }) => [openid, writtenAt])).toEqual([
      [personOf(1), 9_000],
      [personOf(2), 8_000],
    ])
    await intake.close()
  })

  it('is offered once more by a stop, and told as lost if the store does not take it then (F71)', async () => {
    const back = open()
    back.state.down = true
    await back.intake.meet(back.push(personOf(1), 7))
    back.state.down = false
    await back.intake.close()
    expect([back.state.put.length, back.intake.lost]).toEqual([1, 0])

    const away = open()
    away.state.down = true
    await away.intake.meet(away.push(personOf(1), 7))
    await away.intake.meet(away.push(personOf(2), 8))
    await away.intake.close()
    expect([away.state.events.at(-1), away.intake.lost]).toEqual(['lost 2', 2])
  })

  it('asks a store that refuses once a second and not for everybody, whose answers would wait', async () => {
    const { clock, intake, push, state } = open(100)
    state.down = true
    for (let at = 1; at <= 50; at += 1) await intake.meet(push(personOf(at), at))
    expect([intake.held, state.asked]).toEqual([50, 1])
    await clock.advance(3_000)
    expect(state.asked).toBe(4)
    state.down = false
    // Whoever comes before the next try goes with the others.
    await intake.meet(push(personOf(51), 51))
    expect([intake.held, state.asked]).toEqual([51, 4])
    await clock.advance(1_000)
    expect([intake.held, state.put.length]).toEqual([0, 51])
    await intake.meet(push(personOf(52), 52))
    expect([intake.held, state.put.length]).toEqual([0, 52])
    await intake.close()
  })

  it('is counted as lost beyond what is held, and goes with whoever leaves', async () => {
    const { intake, push, state } = open()
    state.down = true
    for (const at of [1, 2, 3, 4, 5]) await intake.meet(push(personOf(at), at))
    expect([intake.held, intake.lost]).toEqual([3, 2])
    intake.forget(personOf(1))
    expect(intake.held).toBe(2)
    expect(state.events.filter((event) => event.startsWith('lost'))).toEqual(['lost 1', 'lost 2'])
    await intake.close()
  })
})
