/**
 * The wire as it was: deliveries, what was relayed to the old system and API calls in one list, the newest on top, each to be
 * opened and read.
 */
/** @import { Call, Delivery } from './shapes.ts' */
import { moveByArrows } from './arrows.js'
import { find, make } from './dom.js'
import { askAnswer, askDelivery, askRelayed } from './sandbox.js'
import { fill, inTime, inWords, shortOpenid, toSeconds, words } from './words.js'

const SHOWN = 200
/** @typedef {'push' | 'relay'} Kind */
/** @type {readonly Kind[]} */
const KINDS = ['push', 'relay']

export class Wire {
  #list = find('passed', HTMLElement)
  #arrange = moveByArrows(this.#list, 'summary')
  /** @type {Record<Kind, Map<number, HTMLElement>>} rows by seq: they change when an answer comes */
  #rows = { push: new Map(), relay: new Map() }

  constructor() {
    for (const radio of document.querySelectorAll('input[name="wire"]')) {
      radio.addEventListener('change', () => {
        if (radio instanceof HTMLInputElement) this.#list.dataset['only'] = radio.value
      })
    }
  }

  forget() {
    for (const rows of Object.values(this.#rows)) rows.clear()
    this.#list.replaceChildren(make('li', { class: 'empty' }, words.wireEmpty))
  }

  /**
   * What came together is put in the order of its time.
   * @param {Record<Kind, readonly Delivery[]>} delivered new ones, and old ones with their end
   * @param {readonly Call[]} calls
   * @param {boolean} areNew whether they happened just now
   */
  add(delivered, calls, areNew) {
    const fresh = []
    for (const kind of KINDS) {
      for (const delivery of delivered[kind]) {
        const row = this.#rows[kind].get(delivery.seq)
        const summary = deliverySummary(kind, delivery)
        if (row === undefined) fresh.push({ at: delivery.at, row: this.#deliveryRow(kind, delivery, summary) })
        else renew(kind, row, delivery, summary)
      }
    }
    for (const call of calls) fresh.push({ at: call.at, row: callRow(call) })
    if (fresh.length === 0) return
    this.#list.querySelector('.empty')?.remove()
    fresh.sort((a, b) => b.at - a.at)
    if (areNew) for (const { row } of fresh) row.classList.add('fresh')
    this.#list.prepend(...fresh.slice(0, SHOWN).map(({ row }) => row))
    while (this.#list.childElementCount > SHOWN) {
      const last = this.#list.lastElementChild
      if (last instanceof HTMLElement) for (const kind of KINDS) this.#rows[kind].delete(Number(last.dataset[kind]))
      last?.remove()
    }
    this.#arrange()
  }

  /** @param {Kind} kind @param {Delivery} delivery @param {Node[]} summary */
  #deliveryRow(kind, delivery, summary) {
    const row = make('li', { class: kind, [`data-${kind}`]: delivery.seq })
    const details = make('details', {}, make('summary', {}, ...summary))
    details.addEventListener('toggle', () => {
      if (details.open) void fillDelivery(kind, details, delivery.seq)
    })
    row.append(details)
    this.#rows[kind].set(delivery.seq, row)
    return row
  }
}

/** @param {Kind} kind @param {HTMLElement} row @param {Delivery} delivery @param {Node[]} summary */
function renew(kind, row, delivery, summary) {
  row.querySelector('summary')?.replaceChildren(...summary)
  const details = row.querySelector('details')
  if (details?.open === true) void fillDelivery(kind, details, delivery.seq)
}

/** @param {Kind} kind @param {Delivery} delivery */
function deliverySummary(kind, { attempt, at, openid, title, ms, status, failure }) {
  const end =
    ms === null
      ? badge('pending', words.pending)
      : badge(status === 200 ? 'good' : 'bad', status === null ? inWords(failure ?? '') : String(status))
  return [
    badge('kind', fill(words[kind], { n: attempt })),
    make('span', { class: 'what' }, title),
    make('small', {}, shortOpenid(openid)),
    end,
    make('small', { class: 'took' }, ms === null ? '' : inTime(ms)),
    make('time', {}, toSeconds(at)),
  ]
}

/** @param {Kind} kind @param {HTMLDetailsElement} details @param {number} seq */
async function fillDelivery(kind, details, seq) {
  const ask = kind === 'push' ? askDelivery : askRelayed
  const whole = await ask(seq).catch(() => undefined)
  for (const old of details.querySelectorAll('dl')) old.remove()
  if (whole === undefined) return
  const { query, sent, opened, answer, answerOpened, openid, at, ms } = whole
  const facts = [
    shortFact(words.from, openid),
    shortFact(words.time, toSeconds(at)),
    ...(ms === null ? [] : [shortFact(words.took, inTime(ms))]),
    fact(words.query, query.replace('?', '').split('&').join('\n&')),
    ...(sent === opened ? [] : [fact(words.sealed, sent)]),
    fact(kind === 'push' ? words.opened : words.body, inLines(opened)),
    ...(answer === null ? [] : [fact(kind === 'push' ? words.ourAnswer : words.oldAnswer, answer || words.none)]),
    ...(answer === answerOpened || answerOpened === null ? [] : [fact(words.answerOpened, inLines(answerOpened))]),
  ]
  details.append(make('dl', {}, ...facts))
}

/** @param {Call} call */
function callRow({ seq, at, path, body, applied, errcode, met }) {
  const verdict =
    errcode === null
      ? badge('bad', words.noAnswer)
      : badge(errcode === 0 ? 'good' : 'bad', `${words.errcode} ${errcode}`)
  const faults = [
    ...(met.kind === null ? [] : [badge('fault', words.met[met.kind])]),
    ...(met.delayMs === 0 ? [] : [badge('fault', fill(words.metDelay, { s: met.delayMs / 1000 }))]),
  ]
  const summary = make(
    'summary',
    {},
    badge('kind', words.call),
    make('span', { class: 'what' }, path.replace('/cgi-bin/', '')),
    ...faults,
    ...(applied ? [badge('applied', words.changedWorld)] : []),
    verdict,
    make('time', {}, toSeconds(at)),
  )
  const facts = [
    shortFact(words.seq, String(seq)),
    shortFact(words.time, toSeconds(at)),
    shortFact(words.path, path),
    shortFact(words.errcode, errcode === null ? words.noAnswer : String(errcode)),
    fact(words.body, body === null ? words.none : typeof body === 'string' ? body : JSON.stringify(body, null, 2)),
  ]
  const details = make('details', {}, summary, make('dl', {}, ...facts))
  details.addEventListener('toggle', () => {
    if (details.open) void fillAnswer(details, seq)
  })
  return make('li', { class: 'call' }, details)
}

/** An answer may come after the call was put on the page: it is asked for when somebody looks. @param {HTMLDetailsElement} details @param {number} seq */
async function fillAnswer(details, seq) {
  const answer = await askAnswer(seq).catch(() => null)
  details.querySelector('.answer')?.remove()
  const shown = fact(words.answer, answer === null ? words.noAnswer : indented(answer))
  shown.classList.add('answer')
  details.querySelector('dl')?.append(shown)
}

/** JSON with a line for each field; anything else as it is. @param {string} text */
function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** @param {string} kind @param {string} text */
function badge(kind, text) {
  return make('span', { class: `badge ${kind}` }, text)
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  return make('div', {}, make('dt', {}, name), make('dd', {}, make('pre', {}, value)))
}

/** @param {string} name @param {string} value */
function shortFact(name, value) {
  return make('div', { class: 'short' }, make('dt', {}, name), make('dd', {}, value))
}

/** One element of the XML a line. @param {string} xml */
function inLines(xml) {
  return xml.replaceAll(/(<\/\w+>|^<xml>)(?=<)/g, '$1\n')
}
