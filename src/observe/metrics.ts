import { collectDefaultMetrics, Registry } from 'prom-client'
import { AccountMetrics, type AccountFamilies, type AccountGauges } from './account-metrics.ts'
import { Families, SECONDS, type Samples } from './families.ts'
import type { Tally } from './tally.ts'

export type { AccountMetrics } from './account-metrics.ts'

/** What is asked of the process when the metrics are read. */
export interface ProcessGauges {
  storeCommits(): number
  /** Lines of the log and the output that nobody can have read. */
  linesLost(): number
  /** For how long the event loop stood still at most within the last five minutes. */
  loopDelayMs(): number
  /** As /readyz says. */
  ready(): Promise<boolean>
}

/**
 * The numbers of one process, for Prometheus. What belongs to an account has the label `account`; no label has more values
 * than the code or the settings have names for.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #families = new Families(this.#registry)
  readonly #counted: AccountFamilies
  readonly #accounts: AccountMetrics[] = []

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
    this.#declareTallies()
    this.#counted = declareCounted(this.#families)
    this.#declareGauges()
  }

  /** The numbers of one account, counted from now on. */
  of(account: string): AccountMetrics {
    const metrics = new AccountMetrics(account, this.#counted)
    this.#accounts.push(metrics)
    return metrics
  }

  /** Adds what is asked of the process, once the parts exist. */
  watch(gauges: ProcessGauges): void {
    this.#families.gaugesRead(
      {
        name: 'fenzu_ready',
        help: '1 while the store can be written and what an earlier process left is resumed, as /readyz says',
      },
      async () => [[{}, Number(await gauges.ready())]],
    )
    this.#families.gaugesRead(
      {
        name: 'fenzu_event_loop_delay_seconds',
        help: 'The longest time that nothing could be answered, within the last five minutes',
      },
      () => [[{}, gauges.loopDelayMs() / 1000]],
    )
    this.#families.countersRead(
      { name: 'fenzu_output_lines_lost_total', help: 'Lines of log and output that nobody could read' },
      () => [[{}, gauges.linesLost()]],
    )
    this.#families.countersRead(
      { name: 'fenzu_store_commits_total', help: 'Transactions committed and synced to the disk' },
      () => [[{}, gauges.storeCommits()]],
    )
  }

  async read(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() }
  }

  #declareTallies(): void {
    this.#tally('fenzu_pushes_total', 'Pushes that were opened, by what was answered', 'result', (one) => one.pushes)
    this.#tally(
      'fenzu_push_refusals_total',
      'Requests not proven to be the platform, by reason',
      'reason',
      (one) => one.refusals,
    )
    this.#tally(
      'fenzu_pushes_ignored_total',
      'Pushes of the platform that could not be read, by reason',
      'reason',
      (one) => one.ignored,
    )
    this.#tally(
      'fenzu_relay_total',
      'Pushes for the system relayed to, by what became of them',
      'result',
      (one) => one.relayed,
    )
    this.#tally(
      'fenzu_other_replies_total',
      'Replies of a rule beside its first one, sent as customer-service messages, by outcome',
      'outcome',
      (one) => one.otherReplies,
    )
  }

  #declareGauges(): void {
    this.#gauge('fenzu_commands_waiting', 'Commands accepted and not ended', (one) => one.commandsWaiting())
    this.#gauge('fenzu_queue_depth', 'Calls that wait for their turn', (one) => one.callsWaiting())
    this.#gauge(
      'fenzu_executor',
      "1 where the account's commands are executed: over all processes the sum is 1",
      (one) => Number(one.executes()),
    )
    this.#gauge('fenzu_queue_paused', '1 while everybody waits for the next minute', (one) => Number(one.paused()))
    this.#gauge('fenzu_kept_replies', 'Kept replies that are on', (one) => one.keptReplies())
    this.#gauge(
      'fenzu_relay_in_flight',
      'Pushes that wait for the system relayed to',
      (one) => one.relay?.inFlight ?? 0,
    )
    this.#gauge('fenzu_relay_stopped', '1 while the system relayed to is spared after failures', (one) =>
      Number(one.relay?.breakerIsOpen ?? false),
    )
    this.#byPath('fenzu_interfaces_stopped', '1 for each interface that is not called for now', (one) =>
      one.stoppedInterfaces().map((path) => [path, 1]),
    )
    this.#byPath('fenzu_quota_left', "Calls left today: the platform's figure, less our calls since", (one) =>
      one.quotas().map(({ path, left }) => [path, left]),
    )
    this.#byPath('fenzu_quota_age_seconds', "Age of the platform's figure for the quota", (one) =>
      one.quotas().map(({ path, ageMs }) => [path, ageMs / 1000]),
    )
    this.#gauge('fenzu_access_token_age_seconds', 'Age of the access_token; -1 without one', (one) => {
      const ageMs = one.tokenAgeMs()
      return ageMs === null ? -1 : ageMs / 1000
    })
    this.#families.countersRead(
      {
        name: 'fenzu_replay_dropped_total',
        help: 'Signatures dropped from memory before their time',
        labelNames: ['account'],
      },
      () => this.#ask((one) => [[{}, one.signaturesDropped()]]),
    )
  }

  #tally(name: string, help: string, label: string, of: (account: AccountMetrics) => Tally): void {
    this.#families.countersRead({ name, help, labelNames: ['account', label] }, () =>
      this.#accounts.flatMap((one) =>
        [...of(one).all].map(([value, count]) => [{ account: one.account, [label]: value }, count] as const),
      ),
    )
  }

  #gauge(name: string, help: string, value: (gauges: AccountGauges) => number): void {
    this.#families.gaugesRead({ name, help, labelNames: ['account'] }, () => this.#ask((one) => [[{}, value(one)]]))
  }

  #byPath(
    name: string,
    help: string,
    values: (gauges: AccountGauges) => (readonly [path: string, value: number])[],
  ): void {
    this.#families.gaugesRead({ name, help: `${help}, by path`, labelNames: ['account', 'path'] }, () =>
      this.#ask((one) => values(one).map(([path, value]) => [{ path }, value] as const)),
    )
  }

  /** The samples of every account, each with its name. */
  #ask(samples: (gauges: AccountGauges) => Samples): Samples {
    return this.#accounts.flatMap(({ account, gauges }) =>
      gauges === undefined
        ? []
        : [...samples(gauges)].map(([labels, value]) => [{ account, ...labels }, value] as const),
    )
  }
}

