import { BLACKLIST_ID, UNGROUPED_ID } from '../domain/group.ts'
import { isSameSet, type GroupBackend, type Whereabouts } from './backend.ts'
import { Coalescer } from './coalescer.ts'
import { blamesOneOfThem, isDefect, mayHaveHappened } from './failure.ts'
import type { Lookups } from './lookups.ts'

/** Somebody who is to be moved: from where, as far as it is known, to where. 未分组 is the empty set. */
export interface PersonMove {
  readonly openid: string
  readonly from: readonly number[] | null
  readonly to: readonly number[]
  /** Whether they carry as many groups as one can. */
  readonly full?: boolean
}

/** One label that is put on, or taken off. */
export interface Label {
  readonly tag: number
  readonly added: boolean
}

export type Moved =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-following' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** They are where they shall be, and still in these others, which could not be left. */
  | { readonly kind: 'half'; readonly error: unknown; readonly still: readonly number[] }
  /** The call may have been applied, and the platform could not be asked. */
  | { readonly kind: 'unknown' }

/**
 * Moves followers, each for itself; what can travel together does (see Coalescer), at most one call for each target and
 * direction at a time. A call that failed without saying whether it was applied is never believed: the platform is asked.
 *
 * Where groups do not exclude each other, moving is joining first and leaving the others afterwards, and leaving only what
 * those who are seen to have joined are in: a crash in between leaves somebody in two groups, never in none, and the next
 * start goes on from there. Only who can't carry another leaves first, and comes back if the joining fails.
 */
export class Moves {
  readonly #backend: GroupBackend
  readonly #lookups: Lookups
  readonly #changed: () => void
  readonly #lanes = new Map<string, Coalescer<true>>()

  /** `changed` hears of every call that may have moved somebody. */
  constructor(backend: GroupBackend, lookups: Lookups, changed: () => void) {
    this.#backend = backend
    this.#lookups = lookups
    this.#changed = changed
  }

  /**
   * Moves one follower. With `unsure` where they are is asked first: somebody began this move before and did not see its
   * end. Never rejects.
   */
  async move(person: PersonMove, { unsure = false } = {}): Promise<Moved> {
    const seen = unsure ? await this.#ask(person) : undefined
    if (seen !== undefined && 'moved' in seen) return seen.moved
    try {
      return await this.#move(person, seen?.seen)
    } catch (error) {
      return mayHaveHappened(error) ? await this.#readBack(person, error) : { kind: 'failed', error }
    } finally {
      this.#changed()
    }
  }

  /**
   * Puts one label on a follower, or takes one off, and touches nothing else that they carry; travels with moves into or out
   * of the same group. With `unsure` what they carry is asked first. Never rejects.
   */
  async label(openid: string, label: Label, { unsure = false } = {}): Promise<Moved> {
    try {
      if (unsure) {
        const seen = await this.#lookups.where(openid)
        if (seen.kind === 'not-following') return NOT_FOLLOWING
        if (seen.carried.includes(label.tag) === label.added) return DONE
      }
    } catch (error) {
      return blamesOneOfThem(error) || isDefect(error) ? { kind: 'failed', error } : { kind: 'unknown' }
    }
    try {
      await this.#lane(label.added ? 'join' : 'leave', label.tag).join(openid)
      return DONE
    } catch (error) {
      return mayHaveHappened(error) ? await this.#readLabel(openid, label, error) : { kind: 'failed', error }
    } finally {
      this.#changed()
    }
  }

