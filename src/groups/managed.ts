import type { Clock } from '../domain/clock.ts'
import { isSystemGroup } from '../domain/group.ts'
import type { ManagedTags } from '../store/managed-tags.ts'
import { untilStored } from '../store/until-stored.ts'

/**
 * The tags that exclude each other: those that fenzu made or an owner handed over (on disk), and those that the settings
 * name: ids, or `*` for all of one's own. The platform's own tags are never among them.
 */
export class Managed {
  readonly #store: ManagedTags
  readonly #clock: Clock
  readonly #named: ReadonlySet<number> | '*'
  readonly #kept: Set<number>

  private constructor(store: ManagedTags, clock: Clock, named: ReadonlySet<number> | '*', kept: Set<number>) {
    this.#store = store
    this.#clock = clock
    this.#named = named
    this.#kept = kept
  }

  static async open(store: ManagedTags, clock: Clock, named: readonly number[] | '*'): Promise<Managed> {
    return new Managed(store, clock, named === '*' ? '*' : new Set(named), new Set(await store.list()))
  }

  has(tagid: number): boolean {
    if (isSystemGroup(tagid)) return false
    return this.#named === '*' || this.#named.has(tagid) || this.#kept.has(tagid)
  }

  async add(tagid: number): Promise<void> {
    if (isSystemGroup(tagid) || this.#kept.has(tagid)) return
    this.#kept.add(tagid)
    // The tag is there already: that it is ours must not be lost because the disk is full just now.
    await untilStored(() => this.#store.add(tagid, this.#clock.now()), this.#clock)
  }

  /** False when it was not kept; one that the settings name stays managed all the same. */
  async remove(tagid: number): Promise<boolean> {
    if (!this.#kept.has(tagid)) return false
    await this.#store.remove(tagid)
    this.#kept.delete(tagid)
    return !this.has(tagid)
  }

  /** Of the kept ones, only those that there still are: an id that is gone must not be found again by another tag. */
  async keepOnly(tagids: readonly number[]): Promise<void> {
    for (const tagid of [...this.#kept]) if (!tagids.includes(tagid)) await this.remove(tagid)
  }
}
