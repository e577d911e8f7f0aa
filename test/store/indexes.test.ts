import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { systemClock } from '../../src/domain/clock.ts'
import type { NewRule } from '../../src/domain/rules/rule.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import type { Store } from '../../src/store/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { asIfLarge, LARGE_STATISTICS } from '../support/large-statistics.ts'
import { analyze, APPID, fillStore } from '../support/large-store.ts'
import { findWideSteps, planOf } from '../support/query-plans.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const OWNER = 'oAdmin_Sandbox_0000000000001'
const TO = { id: 108, name: 'VIP' }
const ANSWER = { kind: 'moved', openid: P, from: { id: 0, name: '未分组' }, to: TO } as const
const COMMAND: NewCommand = {
  kind: 'change',
  actor: adminOf(OWNER),
  dedupeKey: 'a',
  writtenAt: 1_000,
  acceptedAt: 2_000,
  command: '移动',
  args: { openid: P },
  asked: { command: '移动', target: 'VIP(108)', openid: P },
  openids: [P],
}

const RULE: NewRule = {
  trigger: { kind: 'follow' },
  target: { kind: 'group', id: 102, backend: 'groups' },
  policy: 'ungrouped',
  source: 'chat',
  madeAt: 1,
}
const ERRAND = { openid: P, rule: 1, writtenAt: 1_000 }

