import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import type { NewRule } from '../../src/domain/rules/rule.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import type { Counted } from '../../src/store/rules/counts.ts'
import type { Store } from '../../src/store/store.ts'
import { APPID, type StoreFactory, type StoreSite } from './store-factory.ts'

const A = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const B = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const OWNER = 'oAdmin_Sandbox_0000000000001'
const NOON = Date.parse('2026-11-25T12:00:00+08:00')
const HOUR = 3_600_000
const DAY = 24 * HOUR

const RULE: NewRule = {
  trigger: { kind: 'scan', key: 'poster1' },
  target: { kind: 'group', id: 102, backend: 'groups' },
  policy: 'ungrouped',
  source: 'chat',
  madeAt: NOON,
}
const ROW = { number: 1, target: RULE.target, name: '新人' }
const MOVE: NewCommand = {
  kind: 'change',
  actor: adminOf(OWNER),
  dedupeKey: 'move',
  writtenAt: NOON,
  acceptedAt: NOON,
  command: '移动',
  args: {},
  asked: { command: '移动', target: 'VIP(108)', openid: A },
  openids: [A],
}

/** What every store does with rules, with what they have still to do, and with the counts of days. */
export function rulesContract(factory: StoreFactory): void {
  let site: StoreSite
  let store: Store

  beforeEach(async () => {
    site = await factory()
    store = await site.open(APPID)
  })
  afterEach(async () => {
    await store.close()
    await site.close()
  })

  const waiting = async () =>
    (await store.errands.waiting(10)).map(({ openid, rule, writtenAt }) => [openid, rule, writtenAt - NOON])
  const moved = (openid: string, writtenAt: number, from: readonly number[] = []) => ({
    openid,
    rule: 1,
    writtenAt,
    change: { from, to: [102] },
  })
  /** A change of an admin that is done. */
  const change = async (command: NewCommand, to: readonly number[], from: readonly number[] = []) => {
    const { row } = await store.ledger.accept(command)
    const plan = { kind: 'move', people: [], already: [], faults: [], backend: 'groups' }
    const items = command.openids.map((openid) => ({ openid, from, to }))
    await store.ledger.markSent(row.number, plan, items, command.acceptedAt)
    const answer = { kind: 'moved', openid: A, from: null, to: { id: 108, name: 'VIP' } } as const
    await store.ledger.end(row.number, 'done', answer, command.acceptedAt)
    return row.number
  }
  const countsOf = async (since = NOON) =>
    Object.fromEntries((await store.dailyCounts.since(since)).map(({ of, came, left }) => [nameOf(of), [came, left]]))

  const nameOf = (of: Counted): string => {
    if (of.kind === 'followers') return of.kind
    if (of.kind === 'group') return `${of.backend} ${of.id}`
    return of.kind === 'rule' ? `rule ${of.number}` : `${of.why} ${of.number}`
  }

  describe('rules', () => {
    it('have numbers that are never given again, and one trigger each', async () => {
      const first = await store.rules.add(RULE)
      const second = await store.rules.add({ ...RULE, trigger: { kind: 'text', key: 'ＶＩＰ' } })
      expect([first, second].map((added) => (added.kind === 'added' ? added.rule.number : added.kind))).toEqual([1, 2])
      expect(await store.rules.add({ ...RULE, trigger: { kind: 'text', key: ' vip' } })).toMatchObject({
        kind: 'taken',
        rule: { number: 2 },
      })
      expect(await store.rules.setState([2, 9], 'deleted')).toMatchObject([{ number: 2, state: 'deleted' }])
      expect(await store.rules.setState([2], 'on')).toEqual([])
      const third = await store.rules.add({ ...RULE, trigger: { kind: 'text', key: 'vip' } })
      expect(third).toMatchObject({ kind: 'added', rule: { trigger: { kind: 'text', key: 'vip' }, state: 'on' } })
      const numbers = (await store.rules.list()).map(({ number, state }) => [number, state])
      expect(numbers.slice(0, 2)).toEqual([
        [1, 'on'],
        [2, 'deleted'],
      ])
      expect(numbers[2]?.[0]).toBeGreaterThan(2)
    })

    it('are replaced all together or not at all', async () => {
      await store.rules.add(RULE)
      const follow: NewRule = { ...RULE, trigger: { kind: 'follow' }, source: 'file' }
      expect(await store.rules.replace([], [follow, RULE])).toMatchObject({ kind: 'taken', rule: { number: 1 } })
      expect(await store.rules.list()).toHaveLength(1)
      expect(await store.rules.replace([1], [follow, RULE])).toMatchObject([
        { number: 1, state: 'deleted' },
        { trigger: { kind: 'follow' }, source: 'file' },
        { trigger: RULE.trigger },
      ])
    })
  })

  describe('errands', () => {
    it('are one a person, the latest push wins, the oldest goes first', async () => {
      await store.errands.put([
        { openid: A, rule: 1, writtenAt: NOON },
        { openid: B, rule: 1, writtenAt: NOON + 1_000 },
      ])
      await store.errands.put([{ openid: A, rule: 2, writtenAt: NOON + 2_000 }])
      await store.errands.put([{ openid: B, rule: 3, writtenAt: NOON }])
      expect(await waiting()).toEqual([
        [B, 1, 1_000],
        [A, 2, 2_000],
      ])
      expect(await store.errands.count()).toBe(2)
    })

    it('that have begun are not overwritten: what came meanwhile stands behind them', async () => {
      await store.errands.put([{ openid: A, rule: 1, writtenAt: NOON }])
      await store.errands.begin([{ openid: A, from: [108] }])
      await store.errands.put([{ openid: A, rule: 2, writtenAt: NOON + 1_000 }])
      expect(await waiting()).toEqual([])
      expect(await store.errands.begun()).toEqual([{ openid: A, rule: 1, writtenAt: NOON, begunFrom: [108] }])
      await store.errands.end([moved(A, NOON, [108])], [ROW], NOON)
      expect(await waiting()).toEqual([[A, 2, 1_000]])
      await store.errands.begin([{ openid: A, from: [102] }])
      await store.errands.putBack([A])
      expect(await waiting()).toEqual([[A, 2, 1_000]])
    })

    it('of a push that was carried out are not put down again', async () => {
      const errand = { openid: A, rule: 1, writtenAt: NOON }
      await store.errands.put([errand])
      await store.errands.end([moved(A, NOON)], [ROW], NOON)
      await store.errands.put([errand])
      expect(await waiting()).toEqual([])
      await store.errands.put([{ ...errand, writtenAt: NOON + 1_000 }])
      expect(await waiting()).toEqual([[A, 1, 1_000]])
    })

    it('leave with whoever leaves, and nothing of what they had begun is written any more', async () => {
      await store.errands.put([{ openid: A, rule: 1, writtenAt: NOON }])
      await store.errands.begin([{ openid: A, from: [] }])
      await store.erasures.add({ openid: A, at: NOON / 1000 + 1, otherOwners: true })
      await store.errands.end([moved(A, NOON)], [ROW], NOON)
      await store.errands.put([{ openid: A, rule: 1, writtenAt: NOON }])
      await store.erasures.work('', Infinity)
      expect([await store.errands.count(), await store.errands.rowsOf(1, 0, 10)]).toEqual([0, []])
      expect(await site.dump()).not.toContain(A)
    })

    it('of somebody who left and follows again stay in the ledger, though nothing else is known of them yet (F49)', async () => {
      await store.errands.put([{ openid: A, rule: 1, writtenAt: NOON - 60_000 }])
      await store.erasures.add({ openid: A, at: NOON / 1000 - 30, otherOwners: true })
      await store.erasures.work('', Infinity)
      await store.errands.put([{ openid: A, rule: 1, writtenAt: NOON }])
      await store.errands.begin([{ openid: A, from: [] }])
      await store.errands.end([moved(A, NOON)], [ROW], NOON)
      expect(await store.erasures.pending()).toBe(false)
      expect((await store.errands.rowsOf(1, 0, 10)).length).toBe(1)
      expect(await site.dump()).toContain(A)
    })

    it('see what an admin changed in their second or later, and nothing else', async () => {
      const of = (writtenAt: number, label: number | null = null) =>
        store.errands.changedSince([{ openid: A, rule: 1, writtenAt, label }]).then((found) => found.get(A))
      const { row } = await store.ledger.accept(MOVE)
      expect([await of(NOON), await of(NOON + 1_000)]).toEqual(['under-way', undefined])
      await store.ledger.end(row.number, 'refused', { kind: 'not-following', openid: A }, NOON)
      expect(await of(NOON)).toBeUndefined()
      await change({ ...MOVE, dedupeKey: 'again' }, [108])
      expect([await of(NOON), await of(NOON + 1_000), await of(NOON, 107)]).toEqual(['done', undefined, undefined])
      await change({ ...MOVE, dedupeKey: 'label', command: '打标签', writtenAt: NOON + 5_000 }, [107])
      expect([await of(NOON + 5_000), await of(NOON + 5_000, 107), await of(NOON + 5_000, 104)]).toEqual([
        undefined,
        'done',
        undefined,
      ])
    })

    it('see that an admin wants somebody to stay where they are, or without a label', async () => {
      const of = (label: number | null) =>
        store.errands.changedSince([{ openid: A, rule: 1, writtenAt: NOON, label }]).then((found) => found.get(A))
      const say = async (command: string, label: number | null) => {
        const { row } = await store.ledger.accept({ ...MOVE, command, dedupeKey: command })
        await store.ledger.markItems(row.number, [{ openid: A, outcome: 'unchanged', label }])
        await store.ledger.end(row.number, 'refused', { kind: 'not-following', openid: A }, NOON)
      }
      await say('去标签', 107)
      expect([await of(null), await of(107), await of(104)]).toEqual([undefined, 'done', undefined])
      await say('移动', null)
      expect([await of(null), await of(104)]).toEqual(['done', undefined])
    })

    it('become one row of the ledger an hour, which no admin waits behind', async () => {
      await store.errands.put([
        { openid: A, rule: 1, writtenAt: NOON },
        { openid: B, rule: 1, writtenAt: NOON },
      ])
      await store.errands.end([moved(A, NOON)], [ROW], NOON)
      await store.errands.end([moved(B, NOON, [104])], [ROW], NOON + HOUR / 2)
      await store.errands.put([{ openid: A, rule: 1, writtenAt: NOON + HOUR }])
      await store.errands.end([moved(A, NOON + HOUR, [108])], [ROW], NOON + HOUR)
      const history = await store.ledger.history({ actor: { kind: 'rule', rule: 1 } }, 10, 0)
      expect(history.map(({ number, state, outcome, answer }) => [number, state, outcome, answer])).toEqual([
        [2, 'ended', 'done', { kind: 'rule-moved', rule: 1, to: { id: 102, name: '新人' }, label: false, moved: 1 }],
        [1, 'ended', 'done', { kind: 'rule-moved', rule: 1, to: { id: 102, name: '新人' }, label: false, moved: 2 }],
      ])
      expect([await store.ledger.unfinished(), await store.ledger.untold(0)]).toEqual([[], []])
      expect(await store.errands.rowsOf(1, NOON, 10)).toEqual([2, 1])
      expect(
        (await store.errands.changesOf(1, [1])).map(({ openid, from, stands }) => [openid, from, stands]).sort(),
      ).toEqual([
        [A, [], true],
        [B, [104], true],
      ])
      // An admin's text that was on its way for long is not refused because of a rule.
      expect(await store.ledger.hasNewerChange(A, NOON - DAY, 99)).toBe(false)
      expect(await store.ledger.lastKnownGroups(A)).toEqual([102])
      expect((await store.people.find(B))?.groups).toEqual([102])
      await store.errands.markUndone([1], 7)
      expect(await store.errands.rowsOf(1, NOON, 10)).toEqual([2])
      await store.errands.put([{ openid: B, rule: 1, writtenAt: NOON + 2_000 }])
      await store.errands.end([moved(B, NOON + 2_000)], [ROW], NOON + HOUR / 2)
      expect(await store.errands.rowsOf(1, NOON, 10)).toEqual([3, 2])
    })
  })

  describe('counts', () => {
    it('tell who came and left, of groups and rules, by days of Asia/Shanghai', async () => {
      expect(await store.dailyCounts.begunAt()).toBeUndefined()
      await store.dailyCounts.add([{ of: { kind: 'followers' }, came: 3, left: 1 }], NOON - DAY)
      await store.dailyCounts.add([{ of: { kind: 'followers' }, came: 1, left: 0 }], NOON)
      await store.errands.put([{ openid: A, rule: 1, writtenAt: NOON }])
      await store.errands.end([moved(A, NOON)], [ROW], NOON)
      expect(await countsOf()).toEqual({ followers: [1, 0], 'groups 102': [1, 0], 'rule 1': [1, 0] })
      expect([...(await store.errands.brought())]).toEqual([[1, 1]])
      await change({ ...MOVE, acceptedAt: NOON + DAY }, [108], [102])
      expect(await countsOf(NOON + DAY)).toEqual({ 'groups 102': [0, 1], 'groups 108': [1, 0], 'rule 1': [0, 1] })
      expect(await countsOf(NOON - DAY)).toMatchObject({ followers: [4, 1], 'groups 102': [1, 1], 'rule 1': [1, 1] })
      expect([...(await store.errands.brought())]).toEqual([[1, 0]])
      expect(await store.errands.changesOf(1, [1])).toMatchObject([{ openid: A, stands: false }])
      expect(await store.dailyCounts.begunAt()).toBe(Date.parse('2026-11-24T00:00:00+08:00'))
    })

    it('lose whoever leaves where they were, once', async () => {
      await store.errands.put([{ openid: A, rule: 1, writtenAt: NOON }])
      await store.errands.end([moved(A, NOON)], [ROW], NOON)
      // Nobody has heard of this one but the ledger.
      await change({ ...MOVE, openids: [B] }, [108])
      for (const openid of [A, B, A]) await store.erasures.add({ openid, at: NOON / 1000 + 5, otherOwners: true })
      expect(await countsOf()).toEqual({
        followers: [0, 2],
        'groups 102': [1, 1],
        'groups 108': [1, 1],
        'rule 1': [1, 1],
      })
    })
  })
}