function declareCounted(families: Families): AccountFamilies {
  return {
    repeated: families.counter(
      'fenzu_repeated_deliveries_total',
      "Deliveries of an admin's text that had come before and joined its work",
      ['account'],
    ),
    commands: families.counter('fenzu_commands_total', 'Commands in the ledger that ended, by command and outcome', [
      'account',
      'command',
      'outcome',
    ]),
    late: families.counter('fenzu_late_answers_total', 'Interim answers, and final ones pushed later, by outcome', [
      'account',
      'outcome',
    ]),
    calls: families.counter(
      'fenzu_api_calls_total',
      'Calls to the platform, by path and outcome (errcode, or kind of failure)',
      ['account', 'path', 'outcome'],
    ),
    rulesMet: families.counter('fenzu_rules_met_total', 'Pushes that a rule groups by', ['account']),
    defects: families.counter('fenzu_handler_errors_total', 'Defects that were caught at the last resort', ['account']),
    answerSeconds: families.histogram(
      'fenzu_answer_seconds',
      'From the arrival of a push to its answer, by what was answered',
      ['account', 'result'],
    ),
    commandSeconds: families.histogram(
      'fenzu_command_seconds',
      'From the acceptance of a command to its end, waits and restarts included',
      ['account'],
      [...SECONDS, 30, 60, 300],
    ),
    callSeconds: families.histogram('fenzu_api_seconds', 'Duration of calls to the platform', ['account', 'path']),
    relaySeconds: families.histogram('fenzu_relay_seconds', 'Duration of calls to the system relayed to', ['account']),
  }
}
