import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { COMMAND_OUTCOMES, IGNORED_REASONS, LATE_OUTCOMES, PUSH_RESULTS, REFUSED_REASONS } from './label-values.ts'
import type { QuotaLeft } from './quota-book.ts'
import { Tally } from './tally.ts'

/** What is asked for when the metrics are read, not counted as it happens. */
export interface Gauges {
  commandsWaiting(): number
  callsWaiting(): number
  paused(): boolean
  stoppedInterfaces(): readonly string[]
  tokenAgeMs(): number | null
  signaturesDropped(): number
  storeCommits(): number
  quotas(): readonly QuotaLeft[]
  /** As /readyz says. */
  ready(): Promise<boolean>
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4.5, 5, 10, 15]

/**
 * The numbers of one process, for Prometheus. No label has more values than the code has names for. What happens with every
 * push is tallied, and becomes a metric when somebody reads.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #pushes = this.#tally(
    'fenzu_pushes_total',
    'Pushes that were opened, by what was answered',
    'result',
    PUSH_RESULTS,
  )
  readonly #refusals = this.#tally(
    'fenzu_push_refusals_total',
    'Requests not proven to be the platform, by reason',
    'reason',
    REFUSED_REASONS,
  )
  readonly #ignored = this.#tally(
    'fenzu_pushes_ignored_total',
    'Pushes of the platform that could not be read, by reason',
    'reason',
    IGNORED_REASONS,
  )
  readonly #repeated = this.#counter(
    'fenzu_repeated_deliveries_total',
    "Deliveries of an admin's text that had come before and joined its work",
    [],
  )
  readonly #commands = this.#counter(
    'fenzu_commands_total',
    'Commands in the ledger that ended, by command and outcome',
    ['command', 'outcome'],
  )
  readonly #late = this.#counter(
    'fenzu_late_answers_total',
    'Interim answers, and final ones pushed later, by outcome',
    ['outcome'],
  )
  readonly #calls = this.#counter(
    'fenzu_api_calls_total',
    'Calls to the platform, by path and outcome (errcode, or kind of failure)',
    ['path', 'outcome'],
  )
  readonly #defects = this.#counter('fenzu_handler_errors_total', 'Defects that were caught at the last resort', [])
  readonly #answerSeconds = this.#histogram(
    'fenzu_answer_seconds',
    'From the arrival of a push to its answer, by what was answered',
    ['result'],
  )
  readonly #answerLabels = new Map<string, { readonly result: string }>()
  readonly #commandSeconds = this.#histogram(
    'fenzu_command_seconds',
    'From the acceptance of a command to its end, waits and restarts included',
    [],
    [...SECONDS, 30, 60, 300],
  )
  readonly #callSeconds = this.#histogram('fenzu_api_seconds', 'Duration of calls to the platform', ['path'])

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
    for (const outcome of LATE_OUTCOMES) this.#late.inc({ outcome }, 0)
  }

  /** Names the commands that may end. */
  expect(commands: readonly string[]): void {
    for (const command of commands) for (const outcome of COMMAND_OUTCOMES) this.#commands.inc({ command, outcome }, 0)
  }

  /** Adds the gauges, once the parts they ask exist. */
  watch(gauges: Gauges): void {
    this.#gauge('fenzu_commands_waiting', 'Commands accepted and not ended', () => gauges.commandsWaiting())
    this.#gauge('fenzu_queue_depth', 'Calls that wait for their turn', () => gauges.callsWaiting())
    this.#gauge('fenzu_queue_paused', '1 while everybody waits for the next minute', () => Number(gauges.paused()))
    this.#byPath('fenzu_interfaces_stopped', '1 for each interface that is not called for now', () =>
      gauges.stoppedInterfaces().map((path) => [path, 1]),
    )
    this.#byPath('fenzu_quota_left', "Calls left today: the platform's word, less our calls since", () =>
      gauges.quotas().map(({ path, left }) => [path, left]),
    )
    this.#byPath('fenzu_quota_age_seconds', "Age of the platform's word on the quota", () =>
      gauges.quotas().map(({ path, ageMs }) => [path, ageMs / 1000]),
    )
    new Gauge({
      name: 'fenzu_ready',
      help: '1 while the store can be written and what an earlier process left is taken up, as /readyz says',
      registers: [this.#registry],
      async collect() {
        this.set(Number(await gauges.ready()))
      },
    })
    this.#gauge('fenzu_access_token_age_seconds', 'Age of the access_token; -1 without one', () => {
      const ageMs = gauges.tokenAgeMs()
      return ageMs === null ? -1 : ageMs / 1000
    })
    this.#follow('fenzu_replay_dropped_total', 'Signatures dropped from memory before their time', () =>
      gauges.signaturesDropped(),
    )
    this.#follow('fenzu_store_commits_total', 'Transactions committed and synced to the disk', () =>
      gauges.storeCommits(),
    )
  }

  pushAnswered(result: string, ms: number): void {
    this.#pushes.count(result)
    let labels = this.#answerLabels.get(result)
    if (labels === undefined) this.#answerLabels.set(result, (labels = { result }))
    this.#answerSeconds.observe(labels, ms / 1000)
  }

  pushRefused(reason: string): void {
    this.#refusals.count(reason)
  }

  pushIgnored(reason: string): void {
    this.#ignored.count(reason)
  }

  deliveryRepeated(): void {
    this.#repeated.inc()
  }

  commandEnded(command: string, outcome: string, ms: number): void {
    this.#commands.inc({ command, outcome })
    this.#commandSeconds.observe(ms / 1000)
  }

  late(outcome: (typeof LATE_OUTCOMES)[number]): void {
    this.#late.inc({ outcome })
  }

  called(path: string, outcome: number | string, ms: number): void {
    this.#calls.inc({ path, outcome: String(outcome) })
    this.#callSeconds.observe({ path }, ms / 1000)
  }

  defect(): void {
    this.#defects.inc()
  }

  async read(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() }
  }

  /** A counter of what is counted where it happens. */
  #follow(name: string, help: string, count: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset()
        this.inc(count())
      },
    })
  }

  #tally(name: string, help: string, label: string, known: readonly string[]): Tally {
    const tally = new Tally(known)
    new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        this.reset()
        for (const [value, count] of tally.all) this.inc({ [label]: value }, count)
      },
    })
    return tally
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] })
  }

  #histogram(name: string, help: string, labelNames: string[], buckets = SECONDS): Histogram {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.#registry] })
  }

  #byPath(name: string, help: string, ask: () => (readonly [path: string, value: number])[]): void {
    new Gauge({
      name,
      help: `${help}, by path`,
      labelNames: ['path'],
      registers: [this.#registry],
      collect() {
        this.reset()
        for (const [path, value] of ask()) this.set({ path }, value)
      },
    })
  }

  #gauge(name: string, help: string, ask: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(ask())
      },
    })
  }
}
