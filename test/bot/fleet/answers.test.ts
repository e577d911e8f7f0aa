import { describe, expect, it } from 'vitest'
import { Answers } from '../../../src/bot/fleet/answers.ts'
import { Pulse } from '../../../src/bot/fleet/pulse.ts'
import { later } from '../../../src/domain/clock.ts'
import type { InboxAnswer } from '../../../src/store/fleet.ts'
import { ManualClock } from '../../support/manual-clock.ts'

const POLL_MS = 250
const DEADLINE_MS = 4_500

function open() {
  const clock = new ManualClock()
  const pulse = new Pulse(clock, POLL_MS)
  const written = new Map<string, InboxAnswer>()
  const asked: string[][] = []
  const inbox = {
    answers: (keys: readonly string[]) => {
      asked.push([...keys])
      return Promise.resolve(keys.flatMap((key) => written.get(key) ?? []))
    },
  }
  const answers = new Answers(inbox, pulse, clock)
  const write = (dedupeKey: string) => {
    written.set(dedupeKey, { dedupeKey, interim: null, final: { kind: 'text', text: `of ${dedupeKey}` } })
  }
  const expected = (key: string) => {
    const one = answers.expect(key)
    const answer = one.by(later(clock.elapsed(), DEADLINE_MS)).finally(() => {
      one.close()
    })
    return { ...one, answer }
  }
  return { clock, pulse, asked, write, expected }
}

describe('the answer to a message that crossed the store', () => {
  it('is not asked for before there is a hint of one', async () => {
    const { clock, pulse, asked, write, expected } = open()
    const { answer } = expected('a')
    await clock.advance(POLL_MS - 1)
    expect(asked).toEqual([])
    write('a')
    pulse.hint()
    expect(await answer).toEqual({ kind: 'text', text: 'of a' })
    expect(asked).toEqual([['a']])
  })

  it('is found without a hint when it is looked for next', async () => {
    const { clock, asked, write, expected } = open()
    const { answer } = expected('a')
    write('a')
    await clock.advance(POLL_MS)
    expect(await answer).toEqual({ kind: 'text', text: 'of a' })
    expect(asked).toHaveLength(1)
  })

  it('is found by a hint that came before the message was known to be put in', async () => {
    const { pulse, write, expected } = open()
    const { answer } = expected('a')
    // The executor is quicker than the answer to the statement that put it in.
    write('a')
    pulse.hint()
    expect(await answer).toEqual({ kind: 'text', text: 'of a' })
  })

  it('is asked for at once where it may be there already', async () => {
    const { asked, write, expected } = open()
    write('a')
    const { answer, look } = expected('a')
    look()
    expect(await answer).toEqual({ kind: 'text', text: 'of a' })
    expect(asked).toEqual([['a']])
  })

  it('is asked for together with all others that are waited for', async () => {
    const { pulse, asked, write, expected } = open()
    const all = ['a', 'b', 'c'].map((key) => {
      write(key)
      return expected(key).answer
    })
    pulse.hint()
    expect(await Promise.all(all)).toHaveLength(3)
    expect(asked).toEqual([['a', 'b', 'c']])
  })

  it('is asked for no longer than somebody waits', async () => {
    const { clock, asked, expected } = open()
    const { answer } = expected('a')
    await clock.advance(DEADLINE_MS)
    expect(await answer).toEqual({ kind: 'nothing' })
    const before = asked.length
    await clock.advance(10 * POLL_MS)
    expect(asked).toHaveLength(before)
  })
})
