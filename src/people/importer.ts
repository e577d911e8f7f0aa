import type { SyncState, SyncStates } from '../store/people.ts'
import type { PeopleBook } from './book.ts'

/** Asked about together: what one look-up carries. */
const TOGETHER = 50

export interface ImporterParts {
  readonly people: PeopleBook
  readonly states: SyncStates
  now(): number
  /** One page of the account's followers. */
  followers(next: string): Promise<{ total: number; openids: readonly string[]; next: string }>
  /** What the platform tells of one; those asked for in one turn travel together. */
  where(
    openid: string,
  ): Promise<
    | { kind: 'following'; groups: readonly number[]; remark: string | null; subscribedAt: number | null }
    | { kind: 'not-following' }
  >
  /** They follow no more. */
  forget(openid: string): void
}

export interface Imported {
  readonly state: SyncState
  /** Followers that had no number before. */
  readonly fresh: number
}

/**
 * Reads in what the account already has: first everybody's openid, page by page, then 备注 and group of each, fifty at a
 * time. How far it is stands on disk after every step: broken off by a crash, a stop or a spent quota, it goes on there.
 */
export class Importer {
  readonly #parts: ImporterParts
  #fresh = 0
  #running: Promise<Imported> | undefined
  #stopped = false

  constructor(parts: ImporterParts) {
    this.#parts = parts
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** How far it is; undefined when it was never begun. */
  async state(): Promise<SyncState | undefined> {
    return this.#parts.states.read()
  }

  /** Begins, or goes on, or joins what is under way. Rejects with the platform's error; what was read in stays. */
  run(progress: (state: SyncState) => void = () => undefined): Promise<Imported> {
    this.#running ??= this.#run(progress).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Goes no further than the step it is at. */
  stop(): void {
    this.#stopped = true
  }

  async #run(progress: (state: SyncState) => void): Promise<Imported> {
    const left = await this.#parts.states.read()
    let state: SyncState =
      left === undefined || left.phase === 'done'
        ? { phase: 'listing', next: '', asked: 0, total: 0, startedAt: this.#parts.now() }
        : left
    this.#fresh = 0
    while (state.phase !== 'done' && !this.#stopped) {
      state = state.phase === 'listing' ? await this.#list(state) : await this.#ask(state)
      await this.#parts.states.write(state)
      progress(state)
    }
    return { state, fresh: this.#fresh }
  }

  async #list(state: SyncState): Promise<SyncState> {
    const { total, openids, next } = await this.#parts.followers(state.next)
    this.#fresh += await this.#parts.people.import(openids.map((openid) => ({ openid })))
    const isLast = next === '' || openids.length === 0
    return { ...state, total, next, phase: isLast ? 'asking' : 'listing' }
  }

  async #ask(state: SyncState): Promise<SyncState> {
    const { people, where, forget } = this.#parts
    const some = await people.store.numbered(state.asked + 1, Number.MAX_SAFE_INTEGER, TOGETHER)
    const last = some.at(-1)
    if (last === undefined) return { ...state, phase: 'done' }
    const found = await Promise.allSettled(some.map(({ openid }) => where(openid)))
    const failed = found.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected' && found.every(({ status }) => status === 'rejected')) throw failed.reason
    const known = found.flatMap((one, at) => {
      const openid = some[at]?.openid
      return one.status === 'fulfilled' && openid !== undefined ? [{ openid, where: one.value }] : []
    })
    for (const one of known) if (one.where.kind === 'not-following') forget(one.openid)
    await people.update(
      known.flatMap(({ openid, where: at }) =>
        at.kind === 'following' ? [{ openid, remark: at.remark, groups: at.groups, followedAt: at.subscribedAt }] : [],
      ),
    )
    return { ...state, asked: last.number }
  }
}
