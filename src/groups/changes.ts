import type { AliasPlan, PersonFault } from '../domain/answer.ts'
import type { GroupRef } from '../domain/group.ts'
import type { GroupBackend } from './backend.ts'
import { isDefect, mayHaveHappened } from './failure.ts'
import type { GroupList } from './group-list.ts'
import type { Label, PersonMove } from './moves.ts'

/** A change that has been thought out: enough to make it, and to ask the platform later whether it was made. */
export type Plan = GroupPlan | MovePlan | AliasPlan | ManagePlan

export type GroupPlan =
  | { readonly kind: 'create'; readonly name: string; readonly idsBefore: readonly number[] }
  | { readonly kind: 'rename'; readonly id: number; readonly from: string; readonly to: string }
  | { readonly kind: 'delete'; readonly id: number; readonly name: string; readonly count: number | null }

/** Tags that fenzu manages from now on, or (`managed` false) not any more. */
export interface ManagePlan {
  readonly kind: 'manage'
  readonly managed: boolean
  readonly groups: readonly GroupRef[]
}

/** Everybody that one command moves, and what was found out about the others when it was planned. */
export interface MovePlan {
  readonly kind: 'move'
  /** Of a plan that only puts one label on or takes one off: `from` and `to` of its people name that label and no other. */
  readonly label?: Label
  /** What a rule did within an hour: whom it moved stands with the items of the row, and not here. */
  readonly rule?: number
  readonly people: readonly PersonMove[]
  /** Who was there already. */
  readonly already: readonly string[]
  readonly faults: readonly PersonFault[]
  /** Of a move for a time: the time of day at which everybody in it, and whoever was there already, goes back. */
  readonly until?: number
  /** Who was there already, until some time, and stays now. */
  readonly freed?: readonly string[]
  /** Ends of moves for a time that this one makes void: taking it back brings them back. */
  readonly voids?: readonly VoidEnd[]
}

/** Somebody was somewhere until a time of day; `dueAt` is the same as a limit by `clock.steady()`. */
export interface VoidEnd {
  readonly openid: string
  readonly until: number
  readonly dueAt: number
  readonly spanMs: number
  readonly to: readonly number[]
  readonly back: readonly number[]
}

export type Settled =
  | { readonly kind: 'done'; readonly groupId: number }
  | { readonly kind: 'not-done' }
  | { readonly kind: 'unknown'; readonly checked: 'groups' | 'whereabouts' | 'nothing' }

const MADE_AGAIN: ReadonlySet<Plan['kind']> = new Set(['create', 'delete'])
const MAX_ATTEMPTS = 3

/**
 * Makes one change on the platform and finds out how it ended. A call that failed without saying whether it was applied
 * (timeout, connection lost) is never believed and never blindly repeated: the platform is asked. Moving, renaming and
 * deleting can be repeated without harm, and the client does so; creating can't, so the ids that existed before are
 * compared with those after: exactly one new group of that name means done, none means it may be sent again, several
 * mean that nobody can tell.
 */
export class Changes {
  readonly #backend: GroupBackend
  readonly #list: GroupList

  constructor(backend: GroupBackend, list: GroupList) {
    this.#backend = backend
    this.#list = list
  }

  /** Calls `record` with the plan, and only then the platform. Throws what the platform or the client refused with. */
  async carryOut(plan: GroupPlan, record: (plan: GroupPlan) => Promise<void>): Promise<Settled> {
    for (let attempt = 1; ; attempt += 1) {
      await record(plan)
      try {
        return await this.#keep(plan, { kind: 'done', groupId: await this.#call(plan) })
      } catch (error) {
        if (!mayHaveHappened(error)) throw error
        const settled = await this.settle(plan)
        if (settled.kind !== 'not-done') return settled
        if (!MADE_AGAIN.has(plan.kind) || attempt === MAX_ATTEMPTS) throw error
      } finally {
        this.#list.forget()
      }
    }
  }

  /** Whether a planned change has been made, as far as the platform can tell. Changes nothing. Throws only defects of ours. */
  async settle(plan: GroupPlan): Promise<Settled> {
    try {
      return await this.#keep(plan, await this.#ask(plan))
    } catch (error) {
      if (isDefect(error)) throw error
      return { kind: 'unknown', checked: 'nothing' }
    }
  }

  /** What fenzu made is fenzu's to manage, however it learned that it was made. */
  async #keep(plan: GroupPlan, settled: Settled): Promise<Settled> {
    if (plan.kind === 'create' && settled.kind === 'done') await this.#backend.adopt(settled.groupId)
    return settled
  }

  async #call(plan: GroupPlan): Promise<number> {
    switch (plan.kind) {
      case 'create':
        return (await this.#backend.create(plan.name)).id
      case 'rename':
        await this.#backend.rename(plan.id, plan.to)
        return plan.id
      case 'delete':
        await this.#backend.remove(plan.id)
        return plan.id
    }
  }

  async #ask(plan: GroupPlan): Promise<Settled> {
    const groups = await this.#list.read(0)
    if (plan.kind === 'create') {
      const created = groups.filter((group) => group.name === plan.name && !plan.idsBefore.includes(group.id))
      const [only] = created
      if (only === undefined) return { kind: 'not-done' }
      return created.length === 1 ? { kind: 'done', groupId: only.id } : { kind: 'unknown', checked: 'groups' }
    }
    const group = groups.find(({ id }) => id === plan.id)
    if (plan.kind === 'delete') return group === undefined ? { kind: 'done', groupId: plan.id } : { kind: 'not-done' }
    return group?.name === plan.to ? { kind: 'done', groupId: plan.id } : { kind: 'not-done' }
  }
}
