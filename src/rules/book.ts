import type { NewRule, Rule, RuleTrigger } from '../domain/rules/rule.ts'
import type { Push } from '../protocol/message.ts'
import type { Added, Rules } from '../store/rules/rules.ts'
import { RuleMatcher } from './matcher.ts'

/** The rules of one account in memory: on disk first, whatever is changed. */
export class RuleBook {
  readonly #store: Rules
  #all: readonly Rule[]
  #matcher: RuleMatcher

  private constructor(store: Rules, all: readonly Rule[]) {
    this.#store = store
    this.#all = all
    this.#matcher = new RuleMatcher(all)
  }

  static async open(store: Rules): Promise<RuleBook> {
    return new RuleBook(store, await store.list())
  }

  /** One that knows no rules until it reads them: for a start that must not wait for the store. */
  static empty(store: Rules): RuleBook {
    return new RuleBook(store, [])
  }

  /** Those that were not deleted, by number. */
  get rules(): readonly Rule[] {
    return this.#all.filter(({ state }) => state !== 'deleted')
  }

  /** The greatest number that was given; 0 before the first. */
  get latest(): number {
    return this.#all.at(-1)?.number ?? 0
  }

  /** Also one that was deleted: what it has done is still to be told. */
  find(number: number): Rule | undefined {
    return this.#all.find((rule) => rule.number === number)
  }

  /** The rule that this push meets. Asks no store. */
  match(push: Push): Rule | undefined {
    return this.#matcher.match(push)
  }

  /** The rule that this would set off; a code, too, by which somebody begins to follow. */
  wouldMeet(trigger: RuleTrigger): Rule | undefined {
    return this.#matcher.find(trigger)
  }

  async add(rule: NewRule): Promise<Added> {
    const added = await this.#store.add(rule)
    await this.refresh()
    return added
  }

  /** Returns those that have this state now. */
  async setState(numbers: readonly number[], state: Rule['state']): Promise<Rule[]> {
    const changed = await this.#store.setState(numbers, state)
    await this.refresh()
    return changed
  }

  /** Deletes some and adds others, all or nothing; undefined when that is done, else what is in the way. */
  async replace(
    deleted: readonly number[],
    added: readonly NewRule[],
  ): Promise<Exclude<Added, { kind: 'added' }> | undefined> {
    const done = await this.#store.replace(deleted, added)
    await this.refresh()
    return 'kind' in done ? done : undefined
  }

  /** Reads them again: another process may have changed them. */
  async refresh(): Promise<void> {
    this.#all = await this.#store.list()
    this.#matcher = new RuleMatcher(this.#all)
  }
}
