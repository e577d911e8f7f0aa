import type { Clock } from '../domain/clock.ts'
import { toError } from '../domain/errors.ts'
import type { Sequencer } from '../dispatch/order.ts'
import type { PaceGate } from '../dispatch/pace-gate.ts'
import { concernsOne } from '../groups/failure.ts'
import type { GroupsRoom } from '../groups/open.ts'
import type { RulesWatch } from '../observe/rules-watch.ts'
import { RuleBook } from '../rules/book.ts'
import { catchUp } from '../rules/catching-up.ts'
import { Drain } from '../rules/drain.ts'
import { FollowerTally } from '../rules/follower-tally.ts'
import { applyRuleFile, type RuleFileReport } from '../rules/file.ts'
import { RuleIntake } from '../rules/intake.ts'
import type { RuleServices } from '../rules/services.ts'
import type { AccountStore } from '../store/store.ts'

/** How often it is looked for what other processes wrote down. */
const POLL_MS = 1_000

export interface RulesOptions {
  readonly store: AccountStore
  readonly clock: Clock
  readonly groups: GroupsRoom
  readonly order: Sequencer
  readonly gate: Pick<PaceGate, 'waiting'>
  readonly watch: RulesWatch
  /** Where other processes write down what rules have to do: what this one holds and counts beside them. */
  readonly shared: Pick<RuleServices, 'intake' | 'tally'> | undefined
}

export interface RulesRoom {
  readonly services: RuleServices
  readonly intake: RuleIntake
  readonly tally: FollowerTally
  readonly drain: Drain
  /** Applies a file of rules, or with `dry` says what would become of it. */
  applyFile(file: unknown, dry: boolean): Promise<RuleFileReport>
  /** How much there is to do, for people who may see more. */
  details(): Readonly<Record<string, unknown>>
  /** Nothing new is begun; what is counted is written down. Never rejects. */
  close(): Promise<void>
}

/** The rules of one account: matched, written down, carried out and counted. */
export async function openRules({
  store,
  clock,
  groups,
  order,
  gate,
  watch,
  shared,
}: RulesOptions): Promise<RulesRoom> {
  const book = await RuleBook.open(store.rules)
  const { errands } = store
  const drain = new Drain({
    ...groups,
    clock,
    book,
    errands,
    order,
    callsWaiting: () => gate.waiting,
    pollMs: shared === undefined ? undefined : POLL_MS,
    events: watch,
  })
  const put = (): void => {
    drain.hint()
  }
  const intake = new RuleIntake({ clock, book, errands, put, events: watch })
  const tally = new FollowerTally(store.dailyCounts, clock, (error) => {
    watch.countsNotWritten(error)
  })
  const own = shared ?? { intake, tally }
  return {
    services: {
      book,
      errands,
      counts: store.dailyCounts,
      intake: own.intake,
      drain,
      tally: own.tally,
      catchUp: (rule) =>
        catchUp(rule, {
          followers: (next) => groups.account.followers(next),
          where: (openid) => groups.lookups.whereAtLeisure(openid),
          concernsOne,
          errands,
          put,
        }),
    },
    intake,
    tally,
    drain,
    applyFile: (file, dry) => applyRuleFile(file, { dry }, { ...groups, book, now: () => clock.now() }),
    details: () => ({
      on: book.rules.filter(({ state }) => state === 'on').length,
      ...(drain.trouble === undefined ? {} : { waitsFor: toError(drain.trouble).message }),
      held: own.intake.held,
      lost: own.intake.lost,
    }),
    async close() {
      drain.close()
      await intake.close()
      await tally.close().catch((error: unknown) => {
        watch.countsNotWritten(error)
      })
    },
  }
}
