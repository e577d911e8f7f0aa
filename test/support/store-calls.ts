import { adminOf } from '../../src/domain/actor.ts'
import type { NewRule } from '../../src/domain/rules/rule.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import type { Store } from '../../src/store/store.ts'

/** Of whom and by whom the store is asked. */
export interface Cast {
  readonly person: string
  readonly other: string
  readonly owner: string
  /** A moment of today. */
  readonly today: number
}

/** For each part of the store its methods, each called so that all of its statements are executed. */
export type StoreCalls = Readonly<Record<string, Readonly<Record<string, (store: Store) => Promise<unknown>>>>>

const TO = { id: 108, name: 'VIP' }
const RULE: NewRule = {
  trigger: { kind: 'follow' },
  target: { kind: 'group', id: 102, backend: 'groups' },
  policy: 'ungrouped',
  source: 'chat',
  madeAt: 1,
}

/** Every method of every part of the store. */
export function storeCalls({ person: P, other: Q, owner: OWNER, today }: Cast): StoreCalls {
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
  const ERRAND = { openid: P, rule: 1, writtenAt: 1_000 }
  return {
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
      countSince: ({ ledger }) => ledger.countSince(today),
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
        await erasures.work('', Infinity)
        const left = await ledger.unfinished()
        for (const { number } of left) await ledger.end(number, 'done', { ...ANSWER, openid: Q }, 4_000)
        return erasures.work('', Infinity)
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
}
