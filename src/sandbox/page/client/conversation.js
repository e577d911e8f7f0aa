/** The conversation of whoever holds the phone. Of everybody else's it only remembers. */
/** @import { Delivery, Follower, TalkEntry } from './shapes.ts' */
/** @import { Say } from './bubbles.js' */
import { bubbleOf } from './bubbles.js'
import { find, make } from './dom.js'
import { makeOneStop } from './one-stop.js'
import { Trails } from './trail.js'
import { toClock, words } from './words.js'

/** The phone shows the time again after so long a silence. */
const SILENCE_MS = 5 * 60_000
/** So close to its end, in pixels, the conversation follows what comes. */
const NEAR_END = 120
/** Bubbles and times that are kept on the page. */
const SHOWN = 500

export class Conversation {
  #list = find('talk', HTMLElement)
  #arrange
  #leave
  #say
  #follow
  #now
  #trails
  #owner
  /** @type {TalkEntry[]} */
  #entries = []
  /** @type {Follower | undefined} */
  #holder
  #shownAt = 0
  #isAtEnd = true

  /** @param {{ say: Say, follow: () => void, leave: () => void, now: () => number, owner: string }} actions */
  constructor({ say, follow, leave, now, owner }) {
    this.#arrange = makeOneStop(this.#list, leave)
    this.#leave = leave
    this.#say = say
    this.#follow = follow
    this.#now = now
    this.#owner = owner
    this.#trails = new Trails(now)
    this.#list.addEventListener('scroll', () => {
      this.#isAtEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < NEAR_END
    })
    // The menu bar may come below it: what was said last stays in sight.
    new ResizeObserver(() => {
      if (this.#isAtEnd) this.#list.scrollTop = this.#list.scrollHeight
    }).observe(this.#list)
  }

  forget() {
    this.#entries = []
    this.#trails.forget()
    this.#draw()
  }

  /** @param {Follower} holder */
  hold(holder) {
    const isSame = this.#holder?.openid === holder.openid && this.#holder.subscribe === holder.subscribe
    this.#holder = holder
    if (!isSame) this.#draw()
  }

  /**
   * @param {readonly TalkEntry[]} entries
   * @param {boolean} areNew whether they happened just now
   */
  add(entries, areNew) {
    this.#entries.push(...entries)
    const mine = entries.filter(({ openid }) => openid === this.#holder?.openid)
    if (mine.length === 0) return
    this.#dropOffer()
    const { scrollHeight, scrollTop, clientHeight } = this.#list
    const follows = scrollHeight - scrollTop - clientHeight < NEAR_END || mine.some(({ kind }) => kind === 'said')
    for (const entry of mine) this.#append(entry).classList.toggle('arriving', areNew)
    this.#arrange()
    if (follows) this.#list.scrollTop = this.#list.scrollHeight
  }

  /** @param {readonly Delivery[]} deliveries */
  addDeliveries(deliveries) {
    const isAtEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < NEAR_END
    this.#trails.add(deliveries)
    if (isAtEnd) this.#list.scrollTop = this.#list.scrollHeight
  }

  /** What the holder said last, the latest first. */
  get saidBefore() {
    return this.#entries
      .flatMap((entry) => (entry.kind === 'said' && entry.openid === this.#holder?.openid ? [entry.text] : []))
      .reverse()
  }

  #draw() {
    this.#list.replaceChildren()
    this.#shownAt = 0
    const mine = this.#entries.filter(({ openid }) => openid === this.#holder?.openid)
    if (mine.length === 0) this.#offer()
    for (const entry of mine) this.#append(entry)
    this.#arrange()
    this.#list.scrollTop = this.#list.scrollHeight
  }

  /** @param {TalkEntry} entry */
  #append(entry) {
    if (Math.abs(entry.at - this.#shownAt) > SILENCE_MS) {
      this.#list.append(make('p', { class: 'time' }, toClock(entry.at, this.#now())))
    }
    this.#shownAt = entry.at
    const bubble = bubbleOf(entry, entry.openid === this.#owner, this.#say)
    if (entry.kind === 'said') bubble.querySelector('.said')?.append(this.#trails.of(entry.push))
    if (entry.kind === 'did') bubble.append(this.#trails.of(entry.push))
    this.#list.append(bubble)
    while (this.#list.childElementCount > SHOWN) this.#list.firstElementChild?.remove()
    return bubble
  }

  /** Whoever has just tapped one of its buttons goes on in the message box. */
  #dropOffer() {
    const offer = this.#list.querySelector('.offer')
    if (offer?.contains(document.activeElement) === true) this.#leave()
    offer?.remove()
  }

  /** Nothing was said yet: three things to tap. */
  #offer() {
    const holder = this.#holder
    if (holder === undefined) return
    if (holder.subscribe === 0) {
      const tap = make('button', { type: 'button', onclick: this.#follow }, words.follow)
      this.#list.append(make('div', { class: 'offer' }, make('p', {}, words.emptyStranger), tap))
      return
    }
    const isOwner = holder.openid === this.#owner
    const taps = (isOwner ? words.tryOwner : words.tryFollower).map((text) => {
      return make('button', { type: 'button', onclick: () => this.#say(text, undefined) }, text)
    })
    const hint = isOwner ? words.emptyOwner : words.emptyFollower
    this.#list.append(make('div', { class: 'offer' }, make('p', {}, hint), ...taps))
  }
}
