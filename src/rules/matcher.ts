import { comparableKey, nameOfTrigger, type Rule, type RuleTrigger } from '../domain/rules/rule.ts'
import type { Push } from '../protocol/message.ts'

/** Before the scene of whoever follows by a code (developers.weixin.qq.com, Receiving event pushes). */
const SCENE_PREFIX = 'qrscene_'
/** NFKC makes at most so many characters one. A text that is longer than any word can become is not looked at. */
const SHRINKS = 4
/** A beginning that NFKC leaves as it is, whatever follows: nothing composes with an ideograph, nor one of these with the other. */
const PLAIN_BEGINNING = /^(?:[\u4e00-\u9fff]|[!-~](?:[ -~\u4e00-\u9fff]|$))/

/**
 * Finds the one rule that a push meets, by one look-up however many rules there are: a code before anything else, following
 * last. Asks nobody.
 */
export class RuleMatcher {
  /** By the name of the trigger, for whoever asks about one. */
  readonly #all: ReadonlyMap<string, Rule>
  /** By the key as it is pushed; a word in its comparable form. */
  readonly #byKey: Readonly<Record<'scan' | 'text' | 'menu', ReadonlyMap<string, Rule>>>
  readonly #follow: Rule | undefined
  /** With what a word begins. */
  readonly #beginnings: ReadonlySet<string>
  readonly #longestText: number

  /** Only those that are on. */
  constructor(rules: readonly Rule[]) {
    const on = rules.filter(({ state }) => state === 'on')
    const byKey = (kind: RuleTrigger['kind']): Map<string, Rule> =>
      new Map(on.filter(({ trigger }) => trigger.kind === kind).map((rule) => [comparableKey(rule.trigger), rule]))
    this.#all = new Map(on.map((rule) => [nameOfTrigger(rule.trigger), rule]))
    this.#byKey = { scan: byKey('scan'), text: byKey('text'), menu: byKey('menu') }
    this.#follow = on.find(({ trigger }) => trigger.kind === 'follow')
    const words = [...this.#byKey.text.keys()]
    this.#beginnings = new Set(words.map((word) => word.charAt(0)))
    this.#longestText = Math.max(0, ...words.map((word) => word.length)) * SHRINKS
  }

  match(push: Push): Rule | undefined {
    if (push.kind === 'text') return this.#said(push.text)
    if (push.kind !== 'event') return undefined
    const { scan, menu } = this.#byKey
    switch (push.event) {
      case 'subscribe': {
        const { eventKey } = push
        const byCode = eventKey.startsWith(SCENE_PREFIX) ? scan.get(eventKey.slice(SCENE_PREFIX.length)) : undefined
        return byCode ?? this.#follow
      }
      case 'scan':
        return scan.get(push.eventKey)
      case 'click':
        return menu.get(push.eventKey)
      default:
        return undefined
    }
  }

  find(trigger: RuleTrigger): Rule | undefined {
    return this.#all.get(nameOfTrigger(trigger))
  }

  /** What most people say begins like no word, and is not even made comparable. */
  #said(text: string): Rule | undefined {
    if (this.#beginnings.size === 0) return undefined
    const said = text.trim()
    if (said.length > this.#longestText) return undefined
    if (PLAIN_BEGINNING.test(said) && !this.#beginnings.has(said.charAt(0).toLowerCase())) return undefined
    return this.#byKey.text.get(comparableKey({ kind: 'text', key: said }))
  }
}