/** Every method of every part of the store, called so that each of its statements is prepared. */
const CALLS: Readonly<Record<string, Readonly<Record<string, (store: Store) => Promise<unknown>>>>> = {
  ledger: {
    // The second is found by its key.
    accept: async ({ ledger }) => [await ledger.accept(COMMAND), await ledger.accept(COMMAND)],
    markSent: ({ ledger }) => ledger.markSent(1, { kind: 'move' }, [{ openid: P, from: [0], to: [108] }], 3_000),
    markItems: ({ ledger }) => ledger.markItems(1, [{ openid: P, outcome: 'done', fault: null }]),
    endedItems: ({ ledger }) => ledger.endedItems(1),
    followersOf: ({ ledger }) => ledger.followersOf(1),
    progress: ({ ledger }) => ledger.progress(1),
    unfinished: ({ ledger }) => ledger.unfinished(),
    end: ({ ledger }) => ledger.end(1, 'done', ANSWER, 4_000, { undone: 2, restored: 3 }),
    untold: ({ ledger }) => ledger.untold(0),
    startLateAnswer: ({ ledger }) => ledger.startLateAnswer(1, 5_000),
    unread: ({ ledger }) => ledger.unread(0),
    markTold: ({ ledger }) => ledger.markTold(1, 'late', 6_000),
    find: ({ ledger }) => ledger.find(1),
    findByDedupeKey: ({ ledger }) => ledger.findByDedupeKey('a'),
    latestChangeOf: ({ ledger }) => ledger.latestChangeOf(adminOf(OWNER)),
    changesOf: async ({ ledger }) => [
      await ledger.changesOf(adminOf(OWNER), null, 5),
      await ledger.changesOf(adminOf(OWNER), 9, 5),
    ],
    latestOf: ({ ledger }) => ledger.latestOf(adminOf(OWNER), 5),
    countOf: ({ ledger }) => ledger.countOf(adminOf(OWNER)),
    countSince: ({ ledger }) => ledger.countSince(1_000),
    latestNumber: ({ ledger }) => ledger.latestNumber(),
    history: async ({ ledger }) => {
      for (const filter of [{}, { openid: P }, { actor: adminOf(OWNER) }, { openid: P, actor: adminOf(OWNER) }])
        await ledger.history(filter, 10, 0)
    },
    hasNewerChange: ({ ledger }) => ledger.hasNewerChange(P, 0, 2),
    lastKnownGroups: ({ ledger }) => ledger.lastKnownGroups(P),
    // The newest stays, so that its number is not given again.
    prune: async ({ ledger }) => [await ledger.accept({ ...COMMAND, dedupeKey: 'b' }), await ledger.prune(1e9, 10)],
  },
  moveEnds: {
    // Of a command that ends afterwards, and of one that was moved for a time before.
    of: async ({ moveEnds, ledger }) => {
      const end = { openid: P, dueAt: 5_000, spanMs: 4_000, until: 5_000, to: [108], back: [0], backend: 'groups' }
      const { row } = await ledger.accept({ ...COMMAND, dedupeKey: 'timed' })
      await ledger.markSent(row.number, { kind: 'move' }, [], 3_000, [end])
      await ledger.end(row.number, 'done', ANSWER, 4_000, undefined, [P])
      return moveEnds.of(P)
    },
    ofMany: ({ moveEnds }) => moveEnds.ofMany([P, Q]),
    ofMove: ({ moveEnds }) => moveEnds.ofMove(1),
    firstDue: ({ moveEnds }) => moveEnds.firstDue(),
    due: ({ moveEnds }) => moveEnds.due(9_000, 10),
    postpone: ({ moveEnds }) => moveEnds.postpone({ number: 1, attempts: 0 }, 9_000),
    shift: ({ moveEnds }) => moveEnds.shift(1_000),
    clamp: ({ moveEnds }) => moveEnds.clamp(1_000),
  },
  confirmations: {
    put: ({ confirmations }) =>
      confirmations.put({
        actor: adminOf(OWNER),
        digits: '4821',
        plan: { kind: 'blacklist', openid: P, from: null },
        digest: 'd',
        askedBy: 1,
        expiresAt: 9_000,
        triesLeft: 1,
      }),
    get: ({ confirmations }) => confirmations.get(adminOf(OWNER), 1_000),
    countWrongTry: ({ confirmations }) => confirmations.countWrongTry(adminOf(OWNER)),
    clear: ({ confirmations }) => confirmations.clear(adminOf(OWNER), 1_000),
  },
  admins: {
    list: ({ admins }) => admins.list(),
    addFirst: ({ admins }) => admins.addFirst(OWNER, 1_000),
    languages: ({ admins }) => admins.languages(),
    setLanguage: ({ admins }) => admins.setLanguage(OWNER, 'en'),
    setRole: ({ admins }) => admins.setRole(OWNER, 'admin'),
    remove: async ({ admins }) => [await admins.remove(OWNER, false), await admins.remove(OWNER, true)],
  },
  invitations: {
    add: ({ invitations }) => invitations.add({ hash: 'h', role: 'admin', madeBy: OWNER, expiresAt: 9_000 }, 1_000),
    live: ({ invitations }) => invitations.live(1_000),
    redeem: ({ invitations }) =>
      invitations.redeem('h', Q, 1_000, () => ({ command: { ...COMMAND, dedupeKey: 'c' }, answer: ANSWER })),
  },
  people: {
    note: ({ people }) => people.note([{ openid: P, kind: 'text', at: 1_000 }]),
    import: ({ people }) => people.import([{ openid: Q, remark: '王', groups: [108] }]),
    update: ({ people }) => people.update([{ openid: Q, remark: '王', groups: [108] }]),
    find: ({ people }) => people.find(P),
    findMany: ({ people }) => people.findMany([P, Q]),
    numbered: ({ people }) => people.numbered(1, 2, 10),
    greatestNumber: ({ people }) => people.greatestNumber(),
    setAlias: ({ people }) => people.setAlias(P, '小王'),
    called: async ({ people }) => [await people.called('小王', 10), await people.called('王', 10)],
    recent: async ({ people }) => [await people.recent(null, 10), await people.recent(['text'], 10, 10, P)],
    shortened: ({ people }) => people.shortened('oDF3', 'CM58', 10),
    countFound: ({ people }) => people.countFound('王'),
    members: ({ people }) => people.members([108], 10, 0),
    search: ({ people }) => people.search('王', 10),
    names: ({ people }) => people.names(),
    count: ({ people }) => people.count(),
  },
  erasures: {
    markOf: ({ erasures }) => Promise.resolve(erasures.markOf(P)),
    mayName: ({ erasures }) => Promise.resolve(erasures.mayName(P)),
    // The second is named by a command that has ended, the third has a question and a plan that name others.
    add: async ({ erasures, dialogues, ledger, people }) => {
      await people.setAlias(P, '小王')
      await dialogues.put({ admin: OWNER, body: { command: '查 #1' }, expiresAt: 9_000 })
      await ledger.accept({ ...COMMAND, dedupeKey: 'd', openids: [P, Q] })
      for (const openid of [P, Q, OWNER]) await erasures.add({ openid, at: 1_000, otherOwners: true })
      // They are named again after they left.
      await ledger.accept({ ...COMMAND, dedupeKey: 'e', openids: [P] })
    },
    work: async ({ erasures, ledger }) => {
      await erasures.work('', 1_000)
      const left = await ledger.unfinished()
      for (const { number } of left) await ledger.end(number, 'done', { ...ANSWER, openid: Q }, 4_000)
      return erasures.work('', 1_000)
    },
    pending: ({ erasures }) => erasures.pending(),
    marks: ({ erasures }) => erasures.marks(0, 10),
    pruneMarks: ({ erasures }) => erasures.pruneMarks(1e9, 10),
  },
  dialogues: {
    put: ({ dialogues }) => dialogues.put({ admin: OWNER, body: {}, expiresAt: 9_000 }),
    list: ({ dialogues }) => dialogues.list(1_000),
    clear: ({ dialogues }) => dialogues.clear(OWNER),
  },
  syncStates: {
    write: ({ syncStates }) => syncStates.write({ phase: 'done', next: '', asked: 0, total: 0, startedAt: 0 }),
    read: ({ syncStates }) => syncStates.read(),
  },
  keptReplies: {
    read: ({ keptReplies }) => keptReplies.read(),
    write: ({ keptReplies }) =>
      keptReplies.write({ takenAt: 1, replies: [], menu: null, losses: [], raw: { autoreply: {}, menu: {} } }),
    publishedMenu: ({ keptReplies }) => keptReplies.publishedMenu(),
    markPublished: ({ keptReplies }) => keptReplies.markPublished([], 1),
    findMedia: ({ keptReplies }) => keptReplies.findMedia('0'.repeat(64)),
    addMedia: ({ keptReplies }) => keptReplies.addMedia({ hash: '0'.repeat(64), mediaId: 'm', at: 1 }),
  },
  rules: {
    add: async ({ rules }) => [await rules.add(RULE), await rules.add(RULE)],
    list: ({ rules }) => rules.list(),
    setState: ({ rules }) => rules.setState([1], 'off'),
    replace: ({ rules }) => rules.replace([1], [RULE]),
  },
  errands: {
    put: ({ errands }) => errands.put([ERRAND]),
    waiting: ({ errands }) => errands.waiting(10),
    begin: ({ errands }) => errands.begin([{ openid: P, from: [] }]),
    begun: ({ errands }) => errands.begun(),
    putBack: ({ errands }) => errands.putBack([P]),
    count: ({ errands }) => errands.count(),
    changedSince: ({ errands }) => errands.changedSince([1, null].map((label) => ({ ...ERRAND, label }))),
    // The second time another push stands behind it, and the row of the hour is there already.
    end: async ({ errands }) => {
      const end = { ...ERRAND, change: { from: [104], to: [102] } }
      await errands.begin([{ openid: P, from: [] }])
      await errands.put([{ ...ERRAND, writtenAt: 2_000 }])
      await errands.end([end], [{ number: 1, target: RULE.target, name: null }], 1_000)
      await errands.end([{ ...end, writtenAt: 2_000 }], [{ number: 1, target: RULE.target, name: null }], 1_000)
    },
    rowsOf: ({ errands }) => errands.rowsOf(1, 0, 10),
    changesOf: ({ errands }) => errands.changesOf(1, [1]),
    markUndone: ({ errands }) => errands.markUndone([1], 2),
    brought: ({ errands }) => errands.brought(),
  },
  dailyCounts: {
    add: ({ dailyCounts }) => dailyCounts.add([{ of: { kind: 'followers' }, came: 1, left: 0 }], 1_000),
    since: ({ dailyCounts }) => dailyCounts.since(0),
    begunAt: ({ dailyCounts }) => dailyCounts.begunAt(),
  },
  managedTags: {
    list: ({ managedTags }) => managedTags.list(),
    add: ({ managedTags }) => managedTags.add(108, 1_000),
    remove: ({ managedTags }) => managedTags.remove(108),
  },
}

