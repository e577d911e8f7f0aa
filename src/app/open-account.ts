import type { WorkerParts } from '../bot/fleet/worker.ts'
import type { Routes } from '../channel/server.ts'
import type { AccountSettings } from '../config/account-settings.ts'
import type { Clock } from '../domain/clock.ts'
import type { Loss } from '../domain/replies/kept.ts'
import type { CallbackParts } from '../http/push.ts'
import type { Log } from '../observe/log.ts'
import type { AccountMetrics } from '../observe/metrics.ts'
import type { Contacts } from '../people/contacts.ts'
import type { LastTexts } from '../people/last-texts.ts'
import type { RuleServices } from '../rules/services.ts'
import type { AccountStore } from '../store/store.ts'
import type { FollowerAnswers } from './followers.ts'

export interface AccountOptions {
  readonly settings: AccountSettings
  /** Where the platform is reached: WeChat, or the sandbox. */
  readonly apiBase: string
  /** The store of this account's appid. */
  readonly store: AccountStore
  readonly clock: Clock
  readonly readsFollowersFirst: boolean
  /** Every line of it names the account. */
  readonly log: Log
  readonly metrics: AccountMetrics
  /** Where several processes serve the account and this one executes its commands. */
  readonly term?: TermOptions
  /** For how long the process could answer nobody, lately; null where it was too short to matter. */
  heldUpMs(): number | null
}

/** What is different while other processes serve the same account. */
export interface TermOptions {
  /** Throws LeaseLostError once another process executes. */
  mayCall(): void
  /** What this process gathers of followers, whoever executes. */
  readonly contacts: Contacts
  readonly lastTexts: LastTexts
  readonly everybody: FollowerAnswers
  readonly rules: Pick<RuleServices, 'intake' | 'tally'>
}

/** One account at work: everything that it does not share with another. */
export interface OpenAccount {
  readonly name: string
  readonly callback: CallbackParts
  /** What the shell may ask of it. */
  readonly routes: Routes
  /** What of the console is not kept as it was. */
  readonly losses: readonly Loss[]
  /** Resumes the commands that an earlier process left, and resolves with how many those were. Pushes wait until then. */
  recover(): Promise<number>
  /** Takes up what else it left, behind the commands: who is to be forgotten, rules, an import, the copy of the console. */
  goOn(): Promise<void>
  /** Resolves when the first copy of the console was tried, or after a second: it goes on behind it. */
  firstCopy(): Promise<void>
  /** What executes the commands, for whoever brings them from other processes. */
  readonly parts: ExecutingParts
  /** The one-time code for the first owner; null when there is an owner. */
  issueFirstCode(): string | null
  /** For people who may see more: what is well with the account and what is not. */
  details(): Readonly<Record<string, unknown>>
  /** Resolves when no command and no late answer is under way, after three seconds at most. */
  drain(): Promise<void>
  close(): Promise<void>
}

/** What executes commands. */
export type ExecutingParts = Pick<
  WorkerParts,
  'intake' | 'claims' | 'answerDelivery' | 'windows' | 'isAdmin' | 'welcome' | 'say' | 'forget' | 'follow' | 'events'
>
