/** Reads the arguments that several calls have in common; each throws the `Refusal` the platform gives. */
import type { WorldFollower } from '../first-world.ts'
import type { Members } from '../members.ts'
import { Refusal } from '../refusal.ts'
import type { World } from '../world.ts'
import type { ApiCall } from './endpoint.ts'

/** The nested object `name` of the body, empty when it is missing. */
export function objectIn(call: ApiCall, name: string): Readonly<Record<string, unknown>> {
  const value = call.body[name]
  return isObject(value) ? value : {}
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Somebody this account knows, who may have left meanwhile. 41009 missing, 40003 unknown to this account. */
export function knownFollower(world: World, openid: unknown): WorldFollower {
  if (openid === undefined || openid === null || openid === '') throw new Refusal(41009)
  const follower = typeof openid === 'string' ? world.followers.get(openid) : undefined
  if (follower === undefined) throw new Refusal(40003)
  return follower
}

/**
 * `openid_list`, all of them known: one unknown openid and the whole list is refused. 40031 no list, 40032 an empty list
 * or one over `limit`, 40003 an unknown openid.
 */
export function knownFollowers(world: World, call: ApiCall, limit: number): WorldFollower[] {
  const list = call.body['openid_list']
  if (!Array.isArray(list)) throw new Refusal(40031)
  if (list.length === 0 || list.length > limit) throw new Refusal(40032)
  const openids: unknown[] = list
  return openids.map((openid) => {
    const follower = typeof openid === 'string' ? world.followers.get(openid) : undefined
    if (follower === undefined) throw new Refusal(40003)
    return follower
  })
}

/** Refuses (50005) unless every one of them follows the account now. */
export function requireSubscribed(followers: readonly WorldFollower[]): void {
  if (followers.some((follower) => !follower.subscribe)) throw new Refusal(50005)
}

/** One page of their openids after `after` (from the start when it is empty); 40003 when `after` is not among them. */
export function pageOfOpenids(world: World, members: Members, after: unknown, limit: number): string[] {
  let place = -1
  if (after !== undefined && after !== null && after !== '') {
    const follower = typeof after === 'string' ? world.followers.get(after) : undefined
    if (follower === undefined || !members.has(follower.place)) throw new Refusal(40003)
    place = follower.place
  }
  return world.some(members, place, limit).map(({ openid }) => openid)
}

/** The last page has no `data`, and an empty `next_openid`. */
export function openidPageBody(page: readonly string[]): object {
  const last = page.at(-1)
  if (last === undefined) return { count: 0, next_openid: '' }
  return { count: page.length, data: { openid: page }, next_openid: last }
}