/**
 * Of the unfinished there are at most 5,000 (bot/intake). What an admin has done is counted in an index that has all that is
 * asked about: a million commands of one admin take some 40 ms. What ends by itself is moved along all at once when somebody has
 * set the machine's time.
 */
const FEW_BY_DESIGN = ['ledger.unfinished', 'ledger.countOf', 'moveEnds.shift']

const path = join(mkdtempSync(join(tmpdir(), 'fenzu-indexes-')), 'fenzu.db')
let store: Store
const statements = new Map<string, string>()

beforeAll(async () => {
  store = await openSqliteStore({ path, appid: 'wx5a4db0c0ffee0001', clock: systemClock })
  const prepared: string[] = []
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  for (const [part, methods] of Object.entries(CALLS)) {
    for (const [method, call] of Object.entries(methods)) {
      const before = prepare.mock.calls.length
      await call(store)
      prepared.push(...prepare.mock.calls.slice(before).map(([sql]) => sql))
      for (const sql of prepared.splice(0)) statements.set(sql, `${part}.${method}`)
    }
  }
  prepare.mockRestore()
})
afterAll(async () => {
  await store.close()
})

describe('every question has its index', () => {
  it('and every method of the store is asked here', () => {
    const parts = Object.entries(store).filter(([, part]) => typeof part === 'object')
    const all = parts.map(([name, part]) => [name, Object.keys(part as object).sort()] as const)
    const called = Object.entries(CALLS).map(([name, methods]) => [name, Object.keys(methods).sort()] as const)
    expect(Object.fromEntries(called)).toEqual(Object.fromEntries(all))
    const asking = [...statements].filter(([sql]) => /^(select|update|delete)/i.test(sql))
    expect(asking.length).toBeGreaterThan(25)
  })

  it.each(['never analyzed', 'of 200,000 people, 1,000,000 commands and 500 groups'])(
    'so that no table that grows is read from end to end, in a store %s (T37)',
    (size) => {
      if (size !== 'never analyzed') asIfLarge(path)
      const wide = findWideSteps(path, statements.keys()).map(({ detail, sql }) => {
        return `${statements.get(sql)}: ${detail}: ${sql}`
      })
      expect(wide.filter((step) => !FEW_BY_DESIGN.some((method) => step.startsWith(`${method}: `)))).toEqual([])
    },
  )

  it.each([
    "select number from command where command = '移动'",
    'select * from person where appid = ?',
    'update person set remark = ? where appid = ? and alias is not null',
    'select * from person where appid = ? and instr(remark_key, ?) > 0 order by number limit ?',
    'select * from command where appid = ? order by written_at limit ?',
  ])('and this test would see one that is: %s', (sql) => {
    expect(findWideSteps(path, [sql])).not.toEqual([])
  })
})

