import type { RecentPerson } from '../facts.ts'
import type { GroupRef } from '../group.ts'

/** Facts about followers: who they are, and lists of them. */
export type PeopleAnswer =
  /** `complete`: everybody whom the account has was read in. `all` is how many are known; null where that is not counted. */
  | {
      kind: 'recent'
      filter: 'new' | 'said' | null
      people: RecentPerson[]
      page: number
      all: number | null
      complete: boolean
      next: string | null
    }
  | {
      kind: 'found'
      keyword: string
      people: { openid: string; remark: string | null }[]
      page: number
      all: number
      complete: boolean
      next: string | null
    }
  /** Bare, to be copied. */
  | { kind: 'openid'; openid: string }
  /** `known`: not from the platform's list but from what fenzu has seen; `complete` when that is everybody. */
  | {
      kind: 'members'
      group: GroupRef
      page: number
      pages: number
      all: number
      people: string[]
      known: boolean
      complete?: boolean
      next: string | null
    }
  /** `same`: how many others are called so. */
  | {
      kind: 'aliased'
      openid: string
      alias: string | null
      /** What became of the 备注 in the account; `untouched` when an undo leaves it as it is. */
      remark: 'written' | 'too-long' | 'refused' | 'untouched'
      same: number
    }
