import { Listing, type Page } from '../domain/listing.ts'
import type { SyncState, SyncStates } from '../store/sync-states.ts'
import type { ImportedPerson as Told } from '../store/people.ts'
import type { PeopleBook } from './book.ts'

/** Asked about together: what one look-up carries. */
const TOGETHER = 50

export interface ImporterParts {
  readonly people: PeopleBook
  readonly states: SyncStates
  now(): number
  /** One page of the account's followers. */
  followers(next: string): Promise<Page>
  /** What the platform tells of one; those asked for in one turn travel together. */
  where(
    openid: string,
  ): Promise<
    | { kind: 'following'; groups: readonly number[]; remark: string | null; subscribedAt: number | null }
    | { kind: 'not-following' }
  >
  /** Whether what the platform refused is about that one follower, and says nothing against asking about the others. */
  concernsOne(error: unknown): boolean
  /** When something is asked, in ms: set times of day do not move it. */
  moment(): number
  /** Whoever of the account left since a moment, and did not follow again. */
  hasLeftSince(openid: string, at: number): boolean
  /** They did not follow at that moment; resolves when it is on disk that they are to be forgotten. */
  forget(openid: string, at: number): Promise<void>
}

type Advance = (step: Partial<SyncState>) => Promise<void>

export interface ImportOutcome {
  readonly state: SyncState
  /** Followers that had no number before. */
  readonly fresh: number
  /** Those in the list of whom the platform tells nothing; they are passed over. */
  readonly unknown: number
}

/**
 * Reads in what the account already has: everybody's openid, page by page, and 备注 and group of each, fifty at a time, while
 * further pages come. How far it is stands on disk after every step: broken off by a crash, a stop or a spent quota, it goes
 * on there.
 */
export class Importer {
  readonly #parts: ImporterParts
  #fresh = 0
  #unknown = 0
  #listing = new Listing()
  #running: Promise<ImportOutcome> | undefined
  #stopped = false
  /** Then nothing further is begun. */
  #failed = false
  /** Called when a page was written down, or none will be any more. */
  #listed: () => void = () => undefined

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
  run(progress: (state: SyncState) => void = () => undefined): Promise<ImportOutcome> {
    this.#running ??= this.#run(progress).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Goes no further than the step it is at. */
  stop(): void {
    this.#stopped = true
  }

  async #run(progress: (state: SyncState) => void): Promise<ImportOutcome> {
    const { states, now } = this.#parts
    const left = await states.read()
    let state: SyncState =
      left === undefined || left.phase === 'done'
        ? { phase: 'listing', next: '', asked: 0, total: 0, startedAt: now() }
        : left
    this.#fresh = 0
    this.#unknown = 0
    this.#listing = new Listing()
    this.#failed = false
    const current = (): SyncState => state
    const advance = async (step: Partial<SyncState>): Promise<void> => {
      state = { ...state, ...step }
      await states.write(state)
      progress(state)
    }
    const ends = await Promise.allSettled([this.#listAll(current, advance), this.#askAll(current, advance)])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return { state, fresh: this.#fresh, unknown: this.#unknown }
  }

  async #listAll(current: () => SyncState, advance: Advance): Promise<void> {
    try {
      while (current().phase === 'listing' && this.#goesOn) {
        await advance(await this.#list(current()))
        this.#listed()
      }
    } catch (error) {
      this.#failed = true
      throw error
    } finally {
      this.#listed()
    }
  }

  /** The next are asked about while what was told of those before is written down. */
  async #askAll(current: () => SyncState, advance: Advance): Promise<void> {
    let { asked } = current()
    let written = Promise.resolve()
    try {
      while (current().phase !== 'done' && this.#goesOn) {
        const listed = new Promise<void>((resolve) => (this.#listed = resolve))
        const isListing = current().phase === 'listing'
        const [found] = await Promise.all([this.#ask(asked, isListing), written])
        if (found !== undefined) {
          asked = found.last
          written = this.#write(found).then(() => advance({ asked: found.last }))
        }
        // What comes with the next page travels with those who are left of this one.
        else if (isListing) await listed
        else await advance({ phase: 'done' })
      }
    } catch (error) {
      this.#failed = true
      throw error
    } finally {
      await written
    }
  }

  get #goesOn(): boolean {
    return !this.#stopped && !this.#failed
  }

  async #list(state: SyncState): Promise<Partial<SyncState>> {
    const { people, followers, moment, hasLeftSince } = this.#parts
    const askedAt = moment()
    const page = await followers(state.next)
    const { openids, next } = page
    const there = openids.filter((openid) => !hasLeftSince(openid, askedAt))
    this.#fresh += await people.import(there.map((openid) => ({ openid })))
    const goesOn = this.#listing.goesOn(state.next, page)
    return { total: page.total ?? state.total + openids.length, next, phase: goesOn ? 'listing' : 'asking' }
  }

  /** undefined when nobody is left to be asked about; with `isListing`, also when another page may bring company for them. */
  async #ask(asked: number, isListing: boolean): Promise<Found | undefined> {
    const { people, where, moment, forget } = this.#parts
    const askedAt = moment()
    const some = await people.store.numbered(asked + 1, Number.MAX_SAFE_INTEGER, TOGETHER)
    const last = some.at(-1)
    if (last === undefined || (isListing && some.length < TOGETHER)) return undefined
    const found = await Promise.allSettled(some.map(({ openid }) => where(openid)))
    const refusals = found.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []))
    const known = found.flatMap((one, at) => {
      const openid = some[at]?.openid
      return one.status === 'fulfilled' && openid !== undefined ? [{ openid, where: one.value }] : []
    })
    const gone = known.filter((one) => one.where.kind === 'not-following')
    await Promise.all(gone.map(({ openid }) => forget(openid, askedAt)))
    const following = known.flatMap(({ openid, where: at }) =>
      at.kind === 'following' ? [{ openid, remark: at.remark, groups: at.groups, followedAt: at.subscribedAt }] : [],
    )
    return { last: last.number, following, refusals }
  }

  async #write({ following, refusals }: Found): Promise<void> {
    await this.#parts.people.update(following)
    // Nobody is passed over for what is nobody's fault: the step is taken again.
    for (const reason of refusals) if (!this.#parts.concernsOne(reason)) throw reason
    this.#unknown += refusals.length
  }
}

/** What the platform told of fifty. */
interface Found {
  /** The last one's number. */
  readonly last: number
  readonly following: readonly Told[]
  readonly refusals: readonly unknown[]
}
