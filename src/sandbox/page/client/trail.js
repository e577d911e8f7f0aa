/** Under what was said or done: each delivery of it, how long it takes or took, and how it ended. */
/** @import { Delivery } from './shapes.ts' */
import { make } from './dom.js'
import { fill, inTime, inWords, words } from './words.js'

const TICK_MS = 200

export class Trails {
  /** @type {Map<number, Delivery[]>} deliveries by push */
  #deliveries = new Map()
  /** @type {Map<number, HTMLElement>} what shows them, by push */
  #shown = new Map()
  /** @type {number | undefined} */
  #ticker
  #now

  /** @param {() => number} now the platform's time */
  constructor(now) {
    this.#now = now
  }

  forget() {
    this.#deliveries.clear()
    this.#shown.clear()
  }

  /** @param {readonly Delivery[]} deliveries new ones, and old ones with their end */
  add(deliveries) {
    for (const delivery of deliveries) {
      const others = (this.#deliveries.get(delivery.push) ?? []).filter(({ seq }) => seq !== delivery.seq)
      this.#deliveries.set(
        delivery.push,
        [...others, delivery].sort((a, b) => a.seq - b.seq),
      )
      this.#draw(delivery.push)
    }
    this.#tick()
  }

  /** The element that shows the deliveries of this push from now on. @param {number} push */
  of(push) {
    const element = make('ol', { class: 'trail', 'aria-live': 'off' })
    this.#shown.set(push, element)
    this.#draw(push)
    this.#tick()
    return element
  }

  /** @param {number} push */
  #draw(push) {
    const element = this.#shown.get(push)
    const deliveries = this.#deliveries.get(push) ?? []
    element?.replaceChildren(...deliveries.map((delivery) => this.#item(delivery)))
  }

  /** @param {Delivery} delivery */
  #item({ attempt, at, ms, status, failure }) {
    const isUnderWay = ms === null
    const state = isUnderWay ? 'underway' : status === 200 ? 'answered' : 'failed'
    const took = isUnderWay
      ? fill(words.underway, { s: (Math.max(0, this.#now() - at) / 1000).toFixed(1) })
      : failure !== null
        ? inWords(failure)
        : status === 200
          ? inTime(ms)
          : `HTTP ${String(status)}`
    return make('li', { class: state }, `${fill(words.attempt, { n: attempt })} · ${took}`)
  }

  /** Seconds run while something is under way. */
  #tick() {
    const isUnderWay = (/** @type {number} */ push) =>
      this.#deliveries.get(push)?.some(({ ms }) => ms === null) === true
    const running = [...this.#shown.keys()].filter(isUnderWay)
    for (const push of running) this.#draw(push)
    clearTimeout(this.#ticker)
    if (running.length > 0) this.#ticker = setTimeout(() => this.#tick(), TICK_MS)
  }
}
