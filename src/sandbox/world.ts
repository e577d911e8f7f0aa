/**
 * The simulated account's world: groups, tags, and followers with their group, tags and remark. Groups and tags are
 * independent data. It changes what it is told to; what the platform allows is decided by the calls in api/.
 */
import { BLACKLIST_ID, UNGROUPED_ID } from '../domain/group.ts'
import type { Group } from '../domain/group.ts'
import { FIRST_FOLLOWER_COUNT, FIRST_GROUPS, FIRST_TAGS, firstFollowers } from './first-world.ts'
import type { WorldFollower } from './first-world.ts'

/** The platform always counts. */
export type CountedGroup = Group & { readonly count: number }

export class World {
  /** Grows with every change that made a difference: two equal readings mean that nothing happened in between. */
  revision = 0
  groups = new Map<number, string>()
  tags = new Map<number, string>()
  followers = new Map<string, WorldFollower>()
  readonly #owner: string
  #nextGroupId = 0
  #nextTagId = 0

  constructor(owner: string, now: number) {
    this.#owner = owner
    this.reset(FIRST_FOLLOWER_COUNT, now)
  }

  /** Begins again, with `count` followers (owner and named ones included); `now` in milliseconds. */
  reset(count: number, now: number): void {
    this.groups = new Map(FIRST_GROUPS)
    this.tags = new Map(FIRST_TAGS)
    this.followers = firstFollowers(this.#owner, count, now)
    this.#nextGroupId = Math.max(...this.groups.keys()) + 1
    this.#nextTagId = Math.max(...this.tags.keys()) + 1
    this.revision++
  }

  /** Only people who follow now are counted. */
  groupList(): CountedGroup[] {
    return listed(
      this.groups,
      this.#count((follower) => [follower.groupid]),
    )
  }

  tagList(): CountedGroup[] {
    return listed(
      this.tags,
      this.#count((follower) => follower.tagIds),
    )
  }

  /** Names may repeat; ids are never used twice. */
  addGroup(name: string): number {
    const id = this.#nextGroupId++
    this.groups.set(id, name)
    this.revision++
    return id
  }

  renameGroup(id: number, name: string): void {
    this.#rename(this.groups, id, name)
  }

  /** Its members fall back to group 0. */
  deleteGroup(id: number): void {
    if (!this.groups.delete(id)) return
    for (const follower of this.followers.values()) {
      if (follower.groupid === id) follower.groupid = UNGROUPED_ID
    }
    this.revision++
  }

  /** Whoever moves leaves the group they were in; group 1 is the blacklist itself. */
  move(followers: readonly WorldFollower[], groupid: number): void {
    for (const follower of followers) {
      if (follower.groupid === groupid) continue
      follower.groupid = groupid
      this.revision++
    }
  }

  isBlacklisted(follower: WorldFollower): boolean {
    return follower.groupid === BLACKLIST_ID
  }

  addTag(name: string): number {
    const id = this.#nextTagId++
    this.tags.set(id, name)
    this.revision++
    return id
  }

  renameTag(id: number, name: string): void {
    this.#rename(this.tags, id, name)
  }

  deleteTag(id: number): void {
    if (!this.tags.delete(id)) return
    this.untag([...this.followers.values()], id)
    this.revision++
  }

  tag(followers: readonly WorldFollower[], id: number): void {
    for (const follower of followers) {
      if (follower.tagIds.includes(id)) continue
      follower.tagIds.push(id)
      this.revision++
    }
  }

  untag(followers: readonly WorldFollower[], id: number): void {
    for (const follower of followers) {
      if (!follower.tagIds.includes(id)) continue
      follower.tagIds = follower.tagIds.filter((tagId) => tagId !== id)
      this.revision++
    }
  }

  remark(follower: WorldFollower, remark: string): void {
    if (follower.remark === remark) return
    follower.remark = remark
    this.revision++
  }

  /** Somebody new begins in group 0; somebody who comes back has what they had. `now` in milliseconds. */
  subscribe(openid: string, now: number): void {
    const known = this.followers.get(openid)
    if (known?.subscribe) return
    const subscribedAt = Math.floor(now / 1000)
    if (known === undefined) {
      const follower = { openid, groupid: UNGROUPED_ID, tagIds: [], remark: '', subscribe: true, subscribedAt }
      this.followers.set(openid, follower)
    } else {
      known.subscribe = true
      known.subscribedAt = subscribedAt
    }
    this.revision++
  }

  unsubscribe(openid: string): void {
    const follower = this.followers.get(openid)
    if (!follower?.subscribe) return
    follower.subscribe = false
    this.revision++
  }

  #rename(names: Map<number, string>, id: number, name: string): void {
    if (!names.has(id) || names.get(id) === name) return
    names.set(id, name)
    this.revision++
  }

  #count(idsOf: (follower: WorldFollower) => readonly number[]): Map<number, number> {
    const counts = new Map<number, number>()
    for (const follower of this.followers.values()) {
      if (!follower.subscribe) continue
      for (const id of idsOf(follower)) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  }
}

function listed(names: ReadonlyMap<number, string>, counts: ReadonlyMap<number, number>): CountedGroup[] {
  return [...names].map(([id, name]) => ({ id, name, count: counts.get(id) ?? 0 }))
}