  async #readLabel(openid: string, { tag, added }: Label, error: unknown): Promise<Moved> {
    try {
      const seen = await this.#backend.readBack(openid)
      if (seen.kind === 'not-following') return NOT_FOLLOWING
      return seen.carried.includes(tag) === added ? DONE : { kind: 'failed', error }
    } catch (unasked) {
      return isDefect(unasked) ? { kind: 'failed', error: unasked } : { kind: 'unknown' }
    }
  }

  /** Where somebody is whose move was begun before. Whoever can't be asked about may have been moved then. */
  async #ask({ openid, to }: PersonMove): Promise<{ seen: Following } | { moved: Moved }> {
    try {
      const seen = await this.#lookups.where(openid)
      if (seen.kind === 'not-following') return { moved: NOT_FOLLOWING }
      return isWhere(seen.groups, to) ? { moved: DONE } : { seen }
    } catch (error) {
      return { moved: blamesOneOfThem(error) || isDefect(error) ? { kind: 'failed', error } : { kind: 'unknown' } }
    }
  }

  /** Whether the follower is where the move leads, as far as the platform can tell. */
  async isThere({ openid, to }: PersonMove): Promise<boolean> {
    const seen = await this.#backend.readBack(openid)
    return seen.kind === 'following' && isWhere(seen.groups, to)
  }

  /** Where being in one group is being in no other, one call does it. */
  async #move(person: PersonMove, seen: Following | undefined): Promise<Moved> {
    const { openid, from, to } = person
    if (this.#backend.capabilities.exclusive) {
      await this.#lane('join', to[0] ?? UNGROUPED_ID).join(openid)
      return DONE
    }
    if (seen !== undefined || from !== null) return this.#joinAndLeave(person, seen)
    const found = await this.#lookups.where(openid)
    return found.kind === 'not-following' ? NOT_FOLLOWING : this.#joinAndLeave(person, found)
  }

  async #joinAndLeave(person: PersonMove, seen: Following | undefined): Promise<Moved> {
    const { openid, to } = person
    const now = seen?.groups ?? person.from ?? []
    const others = now.filter((id) => !to.includes(id))
    const missing = to.filter((id) => !now.includes(id))
    if (to.includes(BLACKLIST_ID)) {
      await this.#join(openid, missing)
      return DONE
    }
    if (others.includes(BLACKLIST_ID)) await this.#leave(openid, [BLACKLIST_ID])
    const labels = others.filter((id) => id !== BLACKLIST_ID)
    if (missing.length === 0) return this.#leaveAtLast(openid, labels)
    if (labels.length > 0 && (seen?.full ?? person.full) === true) return this.#leaveAndJoin(openid, labels, missing)
    await this.#join(openid, missing)
    const after = await this.#lookAfter(openid)
    if (after === undefined) return { kind: 'unknown' }
    if (after.kind === 'not-following' || !missing.every((id) => after.groups.includes(id))) return NOT_FOLLOWING
    return this.#leaveAtLast(
      openid,
      after.groups.filter((id) => !to.includes(id)),
    )
  }

  /** Where somebody is who has just joined; undefined when nobody can be asked. */
  async #lookAfter(openid: string): Promise<Whereabouts | undefined> {
    try {
      return await this.#lookups.where(openid)
    } catch (error) {
      if (blamesOneOfThem(error) || isDefect(error)) throw error
      return undefined
    }
  }

  /** They are there already: what goes wrong now leaves them in too many groups, and must be told as that. */
  async #leaveAtLast(openid: string, others: readonly number[]): Promise<Moved> {
    try {
      await this.#leave(openid, others)
      return DONE
    } catch (error) {
      return { kind: 'half', error, still: others }
    }
  }

  async #leaveAndJoin(openid: string, labels: readonly number[], missing: readonly number[]): Promise<Moved> {
    await this.#leave(openid, labels)
    try {
      await this.#join(openid, missing)
    } catch (error) {
      await this.#join(openid, labels)
      throw error
    }
    return DONE
  }

  async #join(openid: string, groups: readonly number[]): Promise<void> {
    for (const group of groups) await this.#lane('join', group).join(openid)
  }

  async #leave(openid: string, groups: readonly number[]): Promise<void> {
    for (const group of groups) await this.#lane('leave', group).join(openid)
  }

  async #readBack(person: PersonMove, error: unknown): Promise<Moved> {
    try {
      return (await this.isThere(person)) ? DONE : { kind: 'failed', error }
    } catch (unasked) {
      return isDefect(unasked) ? { kind: 'failed', error: unasked } : { kind: 'unknown' }
    }
  }

  #lane(direction: 'join' | 'leave', group: number): Coalescer<true> {
    const key = `${direction} ${group}`
    const known = this.#lanes.get(key)
    if (known !== undefined) return known
    const lane = new Coalescer<true>(
      this.#backend.callLimit(group),
      async (take) => {
        await this.#backend[direction](take, group)
        return new Map(take().map((openid) => [openid, true]))
      },
      blamesOneOfThem,
    )
    this.#lanes.set(key, lane)
    return lane
  }
}

type Following = Extract<Whereabouts, { kind: 'following' }>

const DONE: Moved = { kind: 'done' }
const NOT_FOLLOWING: Moved = { kind: 'not-following' }

/** On the blacklist the other groups do not count: whoever leaves it is where they were. */
export function isWhere(groups: readonly number[], to: readonly number[]): boolean {
  return to.includes(BLACKLIST_ID) ? groups.includes(BLACKLIST_ID) : isSameSet(groups, to)
}
