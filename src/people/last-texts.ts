import type { Clock } from '../domain/clock.ts'
import { ownString } from '../domain/own-string.ts'

/** How long the beginning of a text can be shown. */
const KEPT_MS = 48 * 3_600_000
const SHOWN_CHARACTERS = 20
/** Followers whose last text is remembered at once: at least so many, and less than twice as many. */
const REMEMBERED = 5_000

interface Kept {
  readonly text: string
  readonly at: number
}

/**
 * How followers' last texts began, in memory only: never written down, gone after 48 hours or with the process. Two
 * generations: when the young one is full it becomes the old one, and what was old is dropped.
 */
export class LastTexts {
  readonly #clock: Clock
  readonly #on: boolean
  #young = new Map<string, Kept>()
  #old = new Map<string, Kept>()

  /** @param on what FENZU_LAST_TEXT says */
  constructor(clock: Clock, on: boolean) {
    this.#clock = clock
    this.#on = on
  }

  note(openid: string, text: string): void {
    if (!this.#on) return
    // A letter outside the BMP takes two places: as many as are shown are kept in any case, and one more.
    const beginning = ownString(text.slice(0, SHOWN_CHARACTERS * 2 + 2))
    this.#young.set(this.#young.has(openid) ? openid : ownString(openid), { text: beginning, at: this.#clock.now() })
    if (this.#young.size < REMEMBERED) return
    this.#old = this.#young
    this.#young = new Map()
  }

  of(openid: string): string | null {
    const kept = this.#young.get(openid) ?? this.#old.get(openid)
    if (kept === undefined || this.#clock.now() - kept.at >= KEPT_MS) return null
    const letters = Array.from(kept.text)
    return letters.length <= SHOWN_CHARACTERS ? kept.text : `${letters.slice(0, SHOWN_CHARACTERS).join('')}…`
  }

  forget(openid: string): void {
    this.#young.delete(openid)
    this.#old.delete(openid)
  }
}
