/** Everybody whom the simulated account has ever had, and who of them is where. The world changes it; nobody is ever taken out. */
import type { WorldFollower } from './first-world.ts'
import { Members, MembersById } from './members.ts'

export class Population {
  readonly followers = new Map<string, WorldFollower>()
  readonly following = new Members()
  readonly inGroup = new MembersById()
  readonly tagged = new MembersById()
  readonly #byPlace: WorldFollower[] = []

  add(follower: Omit<WorldFollower, 'place'>): void {
    const added = { ...follower, place: this.#byPlace.length }
    this.#byPlace.push(added)
    this.followers.set(added.openid, added)
    if (added.subscribe) this.following.add(added.place)
    this.inGroup.join(added.groupid, added)
    for (const id of added.tagIds) this.tagged.join(id, added)
  }

  /** Notes in all lists whether this one follows now. */
  setFollowing(follower: WorldFollower, subscribe: boolean): void {
    follower.subscribe = subscribe
    const lists = [this.following, this.inGroup.of(follower.groupid).following]
    for (const id of follower.tagIds) lists.push(this.tagged.of(id).following)
    for (const list of lists) {
      if (subscribe) list.add(follower.place)
      else list.delete(follower.place)
    }
  }

  /** These members behind the place `after`, at most `limit` of them. */
  some(members: Members, after: number, limit: number): WorldFollower[] {
    const found: WorldFollower[] = []
    for (const place of members.after(after)) {
      if (found.length >= limit) break
      const follower = this.#byPlace[place]
      if (follower !== undefined) found.push(follower)
    }
    return found
  }
}
