import type { Group } from '../domain/group.ts'

/** What the API behind can do; services ask this, never which backend it is. */
export interface BackendCapabilities {
  /** Whether being in one group means being in no other. */
  readonly exclusive: boolean
  readonly nameLimit: number
  readonly nameLimitUnit: 'characters' | 'bytes'
  /** How many followers one moving call carries. */
  readonly batchLimit: number
}

export type Whereabouts =
  | {
      readonly kind: 'following'
      readonly groupId: number
      readonly remark: string | null
      readonly subscribedAt: number | null
    }
  | { readonly kind: 'not-following' }

/**
 * Groups and who is in them, whichever API stands behind. Every method throws the WeChat client's errors; each of those
 * says by `mayHaveHappened` whether the change may have been made all the same.
 */
export interface GroupBackend {
  readonly capabilities: BackendCapabilities
  list(): Promise<Group[]>
  create(name: string): Promise<{ id: number; name: string }>
  rename(id: number, name: string): Promise<void>
  remove(id: number): Promise<void>
  move(openids: readonly string[], to: number): Promise<void>
  /** Where one follower is, and what else the platform tells; throws when the openid is not of this account. */
  whereabouts(openid: string): Promise<Whereabouts>
  /** Reads back only the group: cheap, to learn whether a move has happened. */
  groupIdOf(openid: string): Promise<number>
}
