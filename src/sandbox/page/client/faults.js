/** The fault panel: orders faults, turns the platform's knobs, and shows which faults still wait for a call. */
/** @import { Knobs, FaultKind } from './shapes.ts' */
import { control, find, make } from './dom.js'
import { order } from './sandbox.js'
import { fill, inDigits, words } from './words.js'

const DELAY_MS = 10_000
const DAY_MS = 86_400_000
const BIG_WORLD = 5000

export class FaultPanel {
  #form = find('fault', HTMLFormElement)
  #done = find('done', HTMLElement)
  #waiting = find('waiting', HTMLElement)
  #clear = find('clear', HTMLButtonElement)
  #offsetMs = 0

  constructor() {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      const kind = event.submitter?.getAttribute('value')
      if (kind !== null && kind !== undefined) void this.#orderFault(/** @type {FaultKind} */ (kind))
    })
    for (const button of document.querySelectorAll('#platform button')) {
      button.addEventListener('click', () => void this.#turn(button.getAttribute('data-deed') ?? ''))
    }
    this.#clear.addEventListener('click', () => void this.#say(order('faults', {}, 'DELETE'), words.cleared))
  }

  /** @param {Knobs} knobs */
  show({ faults, offsetMs }) {
    this.#offsetMs = offsetMs
    const rows = faults.map(({ path, kind, ms, errcode, timesLeft }) => {
      const what = whatOf(kind, ms, errcode)
      return make('li', {}, `${nameOf(path)} · ${what} · ${fill(words.timesLeft, { n: timesLeft })}`)
    })
    this.#waiting.replaceChildren(...(rows.length === 0 ? [make('li', { class: 'empty' }, words.noneWaiting)] : rows))
    this.#clear.hidden = rows.length === 0
  }

  get #path() {
    return control(this.#form, 'path', HTMLSelectElement).value
  }

  /** @param {FaultKind} kind */
  async #orderFault(kind) {
    const times = control(this.#form, 'times', HTMLInputElement).valueAsNumber
    const errcode = Number(control(this.#form, 'errcode', HTMLInputElement).value)
    const more = kind === 'delay' ? { ms: DELAY_MS } : kind === 'errcode' ? { errcode } : {}
    const what = whatOf(kind, DELAY_MS, errcode)
    const ordered = order('faults', { path: this.#path, kind, times, ...more })
    await this.#say(ordered, fill(words.ordered, { path: nameOf(this.#path), what }))
  }

  /** @param {string} deed */
  async #turn(deed) {
    const path = this.#path
    const values = { path: nameOf(path), h: inDigits((this.#offsetMs + DAY_MS) / 3_600_000) }
    switch (deed) {
      case 'revoke':
        return this.#say(order('revoke-token'), words.tokenRevoked)
      case 'spend':
        return this.#say(order('quota', { path, remain: 0 }), fill(words.quotaSpent, values))
      case 'restore':
        return this.#say(order('quota', { path, remain: 1_000_000_000 }), fill(words.quotaRestored, values))
      case 'tomorrow':
        return this.#say(order('clock', { offsetMs: this.#offsetMs + DAY_MS }), fill(words.clockTurned, values))
      case 'today':
        return this.#say(order('clock', { offsetMs: 0 }), words.clockBack)
      case 'reset':
        return this.#say(order('reset'), words.wasReset)
      case 'reset-big':
        return this.#say(order('reset', { followers: BIG_WORLD }), words.wasReset)
    }
  }

  /** @param {Promise<string | undefined>} ordered @param {string} whenDone */
  async #say(ordered, whenDone) {
    const reason = await ordered
    this.#done.textContent = reason === undefined ? whenDone : fill(words.failed, { reason })
    this.#done.dataset['state'] = reason === undefined ? 'done' : 'failed'
  }
}

/** @param {FaultKind} kind @param {number} ms @param {number} errcode */
function whatOf(kind, ms, errcode) {
  if (kind === 'delay') return fill(words.slow, { s: ms / 1000 })
  return kind === 'errcode' ? `${words.errcode} ${errcode}` : words.met[kind]
}

/** @param {string} path */
function nameOf(path) {
  const names = /** @type {Record<string, string>} */ (words.paths)
  return names[path] ?? path.replace('/cgi-bin/', '')
}
