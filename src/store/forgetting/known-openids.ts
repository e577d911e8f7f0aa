import { OpenidFilter } from './openid-filter.ts'

/** Settings allow openids of 20 characters and more; an appid has 18. */
const LIKE_AN_OPENID = /[\w-]{20,}/g

/**
 * Which openids the disk may name, of whichever account: the push of somebody of whom nothing is kept is to ask no store. Filled from the disk in
 * steps after the opening, until when everybody counts as known, and from every text that is written. Whoever was erased
 * counts as known until the next start.
 */
export class KnownOpenids {
  readonly #filter = new OpenidFilter()
  readonly #complete = new Set<string>()

  add(openid: string): void {
    this.#filter.add(openid)
  }

  /** Adds everything that looks like an openid in a text that is about to be written. */
  addFrom(text: string): void {
    if (text.length < 20) return
    for (const [run] of text.matchAll(LIKE_AN_OPENID)) this.#filter.add(run)
  }

  /** Everything that was on disk of one account at the opening has been added. */
  complete(appid: string): void {
    this.#complete.add(appid)
  }

  mayHave(appid: string, openid: string): boolean {
    return !this.#complete.has(appid) || this.#filter.has(openid)
  }
}
