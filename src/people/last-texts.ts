import type { Clock } from '../domain/clock.ts'

/** How long the beginning of a text can be shown. */
const KEPT_MS = 48 * 3_600_000
const SHOWN_CHARACTERS = 20
/** Followers whose last text is remembered at once. */
const MAX_REMEMBERED = 10_000

/** How followers' last texts began, in memory only: never written down, gone after 48 hours or with the process. */
export class LastTexts {
  readonly #clock: Clock
  readonly #on: boolean
  readonly #texts = new Map<string, { text: string; at: number }>()

  /** @param on what FENZU_LAST_TEXT says */
  constructor(clock: Clock, on: boolean) {
    this.#clock = clock
    this.#on = on
  }

  note(openid: string, text: string): void {
    if (!this.#on) return
    const letters = Array.from(text.slice(0, SHOWN_CHARACTERS * 2 + 2))
    const more = letters.length > SHOWN_CHARACTERS
    const shown = letters.slice(0, SHOWN_CHARACTERS).join('') + (more ? '…' : '')
    this.#texts.delete(openid)
    this.#texts.set(copyOf(openid), { text: copyOf(shown), at: this.#clock.now() })
    const [oldest] = this.#texts.keys()
    if (this.#texts.size > MAX_REMEMBERED && oldest !== undefined) this.#texts.delete(oldest)
  }

  of(openid: string): string | null {
    const kept = this.#texts.get(openid)
    return kept !== undefined && this.#clock.now() - kept.at < KEPT_MS ? kept.text : null
  }

  forget(openid: string): void {
    this.#texts.delete(openid)
  }
}

/** A string of its own: a part of a push, kept for hours, would keep the whole push in memory. */
function copyOf(text: string): string {
  return Buffer.from(text).toString()
}
