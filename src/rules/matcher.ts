import { comparableKey, nameOfTrigger, type Rule, type RuleTrigger } from '../domain/rules/rule.ts'
import type { Push } from '../protocol/message.ts'

/** Before the scene of whoever follows by a code (developers.weixin.qq.com, Receiving event pushes). */
const SCENE_PREFIX = 'qrscene_'
/** NFKC makes at most so many characters one. A text that is longer than any word can become is not looked at. */
const SHRINKS = 4

/**
 * Finds the one rule that a push meets, by one look-up however many rules there are: a code before anything else, following
 * last. Asks nobody.
 */
export class RuleMatcher {
  readonly #rules: ReadonlyMap<string, Rule>
  readonly #hasTexts: boolean
  readonly #longestText: number

  /** Only those that are on. */
  constructor(rules: readonly Rule[]) {
    const on = rules.filter(({ state }) => state === 'on')
    this.#rules = new Map(on.map((rule) => [nameOfTrigger(rule.trigger), rule]))
    const words = on.flatMap(({ trigger }) => (trigger.kind === 'text' ? [comparableKey(trigger)] : []))
    this.#hasTexts = words.length > 0
    this.#longestText = Math.max(0, ...words.map((word) => word.length)) * SHRINKS
  }

  match(push: Push): Rule | undefined {
    if (push.kind === 'text') return this.#hasTexts ? this.#said(push.text) : undefined
    if (push.kind !== 'event' || this.#rules.size === 0) return undefined
    switch (push.event) {
      case 'subscribe': {
        const { eventKey } = push
        const scene = eventKey.startsWith(SCENE_PREFIX) ? eventKey.slice(SCENE_PREFIX.length) : undefined
        const byCode = scene === undefined ? undefined : this.find({ kind: 'scan', key: scene })
        return byCode ?? this.find({ kind: 'follow' })
      }
      case 'scan':
        return this.find({ kind: 'scan', key: push.eventKey })
      case 'click':
        return this.find({ kind: 'menu', key: push.eventKey })
      default:
        return undefined
    }
  }

  find(trigger: RuleTrigger): Rule | undefined {
    return this.#rules.get(nameOfTrigger(trigger))
  }

  #said(text: string): Rule | undefined {
    const said = text.trim()
    return said.length > this.#longestText ? undefined : this.find({ kind: 'text', key: said })
  }
}
