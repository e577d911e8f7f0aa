/** What admins move followers among (用户分组, on the tag API 标签). Ids are the platform's. */
export interface Group {
  readonly id: number
  readonly name: string
  /** Followers in it, as the platform last counted; null where nobody counts. */
  readonly count: number | null
  /** On the tag API: a label of somebody else's, which moves leave alone. */
  readonly unmanaged?: boolean
}

export interface GroupRef {
  readonly id: number
  /** null when the platform could not be asked what it is called. */
  readonly name: string | null
}

export const UNGROUPED_ID = 0
export const BLACKLIST_ID = 1
export const STARRED_ID = 2

/** 0 未分组, 1 黑名单 and 2 星标组 belong to the platform: they can't be renamed or deleted (errcode 45016). */
export function isSystemGroup(id: number): boolean {
  return id === UNGROUPED_ID || id === BLACKLIST_ID || id === STARRED_ID
}

/** ASCII and the common Chinese characters, of which nearly all names are made: NFKC leaves them as they are, but takes its time. */
const UNCHANGED_BY_NFKC = /^[ -~\u4e00-\u9fff]*$/

/** The form in which two names of groups are compared: NFKC, without case, outer blanks off. Never what is written. */
export function comparableName(name: string): string {
  return (UNCHANGED_BY_NFKC.test(name) ? name : name.normalize('NFKC')).trim().toLowerCase()
}
