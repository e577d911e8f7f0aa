import type { Group } from '../domain/group.ts'
import type { Priority } from '../domain/verdict.ts'

/** What the API behind can do; services ask this, never which backend it is. */
export interface BackendCapabilities {
  /** Recorded with every plan: ids of one API mean nothing on the other. */
  readonly name: 'groups' | 'tags'
  /** Whether being in one group means being in no other; where it does not, a move leaves the others itself. */
  readonly exclusive: boolean
  readonly nameLimit: number
  readonly nameLimitUnit: 'characters' | 'bytes'
  /** Whether two groups may have the same name. */
  readonly sameNames: boolean
  /** Most groups of one's own, where the platform says so. */
  readonly mostGroups: number | null
  /** Whether groups can be handed over to fenzu and taken away again. */
  readonly adoptable: boolean
}

export type Whereabouts =
  | {
      readonly kind: 'following'
      /** The groups that count: on an exclusive API at most one, none for 未分组; on the other the managed ones. */
      readonly groups: readonly number[]
      /** Every group or label that they are in or carry, whether fenzu manages it or not. */
      readonly carried: readonly number[]
      /** Whether there is no room for another. */
      readonly full: boolean
      readonly remark: string | null
      readonly subscribedAt: number | null
      /** How they came to follow: the platform's word, and the scene of the code they scanned, if any. */
      readonly source: { readonly scene: string; readonly code: string } | null
    }
  | { readonly kind: 'not-following' }

/** Asked when the turn of a call has come: who is in it. */
export type TakeMembers = () => readonly string[]

/**
 * Groups and who is in them, whichever API stands behind. Every method throws the WeChat client's errors; each of those
 * says by `mayHaveHappened` whether the change may have been made all the same.
 */
export interface GroupBackend {
  readonly capabilities: BackendCapabilities
  /** Resolves when it is known which API this is; rejects while that can't be found out. */
  ready(): Promise<void>
  list(): Promise<Group[]>
  create(name: string): Promise<{ id: number; name: string }>
  rename(id: number, name: string): Promise<void>
  remove(id: number): Promise<void>
  /** How many followers one call into or out of this group carries. */
  callLimit(group: number): number
  /** Puts followers into a group, in one call; on an exclusive API that takes them out of their other one. */
  join(take: TakeMembers, group: number): Promise<void>
  /** Takes followers out of a group, in one call. */
  leave(take: TakeMembers, group: number): Promise<void>
  /** Where they are, at most 50, in one call; one openid that is not of this account makes the platform refuse them all. */
  whereabouts(take: TakeMembers, priority: Priority): Promise<ReadonlyMap<string, Whereabouts>>
  /** Where one is, to learn whether a call has happened that nobody saw the end of. */
  readBack(openid: string): Promise<Whereabouts>
  /**
   * Openids in a group, at most 10,000 a page, from `next` on (empty for the first); null where the platform has no such
   * list.
   */
  members(group: number, next: string): Promise<{ openids: readonly string[]; next: string } | null>
  /** Whether moves may go there and leave there. */
  manages(group: number): boolean
  adopt(group: number): Promise<void>
  /** Returns whether it was managed because somebody adopted it, or because fenzu made it. */
  release(group: number): Promise<boolean>
}

/** Of several groups, the one to be named: the blacklist first, 未分组 when there is none. */
export function mainGroup(groups: readonly number[]): number {
  return groups.includes(1) ? 1 : (groups[0] ?? 0)
}

export function isSameSet(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id))
}
