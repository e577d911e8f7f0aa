import type { Counter, Histogram } from 'prom-client'
import {
  COMMAND_OUTCOMES,
  IGNORED_REASONS,
  LATE_OUTCOMES,
  OTHER_REPLY_OUTCOMES,
  PUSH_RESULTS,
  REFUSED_REASONS,
  RELAY_RESULTS,
} from './label-values.ts'
import type { KnownQuota } from './quota-book.ts'
import { Tally } from './tally.ts'

/** What is asked of an account when the metrics are read, not counted as it happens. */
export interface AccountGauges {
  commandsWaiting(): number
  callsWaiting(): number
  paused(): boolean
  stoppedInterfaces(): readonly string[]
  tokenAgeMs(): number | null
  signaturesDropped(): number
  quotas(): readonly KnownQuota[]
  /** Whether this process executes the account's commands. */
  executes(): boolean
  /** Kept replies that are on. */
  keptReplies(): number
  /** undefined where nothing is relayed. */
  readonly relay: { readonly inFlight: number; readonly breakerIsOpen: boolean } | undefined
}

/** The families that accounts count into; each has the label `account`. */
export interface AccountFamilies {
  readonly repeated: Counter
  readonly commands: Counter
  readonly late: Counter
  readonly calls: Counter
  readonly defects: Counter
  readonly rulesMet: Counter
  readonly answerSeconds: Histogram
  readonly commandSeconds: Histogram
  readonly callSeconds: Histogram
  readonly relaySeconds: Histogram
}

/** The numbers of one account. What happens with every push is tallied, and becomes a metric when somebody reads. */
export class AccountMetrics {
  readonly account: string
  readonly pushes = new Tally(PUSH_RESULTS)
  readonly refusals = new Tally(REFUSED_REASONS)
  readonly ignored = new Tally(IGNORED_REASONS)
  readonly relayed = new Tally(RELAY_RESULTS)
  readonly otherReplies = new Tally(OTHER_REPLY_OUTCOMES)
  readonly #families: AccountFamilies
  readonly #answerLabels = new Map<string, { readonly account: string; readonly result: string }>()
  #gauges: AccountGauges | undefined

  constructor(account: string, families: AccountFamilies) {
    this.account = account
    this.#families = families
    for (const outcome of LATE_OUTCOMES) families.late.inc({ account, outcome }, 0)
    families.relaySeconds.zero({ account })
    for (const counter of [families.repeated, families.defects, families.rulesMet]) counter.inc({ account }, 0)
  }

  /** Names the commands that may end. */
  expect(commands: readonly string[]): void {
    const { account } = this
    for (const command of commands) {
      for (const outcome of COMMAND_OUTCOMES) this.#families.commands.inc({ account, command, outcome }, 0)
    }
  }

  /** Adds the gauges, once the parts they ask exist. */
  watch(gauges: AccountGauges): void {
    this.#gauges = gauges
  }

  get gauges(): AccountGauges | undefined {
    return this.#gauges
  }

  pushAnswered(result: string, ms: number): void {
    this.pushes.count(result)
    let labels = this.#answerLabels.get(result)
    if (labels === undefined) this.#answerLabels.set(result, (labels = { account: this.account, result }))
    this.#families.answerSeconds.observe(labels, ms / 1000)
  }

  pushRefused(reason: string): void {
    this.refusals.count(reason)
  }

  pushIgnored(reason: string): void {
    this.ignored.count(reason)
  }

  deliveryRepeated(): void {
    this.#families.repeated.inc({ account: this.account })
  }

  commandEnded(command: string, outcome: string, ms: number): void {
    const { account } = this
    this.#families.commands.inc({ account, command, outcome })
    this.#families.commandSeconds.observe({ account }, ms / 1000)
  }

  late(outcome: (typeof LATE_OUTCOMES)[number]): void {
    this.#families.late.inc({ account: this.account, outcome })
  }

  called(path: string, outcome: number | string, ms: number): void {
    const { account } = this
    this.#families.calls.inc({ account, path, outcome: String(outcome) })
    this.#families.callSeconds.observe({ account, path }, ms / 1000)
  }

  pushRelayed(result: string, ms: number): void {
    this.relayed.count(result)
    this.#families.relaySeconds.observe({ account: this.account }, ms / 1000)
  }

  otherReply(outcome: (typeof OTHER_REPLY_OUTCOMES)[number]): void {
    this.otherReplies.count(outcome)
  }

  /** A push met a rule. */
  ruleMet(): void {
    this.#families.rulesMet.inc({ account: this.account })
  }

  defect(): void {
    this.#families.defects.inc({ account: this.account })
  }
}