describe('the statistics of a large account', () => {
  const SMALLER = 100
  const filled = join(mkdtempSync(join(tmpdir(), 'fenzu-filled-')), 'fenzu.db')

  beforeAll(async () => {
    await (await openSqliteStore({ path: filled, appid: APPID, clock: systemClock })).close()
    fillStore(filled, { people: 200_000 / SMALLER, commands: 1_000_000 / SMALLER, groups: 500 })
    analyze(filled)
  })

  it('are those of a store that is really filled, but for its size (T37)', () => {
    const db = new DatabaseSync(filled, { readOnly: true })
    const rows = db.prepare("select tbl, idx, stat from sqlite_stat1 where tbl in ('person', 'item', 'command')").all()
    db.close()
    const numbers = (counted: unknown): number[] => String(counted).split(' ').map(Number)
    // Whatever there are more of in a larger account grows with it; what each follower has of something does not.
    const isSame = (small: number, large: number): boolean =>
      small === large || Math.abs(small - Math.max(1, large / SMALLER)) <= 1
    const large = new Map(LARGE_STATISTICS.map(([table, index, counted]) => [`${table} ${index}`, numbers(counted)]))
    expect(rows.map(({ tbl, idx }) => `${String(tbl)} ${String(idx)}`).sort()).toEqual([...large.keys()].sort())
    for (const { tbl, idx, stat } of rows) {
      const [small, expected] = [numbers(stat), large.get(`${String(tbl)} ${String(idx)}`) ?? []]
      const found = small.length === expected.length && small.every((one, at) => isSame(one, expected[at] ?? 0))
      expect(found, `${String(idx)}: ${small.join(' ')}, and ${expected.join(' ')} in the large one`).toBe(true)
    }
  })

  it('lead to the same plans there (T37)', () => {
    const plans = (file: string): string[] => {
      const db = new DatabaseSync(file, { readOnly: true })
      try {
        return [...statements.keys()].map((sql) => `${planOf(db, sql).join('; ')}: ${sql}`)
      } finally {
        db.close()
      }
    }
    const counted = plans(filled)
    asIfLarge(filled)
    expect(plans(filled)).toEqual(counted)
  })
})
