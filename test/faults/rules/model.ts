/*
 * What rules, admins and undos come to, in the simplest words there are: a map from follower to group. Whoever plays it beside
 * the real thing lets what rules have to do end before the same person is pushed again.
 */

export const TRIGGERS = ['follow', 'scan', 'text', 'menu'] as const
export type Trigger = (typeof TRIGGERS)[number]

export interface ModelRule {
  readonly group: number
  readonly always: boolean
}

/** One rule for each trigger, numbered from 1 in the order of TRIGGERS. */
export type ModelRules = Readonly<Record<Trigger, ModelRule>>

/** How a follower lets hear of themselves; `known` is whether a code, a word or a key is one that a rule knows. */
export interface ModelPush {
  readonly person: number
  readonly by: Trigger | 'follow by code'
  readonly known: boolean
}

export class RuleModel {
  readonly #rules: ModelRules
  /** 0 for no group. */
  readonly #where: Map<number, number>
  readonly #off = new Set<Trigger>()
  /** Who is where a rule put them. */
  readonly #broughtBy = new Map<number, Trigger>()
  /** Where a rule found whom it moved, latest, since it was taken back last. */
  readonly #changes = new Map<Trigger, Map<number, number>>(TRIGGERS.map((trigger) => [trigger, new Map()]))
  #waiting = new Map<number, Trigger>()

  constructor(rules: ModelRules, where: ReadonlyMap<number, number>) {
    this.#rules = rules
    this.#where = new Map(where)
  }

  get where(): ReadonlyMap<number, number> {
    return this.#where
  }

  groupOf(rule: Trigger): number {
    return this.#rules[rule].group
  }

  /** Who waits for a rule; undefined for nobody. */
  waits(person: number): Trigger | undefined {
    return this.#waiting.get(person)
  }

  /** How many each rule brought who are still there. */
  get brought(): number[] {
    return TRIGGERS.map((trigger) => [...this.#broughtBy.values()].filter((by) => by === trigger).length)
  }

  push({ person, by, known }: ModelPush): void {
    const met = this.#met(by, known)
    if (met !== undefined) this.#waiting.set(person, met)
  }

  /** What waits is carried out. */
  settle(): void {
    for (const [person, trigger] of this.#waiting) {
      const { group, always } = this.#rules[trigger]
      const from = this.#at(person)
      if (from === group || (!always && from !== 0)) continue
      this.#where.set(person, group)
      this.#broughtBy.set(person, trigger)
      this.#changes.get(trigger)?.set(person, from)
    }
    this.#waiting.clear()
  }

  /** An admin's word, which nothing overtakes that was pushed before. */
  move(person: number, to: number): void {
    this.#waiting.delete(person)
    if (this.#at(person) === to) return
    this.#where.set(person, to)
    this.#broughtBy.delete(person)
  }

  /** They unsubscribe: nothing is known of them any more, and the platform keeps where they were. */
  leave(person: number): void {
    this.#waiting.delete(person)
    this.#broughtBy.delete(person)
    for (const changes of this.#changes.values()) changes.delete(person)
  }

  switch(trigger: Trigger, on: boolean): void {
    if (on) this.#off.delete(trigger)
    else this.#off.add(trigger)
  }

  /** Whoever is still where the rule put them goes back; returns how many. */
  undo(trigger: Trigger): number {
    const changes = this.#changes.get(trigger) ?? new Map<number, number>()
    const still = [...changes].filter(([person]) => this.#broughtBy.get(person) === trigger)
    for (const [person, from] of still) this.move(person, from)
    if (still.length > 0) changes.clear()
    return still.length
  }

  #at(person: number): number {
    return this.#where.get(person) ?? 0
  }

  #met(by: ModelPush['by'], known: boolean): Trigger | undefined {
    if (by === 'follow by code') {
      if (known && !this.#off.has('scan')) return 'scan'
      return this.#off.has('follow') ? undefined : 'follow'
    }
    return (known || by === 'follow') && !this.#off.has(by) ? by : undefined
  }
}
