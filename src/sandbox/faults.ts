/**
 * Faults that people order for API calls. Each belongs to one exact path and is used up after `times` calls. A call meets
 * at most one of them, the oldest ordered, and besides that a `delay`, which only postpones whatever answer there is.
 */
export const FAULT_KINDS = [
  /** Handled at once, answered `ms` later. */
  'delay',
  /** Neither handled nor ever answered. */
  'hang',
  /** The connection is reset, nothing was handled. */
  'reset-before',
  /** Handled, then the connection is reset: the answer is lost. */
  'reset-after',
  /** A gateway's HTML page with status 502; nothing was handled. */
  'http502',
  /** Handled, but only half of the answer's JSON arrives. */
  'truncated',
  /** Not handled, answered with an errcode in the platform's own words. */
  'errcode',
  /** Answered 45159 although the tag is there, as the platform does right after a tag was made or when tagging overlaps. */
  'race',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface Fault {
  readonly path: string
  readonly kind: FaultKind
  readonly ms: number
  readonly errcode: number
  timesLeft: number
}

export class Faults {
  #faults: Fault[] = []

  /** Replaces an earlier fault of the same path and kind. */
  order(fault: Fault): void {
    this.#faults = this.#faults.filter((other) => other.path !== fault.path || other.kind !== fault.kind)
    this.#faults.push(fault)
  }

  /** What the next call of `path` meets; counts as one use. */
  take(path: string): { delayMs: number; fault: Fault | undefined } {
    const delay = this.#use((fault) => fault.path === path && fault.kind === 'delay')
    const fault = this.#use((other) => other.path === path && other.kind !== 'delay')
    return { delayMs: delay?.ms ?? 0, fault }
  }

  /** Those that still wait for a call, oldest first. */
  list(): readonly Fault[] {
    return this.#faults
  }

  clear(): void {
    this.#faults = []
  }

  #use(matches: (fault: Fault) => boolean): Fault | undefined {
    const fault = this.#faults.find(matches)
    if (fault === undefined) return undefined
    fault.timesLeft--
    if (fault.timesLeft <= 0) this.#faults = this.#faults.filter((other) => other !== fault)
    return fault
  }
}
