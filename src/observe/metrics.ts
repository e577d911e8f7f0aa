import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What is asked for when the metrics are read, not counted as it happens. */
export interface Gauges {
  commandsWaiting(): number
  callsWaiting(): number
  paused(): boolean
  stoppedInterfaces(): readonly string[]
  tokenAgeMs(): number | null
  signaturesDropped(): number
  storeCommits(): number
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4.5, 5, 10, 15]

/** The numbers of one process, for Prometheus. No label has more values than the code has names for. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #pushes = this.#counter('fenzu_pushes_total', 'Pushes that were opened, by what they were answered with', [
    'result',
  ])
  readonly #refusals = this.#counter('fenzu_push_refusals_total', 'Requests not proven to be the platform, by reason', [
    'reason',
  ])
  readonly #ignored = this.#counter(
    'fenzu_pushes_ignored_total',
    'Pushes of the platform that could not be read, by reason',
    ['reason'],
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
  readonly #answerSeconds = this.#histogram('fenzu_answer_seconds', 'From the arrival of a push to its answer', [])
  readonly #callSeconds = this.#histogram('fenzu_api_seconds', 'Duration of calls to the platform', ['path'])

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
  }

  /** Adds the gauges, once the parts they ask exist. */
  watch(gauges: Gauges): void {
    this.#gauge('fenzu_commands_waiting', 'Commands accepted and not ended', () => gauges.commandsWaiting())
    this.#gauge('fenzu_queue_depth', 'Calls that wait for their turn', () => gauges.callsWaiting())
    this.#gauge('fenzu_queue_paused', '1 while everybody waits for the next minute', () => Number(gauges.paused()))
    new Gauge({
      name: 'fenzu_interfaces_stopped',
      help: '1 for each interface that is not called for now, by path',
      labelNames: ['path'],
      registers: [this.#registry],
      collect() {
        this.reset()
        for (const path of gauges.stoppedInterfaces()) this.set({ path }, 1)
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
    this.#pushes.inc({ result })
    this.#answerSeconds.observe(ms / 1000)
  }

  pushRefused(reason: string): void {
    this.#refusals.inc({ reason })
  }

  pushIgnored(reason: string): void {
    this.#ignored.inc({ reason })
  }

  commandEnded(command: string, outcome: string): void {
    this.#commands.inc({ command, outcome })
  }

  late(outcome: 'interim' | 'sent' | 'refused'): void {
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

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] })
  }

  #histogram(name: string, help: string, labelNames: string[]): Histogram {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.#registry] })
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
