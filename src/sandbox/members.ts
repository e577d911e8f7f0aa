/**
 * Who is in a group, carries a tag or follows at all, by their places in the world: counted as they come and go, and listed
 * in the order of the world without meeting anybody else. Nothing here takes time for each follower of the account.
 */
import type { WorldFollower } from './first-world.ts'

const BITS = 32

/** A set of places. */
export class Members {
  #words = new Uint32Array(0)
  #size = 0

  get size(): number {
    return this.#size
  }

  has(place: number): boolean {
    return (this.#word(place >>> 5) & (1 << (place % BITS))) !== 0
  }

  add(place: number): void {
    if (this.has(place)) return
    const at = place >>> 5
    if (at >= this.#words.length) {
      const grown = new Uint32Array(Math.max(at + 1, this.#words.length * 2))
      grown.set(this.#words)
      this.#words = grown
    }
    this.#words[at] = this.#word(at) | (1 << (place % BITS))
    this.#size++
  }

  delete(place: number): void {
    if (!this.has(place)) return
    const at = place >>> 5
    this.#words[at] = this.#word(at) & ~(1 << (place % BITS))
    this.#size--
  }

  /** Those behind `place`, in their order; all of them behind -1. */
  *after(place: number): Generator<number> {
    const first = place + 1
    let bits = this.#word(first >>> 5) & (-1 << (first % BITS))
    for (let at = first >>> 5; at < this.#words.length; bits = this.#word(++at)) {
      for (; bits !== 0; bits &= bits - 1) yield at * BITS + 31 - Math.clz32(bits & -bits)
    }
  }

  #word(at: number): number {
    return this.#words[at] ?? 0
  }
}

export interface Membership {
  /** Whoever left the account keeps their group and tags, as on the platform. */
  readonly all: Members
  /** Those of them who follow now. */
  readonly following: Members
}

/** The members of each group, or the carriers of each tag. */
export class MembersById {
  readonly #byId = new Map<number, Membership>()

  of(id: number): Membership {
    let membership = this.#byId.get(id)
    if (membership === undefined) {
      membership = { all: new Members(), following: new Members() }
      this.#byId.set(id, membership)
    }
    return membership
  }

  join(id: number, { place, subscribe }: WorldFollower): void {
    const { all, following } = this.of(id)
    all.add(place)
    if (subscribe) following.add(place)
  }

  leave(id: number, { place }: WorldFollower): void {
    const { all, following } = this.of(id)
    all.delete(place)
    following.delete(place)
  }
}
