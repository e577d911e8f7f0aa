/** Counts by name as cheaply as can be, for what happens thousands of times a second; read when the metrics are. */
export class Tally {
  readonly #counts: Map<string, number>

  /** `known` names are there from the start. */
  constructor(known: readonly string[]) {
    this.#counts = new Map(known.map((name) => [name, 0]))
  }

  count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  get all(): ReadonlyMap<string, number> {
    return this.#counts
  }
}
