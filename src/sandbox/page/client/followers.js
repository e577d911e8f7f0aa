/** Where each follower is: a search, and the first fifty it finds. Tapping somebody gives them the phone. */
/** @import { Follower } from './shapes.ts' */
import { moveByArrows } from './arrows.js'
import { avatarOf } from './avatar.js'
import { find, make } from './dom.js'
import { askFollowers } from './sandbox.js'
import { fill, inDigits, shortOpenid, words } from './words.js'

const SHOWN = 50

/**
 * @typedef {object} Actions
 * @property {(follower: Follower) => void} hold
 * @property {(openid: string) => void} insert
 * @property {(groupid: number) => string} nameOf
 * @property {string} owner
 */

export class Followers {
  #list = find('followers', HTMLElement)
  #search = find('search', HTMLInputElement)
  #shown = find('shown', HTMLElement)
  #arrange = moveByArrows(this.#list, 'button')
  #actions
  /** @type {number | undefined} */
  #groupid
  #holder = ''
  #isAsking = false
  #isStale = false
  /** @type {Map<string, string>} where the shown ones were */
  #places = new Map()

  /** @param {Actions} actions */
  constructor(actions) {
    this.#actions = actions
    this.#search.addEventListener('input', () => void this.refresh())
    this.#search.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      this.#list.querySelector('button')?.focus()
    })
  }

  /** @param {number | undefined} groupid */
  lookAt(groupid) {
    this.#groupid = groupid
    void this.refresh()
  }

  /** @param {string} openid */
  markHolder(openid) {
    this.#holder = openid
    for (const button of this.#list.querySelectorAll('button')) {
      if (button.classList.contains('person')) markHeld(button, button.dataset['openid'] === openid)
    }
  }

  focusSearch() {
    this.#search.focus()
    this.#search.scrollIntoView({ block: 'nearest' })
  }

  /** Asks again, one question at a time: what was typed or changed meanwhile is asked about next. */
  async refresh() {
    this.#isStale = true
    if (this.#isAsking) return
    this.#isAsking = true
    while (this.#isStale) {
      this.#isStale = false
      try {
        this.#draw(await askFollowers({ search: this.#search.value, groupid: this.#groupid, limit: SHOWN }))
      } catch {
        // The sandbox is away; the stream says so, and asks again when it is back.
      }
    }
    this.#isAsking = false
  }

  /** @param {{ total: number, followers: Follower[] }} found */
  #draw({ total, followers }) {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['openid'] : undefined
    const isInsert = document.activeElement?.classList.contains('insert') === true
    const values = { shown: inDigits(followers.length), total: inDigits(total) }
    const sentence = total === 0 ? words.nobody : fill(words.shownOf, values)
    if (this.#shown.textContent !== sentence) this.#shown.textContent = sentence
    this.#list.replaceChildren(...followers.map((follower) => this.#row(follower)))
    this.#places = new Map(followers.map((follower) => [follower.openid, this.#placeOf(follower)]))
    this.#arrange()
    if (focused === undefined) return
    const again = [...this.#list.querySelectorAll('button')].find((button) => {
      return button.dataset['openid'] === focused && button.classList.contains('insert') === isInsert
    })
    again?.focus()
  }

  /** @param {Follower} follower */
  #row(follower) {
    const { openid, remark } = follower
    const who = openid === this.#actions.owner ? `${words.owner} ${shortOpenid(openid)}` : shortOpenid(openid)
    const place = this.#placeOf(follower)
    const before = this.#places.get(openid)
    const person = make(
      'button',
      {
        type: 'button',
        class: 'person',
        'data-openid': openid,
        title: `${fill(words.hold, { who })} · ${openid}`,
        onclick: () => this.#actions.hold(follower),
      },
      avatarOf(openid, openid === this.#actions.owner),
      make('span', { class: 'who' }, who, ' ', make('small', {}, remark)),
      make('span', { class: 'place' }, place),
    )
    markHeld(person, openid === this.#holder)
    const insert = make(
      'button',
      {
        type: 'button',
        class: 'insert',
        'data-openid': openid,
        'aria-label': fill(words.insertOf, { who }),
        onclick: () => this.#actions.insert(openid),
      },
      words.insert,
    )
    return make('li', { class: before !== undefined && before !== place ? 'fresh' : undefined }, person, insert)
  }

  /** @param {Follower} follower */
  #placeOf({ subscribe, groupid }) {
    return subscribe === 1 ? this.#actions.nameOf(groupid) : words.notFollowing
  }
}

/** @param {HTMLElement} person @param {boolean} isHeld */
function markHeld(person, isHeld) {
  person.dataset['current'] = String(isHeld)
  person.setAttribute('aria-current', String(isHeld))
}
