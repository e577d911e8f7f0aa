import type { Claims } from '../admins/claims.ts'
import type { Roster } from '../admins/roster.ts'
import type { CommandHelp } from '../domain/answer.ts'
import type { Clock } from '../domain/clock.ts'
import type { PushMode } from '../domain/push-mode.ts'
import type { Account } from '../groups/account.ts'
import type { GroupBackend } from '../groups/backend.ts'
import type { Changes } from '../groups/changes.ts'
import type { GroupList } from '../groups/group-list.ts'
import type { Lookups } from '../groups/lookups.ts'
import type { Moves } from '../groups/moves.ts'
import type { PeopleBook } from '../people/book.ts'
import type { KeptBook } from '../replies/book.ts'
import type { KeepTasks } from '../replies/tasks.ts'
import type { RuleServices } from '../rules/services.ts'
import type { Confirmations } from '../store/confirmations.ts'
import type { Ledger } from '../store/ledger.ts'
import type { Commands } from './command.ts'
import type { BackgroundSync } from './running/background-sync.ts'
import type { TimedMoves } from './timed/timed-moves.ts'

/** The parts commands work with; each command names those that it needs and gets no others. */
export interface Services {
  readonly clock: Clock
  readonly list: GroupList
  readonly backend: GroupBackend
  readonly changes: Changes
  readonly lookups: Lookups
  readonly moves: Moves
  readonly ledger: Ledger
  readonly confirmations: Confirmations
  readonly timed: TimedMoves
  readonly admins: Roster
  readonly people: PeopleBook
  readonly sync: BackgroundSync
  readonly account: Account
  readonly rules: RuleServices
  /** What is kept of the console; `on` says whether anything is. */
  readonly kept: { readonly on: boolean; readonly book: KeptBook; readonly tasks: KeepTasks }
  /**
   * How this process stands; `trouble` is the last one with the platform, while it is fresh; `heldUpMs` for how long it could
   * answer nobody, lately.
   */
  process(): {
    mode: PushMode
    waiting: number
    trouble: string | null
    heldUpMs: number | null
  }
  readonly claims: Claims
  /** All commands as help shows them. */
  readonly helps: readonly CommandHelp[]
  readonly commands: Commands
  /** Drops the question that waits for this admin's next message; returns whether there was one. */
  dropQuestion(admin: string): boolean
  /** Takes the rest of the asker's last long answer. */
  takeRest(admin: string): string | undefined
  /** Whether there was more to show to the asker, so long ago that it is not kept any more. */
  hasExpired(admin: string): boolean
  /** The command for the next page of the list that was shown to the asker last, when nothing of this one is left to be shown. */
  nextPage(admin: string): string | undefined
}

/** Of all services those that are named: a command can't reach what it does not need. */
export function pick<Name extends keyof Services>(services: Services, names: readonly Name[]): Pick<Services, Name> {
  const picked: { [Key in Name]?: Services[Key] } = {}
  for (const name of names) picked[name] = services[name]
  if (!hasAll(picked, names)) throw new TypeError('a service that a command needs is missing')
  return picked
}

function hasAll<Name extends keyof Services>(
  picked: { [Key in Name]?: Services[Key] },
  names: readonly Name[],
): picked is Pick<Services, Name> {
  return names.every((name) => picked[name] !== undefined)
}
