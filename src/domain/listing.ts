/** One page of a list that is read by cursor. */
export interface Page {
  /** How long the whole list is, as the platform says; null where it does not say. */
  readonly total: number | null
  readonly openids: readonly string[]
  /** Where the next page begins; empty when there is none. */
  readonly next: string
}

/**
 * How far a list is read. It ends where the platform says so, and also where its cursor leads back to a page that was read
 * already, or far beyond the total: else a defect of the platform's would spend the whole quota on one page.
 */
export class Listing {
  readonly #asked = new Set<string>()
  #read = 0

  /** Takes note of the page that was read with this cursor, and tells whether another should be. */
  goesOn(cursor: string, { total, openids, next }: Page): boolean {
    this.#asked.add(cursor)
    this.#read += openids.length
    if (next === '' || openids.length === 0 || this.#asked.has(next)) return false
    // The list may grow while it is read.
    return total === null || this.#read <= total + openids.length
  }
}
