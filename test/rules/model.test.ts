import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Sequencer } from '../../src/dispatch/order.ts'
import { adminOf } from '../../src/domain/actor.ts'
import { Lookups } from '../../src/groups/lookups.ts'
import { Moves } from '../../src/groups/moves.ts'
import { RuleBook } from '../../src/rules/book.ts'
import { Drain } from '../../src/rules/drain.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { late, ScriptedBackend } from '../groups/scripted-backend.ts'
import { ManualClock } from '../support/manual-clock.ts'

/*
 * Random rules, pushes, moves of admins, undos, failing calls and kills; in the end everybody must be where a very simple
 * model says: a map from follower to group, on which each push is played when what rules have to do is carried out, and each
 * move of an admin at once.
 */

const OWNER = 'oAdmin_Sandbox_0000000000001'
const PEOPLE = 3
const GROUPS = [102, 104, 106]
const personOf = (at: number) => `o${String(at).padStart(27, 'F')}`

type Step =
  | { readonly kind: 'push'; readonly person: number; readonly rule: number }
  | { readonly kind: 'admin'; readonly person: number; readonly to: number }
  | { readonly kind: 'back'; readonly person: number }
  | { readonly kind: 'leave'; readonly person: number }
  | { readonly kind: 'switch'; readonly rule: number; readonly on: boolean }
  | { readonly kind: 'drain' | 'kill' | 'lose-answer' }

const person = fc.integer({ min: 0, max: PEOPLE - 1 })
const rule = fc.integer({ min: 1, max: 3 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('push' as const), person, rule }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('admin' as const), person, to: fc.constantFrom(0, ...GROUPS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('back' as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('switch' as const), rule, on: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('drain' as const, 'kill' as const, 'lose-answer' as const) }),
  },
)
const rules = fc.array(
  fc.record({ group: fc.constantFrom(...GROUPS), policy: fc.constantFrom('ungrouped' as const, 'always' as const) }),
  { minLength: 3, maxLength: 3 },
)

it('everybody is where a simple model says', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('groups' as const, 'tags' as const),
      rules,
      fc.array(step, { maxLength: 25 }),
      play,
    ),
    { numRuns: 40, seed: 20_261_129, endOnFailure: true },
  )
})

interface Waiting {
  readonly rule: number
  readonly at: number
}

async function play(
  name: 'groups' | 'tags',
  made: readonly { group: number; policy: 'ungrouped' | 'always' }[],
  steps: readonly Step[],
): Promise<void> {
  const clock = new ManualClock()
  const store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock })
  const backend = new ScriptedBackend(name)
  const book = await RuleBook.open(store.rules)
  for (const [at, { group, policy }] of made.entries()) {
    const target = { kind: 'group', id: group, backend: name } as const
    await book.add({ trigger: { kind: 'text', key: String(at) }, target, policy, source: 'chat', madeAt: 0 })
  }
  const on = new Set([1, 2, 3])
  const model = new Map<number, number>()
  const waiting = new Map<number, Waiting>()
  const movedAt = new Map<number, number>()
  for (let at = 0; at < PEOPLE; at += 1) {
    backend.followers.set(personOf(at), [])
    model.set(at, 0)
  }
  let order = new Sequencer()
  let second = 0
  const failures: unknown[] = []
  const open = (): Drain => {
    order = new Sequencer()
    const lookups = new Lookups(backend)
    const moves = new Moves(backend, lookups, () => undefined)
    const list = { refTo: (id: number) => Promise.resolve({ id, name: null }) }
    const events = { errandsFailed: () => undefined, defect: (error: unknown) => void failures.push(error) }
    return new Drain({
      clock,
      book,
      backend,
      lookups,
      moves,
      list,
      order,
      errands: store.errands,
      callsWaiting: () => 0,
      events,
    })
  }
  let drain = open()
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 40 && (await store.errands.count()) > 0; round += 1) {
      drain.hint()
      await clock.advance(5_000)
      await order.idle()
    }
    expect(await store.errands.count()).toBe(0)
    for (const [at, { rule: number, at: writtenAt }] of waiting) {
      const { group, policy } = made[number - 1] ?? { group: 0, policy: 'always' }
      const isOvertaken = (movedAt.get(at) ?? -1) >= writtenAt
      if (on.has(number) && !isOvertaken && (policy === 'always' || model.get(at) === 0)) model.set(at, group)
    }
    waiting.clear()
  }
  const adminMoves = async (at: number, to: number): Promise<void> => {
    const openid = personOf(at)
    const groups = to === 0 ? [] : [to]
    const asked = { command: '移动', target: '', openid }
    const written = { writtenAt: second * 1_000, acceptedAt: clock.now(), openids: [openid] }
    const command = { kind: 'change', actor: adminOf(OWNER), command: '移动', args: {}, asked } as const
    const { row } = await store.ledger.accept({ ...command, ...written, dedupeKey: `${openid} ${second} ${to}` })
    await order.enter('shared', [openid], async () => {
      const from = [...(backend.followers.get(openid) ?? [])]
      await store.ledger.markSent(
        row.number,
        { kind: 'move', backend: name },
        [{ openid, from, to: groups }],
        clock.now(),
      )
      backend.followers.set(openid, groups)
      await store.ledger.end(row.number, 'done', { kind: 'interrupted' }, clock.now())
    })
    model.set(at, to)
    movedAt.set(at, second * 1_000)
  }
  for (const one of steps) {
    second += 1
    switch (one.kind) {
      case 'push': {
        const errand = { openid: personOf(one.person), rule: one.rule, writtenAt: second * 1_000 }
        await store.errands.put([errand])
        waiting.set(one.person, { rule: one.rule, at: errand.writtenAt })
        break
      }
      case 'admin':
        await adminMoves(one.person, one.to)
        break
      case 'back':
        // What taking back what rules did comes to: a move of an admin to where somebody was.
        await adminMoves(one.person, 0)
        break
      case 'leave': {
        const openid = personOf(one.person)
        await store.erasures.add({ openid, at: second, otherOwners: true })
        waiting.delete(one.person)
        // They follow again at once; the platform keeps where they were.
        second += 1
        await store.people.note([{ openid, kind: 'follow', at: second * 1_000, followedAt: second }])
        break
      }
      case 'switch':
        await settle()
        await book.setState([one.rule], one.on ? 'on' : 'off')
        if (one.on) on.add(one.rule)
        else on.delete(one.rule)
        break
      case 'drain':
        await settle()
        break
      case 'kill': {
        // In the middle of whatever is under way: what had begun is on disk, and its call may have been made.
        drain.hint()
        for (let turn = 0; turn < second % 7; turn += 1) await new Promise((resolve) => setImmediate(resolve))
        drain.close()
        await order.idle()
        drain = open()
        await drain.start()
        await settle()
        break
      }
      case 'lose-answer': {
        let done = false
        backend.after = ({ operation }) => {
          if (operation !== 'join' || done) return
          done = true
          throw late()
        }
        await settle()
        backend.after = () => undefined
        break
      }
    }
  }
  await settle()
  const seen = Array.from({ length: PEOPLE }, (_, at) => backend.followers.get(personOf(at))?.[0] ?? 0)
  expect(seen, JSON.stringify({ name, made, steps })).toEqual([...model.values()])
  expect(failures).toEqual([])
  const counts = await store.dailyCounts.since(0)
  const brought = await store.errands.brought()
  for (const { of, came, left } of counts) if (of.kind === 'rule') expect(brought.get(of.number)).toBe(came - left)
  drain.close()
  await store.close()
}
