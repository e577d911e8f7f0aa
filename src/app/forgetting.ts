import { Eraser } from '../bot/forgetting/eraser.ts'
import { Forgetting } from '../bot/forgetting/forgetting.ts'
import type { Dialogues } from '../bot/dialogues.ts'
import type { MessageWindows } from '../bot/message-window.ts'
import type { PageCache } from '../bot/page-cache.ts'
import type { Roster } from '../admins/roster.ts'
import type { RunnerEvents } from '../commands/running/runner.ts'
import type { Clock } from '../domain/clock.ts'
import type { Watch } from '../observe/watch.ts'
import type { PeopleBook } from '../people/book.ts'
import type { KeptBook } from '../replies/book.ts'
import type { FollowerTally } from '../rules/follower-tally.ts'
import type { RuleIntake } from '../rules/intake.ts'
import type { AccountStore } from '../store/store.ts'

export interface ForgettingRoom {
  readonly forgetting: Forgetting
  /** What is told to the watch, and that a command has ended also to whoever waits for that. */
  readonly runnerEvents: RunnerEvents
  /** Works off what an earlier process left, and clears the files. */
  start(): Promise<void>
  close(): void
}

/** Everything that remembers people of one account in memory, and what takes them out of it and of the store. */
export async function openForgetting(parts: {
  readonly store: AccountStore
  readonly people: PeopleBook
  readonly admins: Roster
  readonly dialogues: Dialogues
  readonly pageCache: PageCache
  readonly windows: MessageWindows
  readonly kept: Pick<KeptBook, 'forget'>
  readonly rules: { readonly intake: Pick<RuleIntake, 'forget'>; readonly tally: Pick<FollowerTally, 'strangerLeft'> }
  readonly clock: Clock
  readonly watch: Watch
}): Promise<ForgettingRoom> {
  const { store, people, admins, dialogues, pageCache, windows, kept, rules, clock, watch } = parts
  const { erasures } = store
  const eraser = new Eraser({ erasures, scrub: () => store.scrub(), clock, events: watch })
  const forgetting = await Forgetting.open({
    erasures,
    people,
    admins,
    eraser,
    clock,
    dropFollower: (openid) => {
      kept.forget(openid)
      rules.intake.forget(openid)
    },
    strangerLeft: (openid, at) => {
      rules.tally.strangerLeft(openid, at)
    },
    drop: (traces) => {
      dialogues.forget(traces)
      pageCache.forget(traces)
      windows.forget(traces.openid)
    },
    events: watch,
  })
  return {
    forgetting,
    runnerEvents: {
      during: (number, work) => watch.during(number, work),
      sent: (row, plan) => {
        watch.sent(row, plan)
      },
      ended: (row, result, error) => {
        watch.ended(row, result, error)
        eraser.begin()
      },
      defect: (error) => {
        watch.defect(error)
      },
    },
    start: () => eraser.start(),
    close() {
      forgetting.close()
      eraser.close()
    },
  }
}
