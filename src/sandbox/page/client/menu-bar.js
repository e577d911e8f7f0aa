/** The account's menu at the lower edge of the phone, as its holder sees it. */
/** @import { Follower, MenuButton, Menus } from './shapes.ts' */
import { find, make } from './dom.js'
import { words } from './words.js'

export class MenuBar {
  #bar = find('menubar', HTMLElement)
  #act
  /** @type {Menus} */
  #menus = { button: [], forTags: [], consoleHasOne: false }
  /** @type {Follower | undefined} */
  #holder

  /** @param {(event: string, eventKey: string) => void} act */
  constructor(act) {
    this.#act = act
  }

  /** @param {Menus} menus */
  show(menus) {
    this.#menus = menus
    this.#draw()
  }

  /** @param {Follower} holder */
  hold(holder) {
    this.#holder = holder
    this.#draw()
  }

  #draw() {
    const { button, forTags, consoleHasOne } = this.#menus
    const tag = String(this.#holder?.tagid_list.at(-1))
    const mine = forTags.findLast(({ tagId }) => tagId === tag)?.button ?? button
    const follows = this.#holder?.subscribe === 1
    this.#bar.hidden = !follows || (mine.length === 0 && !consoleHasOne)
    const off = make('p', {}, words.consoleMenuOff)
    this.#bar.replaceChildren(...(mine.length === 0 ? [off] : mine.map((one) => this.#top(one))))
  }

  /** @param {MenuButton} button */
  #top(button) {
    const below = button.sub_button ?? []
    if (below.length === 0) return this.#tap(button)
    const list = make('div', { class: 'below' }, ...below.map((one) => this.#tap(one)))
    // One menu is open at a time, as on a phone.
    return make('details', { name: 'menubar' }, make('summary', {}, button.name), list)
  }

  /** @param {MenuButton} button */
  #tap({ name, type = '', key = '', url = '' }) {
    const close = () => this.#bar.querySelectorAll('details').forEach((details) => (details.open = false))
    if (type === 'view' || type === 'miniprogram') {
      const onclick = () => {
        this.#act(type === 'view' ? 'VIEW' : 'view_miniprogram', url)
        close()
      }
      return make('a', { class: 'tap', href: url, target: '_blank', rel: 'noopener noreferrer', onclick }, name)
    }
    const event = type === 'click' ? 'CLICK' : type
    const onclick = () => {
      if (key !== '') this.#act(event, key)
      close()
    }
    return make('button', { type: 'button', class: 'tap', onclick }, name)
  }
}
