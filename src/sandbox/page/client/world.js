/** The world as it is: groups and tags with their counts as bars, and what changed just now. */
/** @import { Change, Group, World } from './shapes.ts' */
import { moveByArrows } from './arrows.js'
import { find, make } from './dom.js'
import { fill, inDigits, shortOpenid, toSeconds, words } from './words.js'

const SHOWN_CHANGES = 8

export class WorldView {
  #groups = find('groups', HTMLElement)
  #tags = find('tags', HTMLElement)
  #changes = find('changes', HTMLElement)
  #arrange = moveByArrows(this.#groups, 'button')
  #onPick
  /** @type {Map<number, string>} names by id, those of deleted groups too */
  #names = new Map()
  /** @type {number | undefined} */
  #picked

  /** @param {(groupid: number | undefined) => void} onPick told which group is looked at, undefined for all */
  constructor(onPick) {
    this.#onPick = onPick
  }

  /** @param {World} world */
  show({ groups, tags, following }) {
    find('following', HTMLElement).textContent = fill(words.followersCount, { n: inDigits(following) })
    for (const { id, name } of groups) this.#names.set(id, name)
    if (!groups.some(({ id }) => id === this.#picked)) this.#pick(undefined)
    drawBars(this.#groups, groups, (id) => this.#pick(this.#picked === id ? undefined : id))
    drawBars(this.#tags, tags, undefined)
    this.#press()
    this.#arrange()
  }

  /** What a group is called; its id when nobody knows. @param {number} id */
  nameOf(id) {
    return this.#names.get(id) ?? String(id)
  }

  forget() {
    this.#changes.replaceChildren(make('li', { class: 'empty' }, words.nothingYet))
  }

  /** @param {readonly Change[]} changes */
  tell(changes) {
    this.#changes.querySelector('.empty')?.remove()
    for (const change of changes.slice(-SHOWN_CHANGES)) {
      const time = make('time', {}, toSeconds(change.at))
      this.#changes.prepend(make('li', { class: 'fresh' }, time, ' ', this.#sentence(change)))
    }
    while (this.#changes.childElementCount > SHOWN_CHANGES) this.#changes.lastElementChild?.remove()
  }

  /** @param {Change} change */
  #sentence(change) {
    switch (change.kind) {
      case 'moved': {
        const [from, to] = [this.nameOf(change.from), this.nameOf(change.to)]
        return fill(words.changeMoved, { who: shortOpenid(change.openid), from, to })
      }
      case 'came':
        return fill(words.changeCame, { who: shortOpenid(change.openid) })
      case 'left':
        return fill(words.changeLeft, { who: shortOpenid(change.openid) })
      case 'made':
        return fill(words.changeMade, change)
      case 'renamed':
        return fill(words.changeRenamed, change)
      case 'deleted':
        return fill(words.changeDeleted, change)
      case 'reset':
        return fill(words.changeReset, { n: inDigits(change.followers) })
    }
  }

  /** @param {number | undefined} id */
  #pick(id) {
    if (this.#picked === id) return
    this.#picked = id
    this.#press()
    this.#onPick(id)
  }

  #press() {
    for (const button of this.#groups.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.dataset['id'] === String(this.#picked)))
    }
  }
}

/**
 * Keeps the rows that are there, so that their bars slide and what changed can light up.
 * @param {HTMLElement} list
 * @param {readonly Group[]} groups
 * @param {((id: number) => void) | undefined} onPick
 */
function drawBars(list, groups, onPick) {
  const most = Math.max(1, ...groups.map(({ count }) => count))
  const old = new Map([...list.querySelectorAll('li')].map((row) => [row.dataset['id'], row]))
  const isFirst = !old.has('0')
  const rows = groups.map(({ id, name, count }) => {
    const row = old.get(String(id)) ?? barRow(id, onPick)
    part(row, '.name').textContent = name
    const shown = part(row, '.count')
    const before = Number(row.dataset['count'] ?? count)
    if (count !== before || (!isFirst && row.dataset['count'] === undefined)) light(row, count - before)
    row.dataset['count'] = String(count)
    shown.textContent = inDigits(count)
    part(row, '.fill').style.width = `${(100 * count) / most}%`
    return row
  })
  list.replaceChildren(...rows)
}

/** @param {number} id @param {((id: number) => void) | undefined} onPick */
function barRow(id, onPick) {
  const parts = [
    make('span', { class: 'name' }),
    make('small', {}, String(id)),
    make('span', { class: 'track' }, make('span', { class: 'fill' })),
    make('span', { class: 'delta' }),
    make('b', { class: 'count' }),
  ]
  const inner =
    onPick === undefined
      ? make('div', { class: 'bar-row' }, ...parts)
      : make('button', { type: 'button', class: 'bar-row', 'data-id': id, onclick: () => onPick(id) }, ...parts)
  return make('li', { 'data-id': id }, inner)
}

/** @param {HTMLElement} row @param {number} difference */
function light(row, difference) {
  part(row, '.delta').textContent = difference > 0 ? `+${difference}` : difference < 0 ? `−${-difference}` : ''
  row.classList.remove('fresh')
  // A reading of the layout in between lets the animation begin again.
  if (row.offsetWidth >= 0) row.classList.add('fresh')
}

/** @param {HTMLElement} row @param {string} selector @returns {HTMLElement} */
function part(row, selector) {
  const found = row.querySelector(selector)
  if (found instanceof HTMLElement) return found
  throw new TypeError(`${selector} is not in the row`)
}
