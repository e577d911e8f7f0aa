import { LONG_AGO, type Clock, type Monotonic } from '../domain/clock.ts'
import { comparableName, type Group, type GroupRef } from '../domain/group.ts'
import type { GroupBackend } from './backend.ts'
import { matchGroup, type GroupToken, type Match } from './match.ts'

/** How long the names of groups are believed. */
export const LIST_KEPT_MS = 600_000
/** How old the numbers of followers may be when an admin asks for the list. */
export const COUNTS_KEPT_MS = 10_000

/**
 * The account's groups as last read. Names are kept for ten minutes, because they serve every move; whoever would refuse,
 * ask or delete because of what stands here reads it again first. One reading at a time: callers who come meanwhile share it.
 */
export class GroupList {
  readonly #backend: GroupBackend
  readonly #clock: Clock
  #groups: readonly Group[] = []
  #names: ReadonlySet<string> = new Set()
  #readAt: Monotonic = LONG_AGO
  #changed = false
  #reading: Promise<readonly Group[]> | undefined

  constructor(backend: GroupBackend, clock: Clock) {
    this.#backend = backend
    this.#clock = clock
  }

  /** The list, not older than `maxAgeMs`; 0 reads it now. */
  async read(maxAgeMs: number = LIST_KEPT_MS): Promise<readonly Group[]> {
    const age = this.#clock.elapsed() - this.#readAt
    if (maxAgeMs > 0 && age < maxAgeMs) return this.#groups
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  /** The list with numbers of followers that an admin can trust: read again if we changed anything since. */
  readCounts(): Promise<readonly Group[]> {
    return this.read(this.#changed ? 0 : COUNTS_KEPT_MS)
  }

  /** What the token means; a miss is read again before it is believed. */
  async find(token: GroupToken): Promise<Match> {
    const before = this.#readAt
    const match = matchGroup(await this.read(), token)
    if (match.kind !== 'missing' || this.#readAt !== before) return match
    return matchGroup(await this.read(0), token)
  }

  /** The same from memory alone: for telling what was asked before anything has been read. */
  peek(token: GroupToken): GroupRef | undefined {
    const match = matchGroup(this.#groups, token)
    return match.kind === 'found' ? { id: match.group.id, name: match.group.name } : undefined
  }

  /** The groups as last read, from memory alone. */
  known(): readonly Group[] {
    return this.#groups
  }

  /** Whether the token could mean a group, from memory alone. */
  fits(token: GroupToken): boolean {
    return matchGroup(this.#groups, token).kind !== 'missing'
  }

  /** Whether a group is called exactly so, or has this id, from memory alone; a closing 组 may follow the name. */
  isName(text: string): boolean {
    const name = comparableName(text)
    return this.#names.has(name) || this.#names.has(name.replace(/组$/u, ''))
  }

  /** What group `id` is called; the name is null if the platform can't be asked or does not list it. */
  async refTo(id: number): Promise<GroupRef> {
    const known =
      (await this.read()).find((group) => group.id === id) ?? (await this.read(0)).find((group) => group.id === id)
    return { id, name: known?.name ?? null }
  }

  /** Names may have changed: the next reader asks the platform. */
  forget(): void {
    this.#readAt = LONG_AGO
  }

  /** Somebody has been moved: the numbers are no longer right, the names are. */
  countsChanged(): void {
    this.#changed = true
  }

  async #readNow(): Promise<readonly Group[]> {
    this.#changed = false
    const groups = await this.#backend.list()
    this.#groups = groups
    this.#names = new Set(groups.flatMap(({ id, name }) => [String(id), comparableName(name)]))
    this.#readAt = this.#clock.elapsed()
    return groups
  }
}
