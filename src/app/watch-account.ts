import type { Intake } from '../bot/intake.ts'
import type { CallbackParts } from '../http/push.ts'
import type { AccountGauges } from '../observe/account-metrics.ts'
import type { AccountMetrics } from '../observe/metrics.ts'
import type { QuotaBook } from '../observe/quota-book.ts'
import type { Followers } from './followers.ts'
import type { Platform } from './platform.ts'

export interface WatchedParts {
  readonly platform: Platform
  readonly quotas: QuotaBook
  readonly intake: Intake
  readonly callback: CallbackParts
  readonly followers: Followers
}

/** What is asked of one account's parts when the metrics are read. */
export function watchAccount(
  metrics: AccountMetrics,
  { platform: { gate, client }, quotas, intake, callback, followers }: WatchedParts,
): void {
  metrics.watch({
    commandsWaiting: () => intake.waiting,
    callsWaiting: () => gate.waiting,
    paused: () => gate.paused,
    stoppedInterfaces: () => gate.stoppedInterfaces,
    tokenAgeMs: () => client.token.ageMs,
    signaturesDropped: () => callback.envelope.signaturesDropped,
    quotas: () => quotas.look(),
    executes: () => true,
    keptReplies: () => followers.kept.copy?.replies.filter(({ on }) => on).length ?? 0,
    relay: followers.relay,
  })
}

/** The same where another process executes the account's commands. */
export function watchFrontOf(
  metrics: AccountMetrics,
  { signaturesDropped, keptReplies, relay }: Pick<AccountGauges, 'signaturesDropped' | 'keptReplies' | 'relay'>,
): void {
  metrics.watch({
    commandsWaiting: () => 0,
    callsWaiting: () => 0,
    paused: () => false,
    stoppedInterfaces: () => [],
    tokenAgeMs: () => null,
    signaturesDropped,
    quotas: () => [],
    executes: () => false,
    keptReplies,
    relay,
  })
}
