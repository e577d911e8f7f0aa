import { hash } from 'node:crypto'
import { UNGROUPED_ID } from '../domain/group.ts'

export interface WorldFollower {
  readonly openid: string
  /** The how manieth to come, from 0. */
  readonly place: number
  groupid: number
  /** In the order in which they were given. */
  tagIds: number[]
  remark: string
  /** Whether this person follows the account now. */
  subscribe: boolean
  /** Seconds since 1970. */
  subscribedAt: number
  /** Of the code by which they followed last; absent for none. */
  scene?: string
}

/** The followers that a world begins with when nobody says how many. */
export const FIRST_FOLLOWER_COUNT = 40

/** The owner and the two whom examples name: no world has fewer. */
export const FEWEST_FOLLOWERS = 3
export const MOST_FOLLOWERS = 1_000_000

export const FIRST_GROUPS: readonly (readonly [id: number, name: string])[] = [
  [0, '未分组'],
  [1, '黑名单'],
  [2, '星标组'],
  [102, '新人'],
  [104, '华东媒'],
  [106, '★不测试组★'],
  [107, 'test'],
  [108, 'VIP'],
]

/** As tags the same ids, but 0 and 1: nobody can be tagged "ungrouped", and the blacklist has calls of its own. */
export const FIRST_TAGS: readonly (readonly [id: number, name: string])[] = FIRST_GROUPS.filter(([id]) => id >= 2)

/** Where the unnamed ones of the first forty are, in turn: some groups are larger than others, as in life. */
const GROUPS_IN_TURN = [0, 102, 108, 104, 0, 102, 2, 0, 106, 102, 108, 0, 104, 107]
const TAGS_IN_TURN: readonly (readonly number[])[] = [[], [102], [108, 2], [], [104], [102, 107], [], [108], [106]]
const REMARKS_IN_TURN = ['', '', '老王', '', '', '小李（媒体）', '', '', '', 'Anna', '']

const NAMED: readonly { readonly openid: string; readonly groupid: number; readonly tagIds: readonly number[] }[] = [
  { openid: 'od8XIjsmk6QdVTETa9jLtGWA6KBc', groupid: 102, tagIds: [102] },
  { openid: 'oDF3iYx0ro3_7jD4HFRDfrjdCM58', groupid: UNGROUPED_ID, tagIds: [] },
]

/** The openid of follower number `index`: 28 characters, the same in every world. */
export function openidOf(index: number): string {
  return `o${hash('sha256', `follower ${index}`, 'base64url').slice(0, 27)}`
}

/**
 * The first `count` followers: the owner, the named ones, then unnamed ones. Those beyond the first forty are in group 0
 * and have no tags. `now` is in milliseconds; they followed one hour apart before it.
 */
export function* firstFollowers(owner: string, count: number, now: number): Generator<Omit<WorldFollower, 'place'>> {
  const made = (index: number, openid: string, groupid: number, tagIds: readonly number[], remark: string) => {
    const subscribedAt = Math.floor(now / 1000) - 3600 * (index + 1)
    return { openid, groupid, tagIds: [...tagIds], remark, subscribe: true, subscribedAt }
  }
  yield made(0, owner, UNGROUPED_ID, [], '')
  for (const [index, { openid, groupid, tagIds }] of NAMED.entries()) yield made(index + 1, openid, groupid, tagIds, '')
  for (let index = NAMED.length + 1; index < count; index++) {
    const early = index < FIRST_FOLLOWER_COUNT
    yield made(
      index,
      openidOf(index),
      early ? inTurn(GROUPS_IN_TURN, index, UNGROUPED_ID) : UNGROUPED_ID,
      early ? inTurn(TAGS_IN_TURN, index, []) : [],
      early ? inTurn(REMARKS_IN_TURN, index, '') : '',
    )
  }
}

function inTurn<T>(turns: readonly T[], index: number, fallback: T): T {
  return turns[index % turns.length] ?? fallback
}
