import type { Clock, Monotonic } from '../domain/clock.ts'

/** How long the beginning of a text can be shown. */
const KEPT_MS = 48 * 3_600_000
const SHOWN_CHARACTERS = 20
/** A character outside the BMP takes two units: as many as are shown in any case, and one more character. */
const UNITS = SHOWN_CHARACTERS * 2 + 2
const BYTES = UNITS * 2
/** Followers whose last text is remembered at once. */
const PLACES = 10_000

/**
 * How followers' last texts began, in memory only: never written down, gone after 48 hours or with the process. They lie in
 * one piece of memory, in places that are taken in turn: a storm of followers leaves nothing behind to be collected.
 */
export class LastTexts {
  readonly #clock: Clock
  readonly #on: boolean
  readonly #placeOf = new Map<string, number>()
  readonly #owners: (string | undefined)[] = []
  /** Made for the first text. */
  #texts = Buffer.alloc(0)
  readonly #lengths = new Uint8Array(PLACES)
  readonly #at = new Float64Array(PLACES)
  #next = 0

  /** @param on what FENZU_LAST_TEXT says */
  constructor(clock: Clock, on: boolean) {
    this.#clock = clock
    this.#on = on
  }

  /** `openid` is kept: it has to be a string of its own, not a part of a push. */
  note(openid: string, text: string): void {
    if (!this.#on) return
    const place = this.#placeOf.get(openid) ?? this.#take(openid)
    this.#lengths[place] = this.#texts.write(text.slice(0, UNITS), place * BYTES, BYTES, 'utf16le')
    this.#at[place] = this.#clock.elapsed()
  }

  of(openid: string): string | null {
    const place = this.#placeOf.get(openid)
    if (place === undefined || this.#clock.elapsed() - ((this.#at[place] ?? 0) as Monotonic) >= KEPT_MS) return null
    const from = place * BYTES
    const letters = Array.from(this.#texts.toString('utf16le', from, from + (this.#lengths[place] ?? 0)))
    const shown = letters.slice(0, SHOWN_CHARACTERS).join('')
    return letters.length <= SHOWN_CHARACTERS ? shown : `${shown}…`
  }

  forget(openid: string): void {
    const place = this.#placeOf.get(openid)
    if (place === undefined) return
    this.#placeOf.delete(openid)
    this.#owners[place] = undefined
    this.#texts.fill(0, place * BYTES, (place + 1) * BYTES)
  }

  forgetAll(): void {
    this.#placeOf.clear()
    this.#owners.length = 0
    this.#texts.fill(0)
  }

  #take(openid: string): number {
    if (this.#texts.length === 0) this.#texts = Buffer.alloc(PLACES * BYTES)
    const place = this.#next
    this.#next = (place + 1) % PLACES
    const before = this.#owners[place]
    if (before !== undefined) this.#placeOf.delete(before)
    this.#owners[place] = openid
    this.#placeOf.set(openid, place)
    return place
  }
}
