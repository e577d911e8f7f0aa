import { KeyedLanes } from '../dispatch/keyed-lanes.ts'
import type { GroupBackend } from './backend.ts'
import { mayHaveHappened } from './failure.ts'
import type { GroupList } from './group-list.ts'

/** A change as it is about to be made: what the ledger holds before the call, and all that is needed to ask whether it happened. */
export type Plan =
  | { readonly kind: 'move'; readonly openid: string; readonly from: number | null; readonly to: number }
  | { readonly kind: 'create'; readonly name: string; readonly idsBefore: readonly number[] }
  | { readonly kind: 'rename'; readonly id: number; readonly from: string; readonly to: string }
  | { readonly kind: 'delete'; readonly id: number; readonly name: string; readonly count: number }

export type Settled =
  | { readonly kind: 'done'; readonly groupId: number }
  | { readonly kind: 'not-done' }
  /** Asked, and the platform's answer does not decide it, or could not be had. */
  | { readonly kind: 'unknown'; readonly checked: 'groups' | 'whereabouts' | 'nothing' }

/** Creating and deleting are not repeated by the client; once it is sure that they did not happen they are made again here. */
const MADE_AGAIN: ReadonlySet<Plan['kind']> = new Set(['create', 'delete'])
const MAX_ATTEMPTS = 3

/**
 * Makes one change on the platform and finds out how it ended. A call that failed without saying whether it was applied
 * (timeout, connection lost) is never believed and never blindly repeated: the platform is asked. Moving, renaming and
 * deleting can be repeated without harm, and the client does so; creating can't, so the ids that existed before are
 * compared with those after: exactly one new group of that name means done, none means it may be sent again, several
 * mean that nobody can tell.
 *
 * At most one moving call per target group is in flight.
 */
export class Changes {
  readonly #backend: GroupBackend
  readonly #list: GroupList
  readonly #targets = new KeyedLanes()

  constructor(backend: GroupBackend, list: GroupList) {
    this.#backend = backend
    this.#list = list
  }

  /** Calls `record` with the plan, and only then the platform. Throws what the platform or the client refused with. */
  async carryOut(plan: Plan, record: (plan: Plan) => Promise<void>): Promise<Settled> {
    if (plan.kind !== 'move') return this.#make(plan, record)
    return this.#targets.run(String(plan.to), () => this.#make(plan, record))
  }

  /** Whether a planned change has been made, as far as the platform can tell. Changes nothing. */
  async settle(plan: Plan): Promise<Settled> {
    try {
      return await this.#ask(plan)
    } catch {
      return { kind: 'unknown', checked: 'nothing' }
    }
  }

  async #make(plan: Plan, record: (plan: Plan) => Promise<void>): Promise<Settled> {
    for (let attempt = 1; ; attempt += 1) {
      await record(plan)
      try {
        return { kind: 'done', groupId: await this.#call(plan) }
      } catch (error) {
        if (!mayHaveHappened(error)) throw error
        const settled = await this.settle(plan)
        if (settled.kind !== 'not-done') return settled
        if (!MADE_AGAIN.has(plan.kind) || attempt === MAX_ATTEMPTS) throw error
      } finally {
        if (plan.kind === 'move') this.#list.countsChanged()
        else this.#list.forget()
      }
    }
  }

  async #call(plan: Plan): Promise<number> {
    switch (plan.kind) {
      case 'move':
        await this.#backend.move([plan.openid], plan.to)
        return plan.to
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

  async #ask(plan: Plan): Promise<Settled> {
    if (plan.kind === 'move') {
      const groupId = await this.#backend.groupIdOf(plan.openid)
      return groupId === plan.to ? { kind: 'done', groupId } : { kind: 'not-done' }
    }
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
