/**
 * The simulated account's world: groups, tags, and followers with their group, tags and remark. Groups and tags are
 * independent data. It changes what it is told to; what the platform allows is decided by the calls in api/. No change and
 * no count takes time for each follower: there may be a million.
 */
import { BLACKLIST_ID, UNGROUPED_ID } from '../domain/group.ts'
import type { Group } from '../domain/group.ts'
import { FIRST_FOLLOWER_COUNT, FIRST_GROUPS, FIRST_TAGS, firstFollowers } from './first-world.ts'
import type { WorldFollower } from './first-world.ts'
import type { Members, MembersById } from './members.ts'
import { Population } from './population.ts'
import { inTurns } from './turning.ts'

/** The platform always counts. */
export type CountedGroup = Group & { readonly count: number }

/** Hears of each follower that is about to change; `before` is undefined for somebody new. */
export type ChangeListener = (openid: string, before: Pick<WorldFollower, 'groupid' | 'subscribe'> | undefined) => void

export class World {
  /** Grows with every change that made a difference: two equal readings mean that nothing happened in between. */
  revision = 0
  groups = new Map<number, string>()
  tags = new Map<number, string>()
  /** Tells whoever watches the world; one at most. */
  beforeChange: ChangeListener | undefined
  readonly #owner: string
  #people = new Population()
  #nextGroupId = 0
  #nextTagId = 0

  constructor(owner: string, now: number) {
    this.#owner = owner
    for (const follower of firstFollowers(owner, FIRST_FOLLOWER_COUNT, now)) this.#people.add(follower)
    this.#begin(this.#people)
  }

  /** Everybody whom the account ever had, in the order in which they came; another object after a reset. */
  get followers(): ReadonlyMap<string, WorldFollower> {
    return this.#people.followers
  }

  /** Those who follow now, by their places. */
  get following(): Members {
    return this.#people.following
  }

  get inGroup(): MembersById {
    return this.#people.inGroup
  }

  get tagged(): MembersById {
    return this.#people.tagged
  }

  /** These members in the order in which they came, behind the place `after` (all behind -1), at most `limit` of them. */
  some(members: Members, after: number, limit: number): WorldFollower[] {
    return this.#people.some(members, after, limit)
  }

  /**
   * Begins again, with `count` followers (owner and named ones included); `now` in milliseconds. The event loop turns while
   * they are made; until all are there the world stays as it was.
   */
  async reset(count: number, now: number): Promise<void> {
    const people = new Population()
    await inTurns(firstFollowers(this.#owner, count, now), (follower) => {
      people.add(follower)
    })
    this.#begin(people)
  }

  /** Only people who follow now are counted. */
  groupList(): CountedGroup[] {
    return listed(this.groups, this.#people.inGroup)
  }

  tagList(): CountedGroup[] {
    return listed(this.tags, this.#people.tagged)
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
    this.move(this.some(this.inGroup.of(id).all, -1, Infinity), UNGROUPED_ID)
    this.revision++
  }

  /** Whoever moves leaves the group they were in; group 1 is the blacklist itself. */
  move(followers: readonly WorldFollower[], groupid: number): void {
    for (const follower of followers) {
      if (follower.groupid === groupid) continue
      this.beforeChange?.(follower.openid, follower)
      this.inGroup.leave(follower.groupid, follower)
      follower.groupid = groupid
      this.inGroup.join(groupid, follower)
      this.revision++
    }
  }

  isBlacklisted(follower: WorldFollower): boolean {
    return follower.groupid === BLACKLIST_ID
  }

  /** Everybody on the blacklist, whether they follow or not. */
  get blacklist(): Members {
    return this.inGroup.of(BLACKLIST_ID).all
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
    this.untag(this.some(this.tagged.of(id).all, -1, Infinity), id)
    this.revision++
  }

  tag(followers: readonly WorldFollower[], id: number): void {
    for (const follower of followers) {
      if (follower.tagIds.includes(id)) continue
      follower.tagIds.push(id)
      this.tagged.join(id, follower)
      this.revision++
    }
  }

  untag(followers: readonly WorldFollower[], id: number): void {
    for (const follower of followers) {
      if (!follower.tagIds.includes(id)) continue
      follower.tagIds = follower.tagIds.filter((tagId) => tagId !== id)
      this.tagged.leave(id, follower)
      this.revision++
    }
  }

  remark(follower: WorldFollower, remark: string): void {
    if (follower.remark === remark) return
    follower.remark = remark
    this.revision++
  }

  /** Somebody new begins in group 0; somebody who comes back has what they had. `now` in milliseconds; `scene` of the code. */
  subscribe(openid: string, now: number, scene = ''): void {
    const known = this.followers.get(openid)
    if (known?.subscribe) return
    const subscribedAt = Math.floor(now / 1000)
    this.beforeChange?.(openid, known)
    if (known === undefined) {
      this.#people.add({ openid, groupid: UNGROUPED_ID, tagIds: [], remark: '', subscribe: true, subscribedAt, scene })
    } else {
      this.#people.setFollowing(known, true)
      known.subscribedAt = subscribedAt
      known.scene = scene
    }
    this.revision++
  }

  unsubscribe(openid: string): void {
    const follower = this.followers.get(openid)
    if (!follower?.subscribe) return
    this.beforeChange?.(openid, follower)
    this.#people.setFollowing(follower, false)
    this.revision++
  }

  #begin(people: Population): void {
    this.groups = new Map(FIRST_GROUPS)
    this.tags = new Map(FIRST_TAGS)
    this.#people = people
    this.#nextGroupId = Math.max(...this.groups.keys()) + 1
    this.#nextTagId = Math.max(...this.tags.keys()) + 1
    this.revision++
  }

  #rename(names: Map<number, string>, id: number, name: string): void {
    if (!names.has(id) || names.get(id) === name) return
    names.set(id, name)
    this.revision++
  }
}

function listed(names: ReadonlyMap<number, string>, members: MembersById): CountedGroup[] {
  return [...names].map(([id, name]) => ({ id, name, count: members.of(id).following.size }))
}
