/** The lower edge of the phone: what the holder types, and what else they can do. */
/** @import { Follower } from './shapes.ts' */
/** @import { Say } from './bubbles.js' */
import { control, find, make } from './dom.js'
import { words } from './words.js'

export class Composer {
  #form = find('say', HTMLFormElement)
  #text = find('text', HTMLTextAreaElement)
  #more = find('more', HTMLButtonElement)
  #deeds = find('deeds', HTMLElement)
  #follow = find('follow', HTMLButtonElement)
  #recalled = -1
  #follows = true

  /** @param {{ say: Say, act: (event: string, eventKey: string) => void, saidBefore: () => string[] }} actions */
  constructor({ say, act, saidBefore }) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      const text = this.#text.value
      if (text.trim() === '') return
      this.#put('')
      this.#recalled = -1
      say(text, undefined)
    })
    this.#text.addEventListener('input', () => this.#fit())
    this.#text.addEventListener('keydown', (event) => {
      // While an input method composes, Enter chooses a candidate.
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault()
        this.#form.requestSubmit()
      }
      if (event.key === 'ArrowUp' || event.key === 'ArrowDown') this.#recall(event, saidBefore())
    })
    this.#more.addEventListener('click', () => this.#open(this.#deeds.hidden === true))
    this.#deeds.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape') return
      this.#open(false)
      this.#more.focus()
    })
    this.#follow.addEventListener('click', () => act(this.#follows ? 'unsubscribe' : 'subscribe', ''))
    this.#onKey('scan', (key) => (this.#follows ? act('SCAN', key) : act('subscribe', `qrscene_${key}`)))
    this.#onKey('menu', (key) => act('CLICK', key))
    this.#fit()
  }

  /** @param {Follower} holder */
  hold({ subscribe }) {
    this.#follows = subscribe === 1
    this.#follow.textContent = this.#follows ? words.unfollow : words.follow
    this.#text.disabled = !this.#follows
    this.#text.placeholder = this.#follows ? '' : words.followFirst
    for (const button of [...this.#form.querySelectorAll('.send'), ...document.querySelectorAll('#menu button')]) {
      if (button instanceof HTMLButtonElement) button.disabled = !this.#follows
    }
  }

  /** Puts a word where the caret is, with a blank on either side. @param {string} word */
  insert(word) {
    const { value, selectionStart, selectionEnd } = this.#text
    const before = value.slice(0, selectionStart).replace(/(\S)$/, '$1 ')
    const after = value.slice(selectionEnd).trimStart()
    this.#put(`${before}${word} ${after}`)
    const caret = before.length + word.length + 1
    this.#text.focus()
    this.#text.setSelectionRange(caret, caret)
  }

  /** QR codes that can be scanned, the latest as the one that is. @param {readonly string[]} scenes */
  offer(scenes) {
    find('scenes', HTMLDataListElement).replaceChildren(...scenes.map((scene) => make('option', { value: scene })))
    const latest = scenes.at(-1)
    if (latest !== undefined) control(find('scan', HTMLFormElement), 'key', HTMLInputElement).value = latest
  }

  focus() {
    this.#text.focus()
  }

  /** @param {KeyboardEvent} event @param {string[]} said */
  #recall(event, said) {
    const isRecalled = this.#text.value === (said[this.#recalled] ?? '')
    if (!isRecalled) return
    const next = this.#recalled + (event.key === 'ArrowUp' ? 1 : -1)
    if (next < -1 || next >= said.length) return
    event.preventDefault()
    this.#recalled = next
    this.#put(said[next] ?? '')
  }

  /** @param {string} text */
  #put(text) {
    this.#text.value = text
    this.#fit()
  }

  /** As high as its text, up to what the style allows. */
  #fit() {
    this.#text.style.height = 'auto'
    this.#text.style.height = `${this.#text.scrollHeight}px`
    this.#form.classList.toggle('ready', this.#text.value.trim() !== '')
  }

  /** @param {boolean} isOpen */
  #open(isOpen) {
    this.#deeds.hidden = !isOpen
    this.#more.setAttribute('aria-expanded', String(isOpen))
  }

  /** @param {string} id @param {(key: string) => void} onKey */
  #onKey(id, onKey) {
    const form = find(id, HTMLFormElement)
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      onKey(control(form, 'key', HTMLInputElement).value)
    })
  }
}
