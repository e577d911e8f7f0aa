import type { Kysely, Transaction } from 'kysely'
import { systemClock, type Clock, type Monotonic } from '../../domain/clock.ts'
import { LeaseLostError, StoreUnavailableError } from '../errors.ts'
import type { Schema } from './schema.ts'
import { PIECE_MS, turn } from './steps.ts'

export type Write<T> = (trx: Transaction<Schema>) => Promise<T>

interface Waiting {
  readonly write: Write<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

export interface GroupCommitOptions {
  /** By which transactions are timed and spaced; the system's unless given. */
  readonly clock?: Clock
  /** Done first in every transaction; one in which it rejects is rolled back. */
  readonly begin?: (trx: Transaction<Schema>) => Promise<void>
  /** Whether what failed one transaction would fail every other just now: then no write is tried alone. */
  readonly concernsAll?: (error: unknown) => boolean
  /** Whether the event loop turns while a transaction is under way: then they need no space between them. */
  readonly loopTurns?: boolean
  /** Whether a transaction that failed so is worth another try at once. */
  readonly isPassing?: (error: unknown) => boolean
}

/**
 * On SQLite the sync of a transaction holds the event loop for as long as the disk takes. A few in a row go at once; where many
 * are wanted, they may have so much of the time, and whatever comes in between shares the next one.
 */
const SHARE = 0.5
const IN_A_ROW_MS = 25
const LONGEST_WAIT_MS = 50

/** A transaction that met others in a circle or in a race does not meet them so again and again. */
const TRIES = 5
const APART_MS = 20

/**
 * Writes that are asked for in one turn of the event loop share one transaction, and so one sync of the disk; each caller
 * hears of its own write when that transaction is on disk. If the shared transaction fails, each write is tried again in
 * one of its own, so that a bad one takes no other with it; not where the store itself is in other hands. A transaction of
 * many writes, or of a long one, lets the event loop turn in between.
 */
export class GroupCommit {
  readonly #db: Kysely<Schema>
  readonly #options: GroupCommitOptions
  readonly #clock: Clock
  #waiting: Waiting[] = []
  #running: Promise<void> = Promise.resolve()
  #scheduled = false
  /** How long transactions held the event loop, less the time that they may hold it. */
  #takenMs = 0
  #countedAt: Monotonic
  #unfinished = 0
  /** Transactions committed so far: how many syncs the writes have cost. */
  commits = 0

  constructor(db: Kysely<Schema>, options: GroupCommitOptions = {}) {
    this.#db = db
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#countedAt = this.#clock.elapsed()
  }

  /** Whether any write was asked for and has not ended. */
  get busy(): boolean {
    return this.#unfinished > 0
  }

  write<T>(write: Write<T>): Promise<T> {
    this.#unfinished += 1
    return this.#queued(write).finally(() => {
      this.#unfinished -= 1
    })
  }

  #queued<T>(write: Write<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ write, resolve: resolve, reject })
      if (this.#scheduled) return
      this.#scheduled = true
      const begin = (): void => {
        this.#scheduled = false
        this.#running = this.#running.then(() => this.#flush())
      }
      const waitMs = this.#options.loopTurns === true ? 0 : (this.#taken() - IN_A_ROW_MS) / SHARE
      if (waitMs <= 0) setImmediate(begin)
      else this.#clock.setTimer(Math.min(waitMs, LONGEST_WAIT_MS), begin)
    })
  }

  #taken(): number {
    const now = this.#clock.elapsed()
    this.#takenMs = Math.max(0, this.#takenMs - (now - this.#countedAt) * SHARE)
    this.#countedAt = now
    return this.#takenMs
  }

  /** Resolves when every write asked for so far has ended. */
  async idle(): Promise<void> {
    while (this.#scheduled || this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      await this.#running
    }
    await this.#running
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    try {
      const results = await this.#transaction(async (trx) => {
        const values: unknown[] = []
        let startedAt = performance.now()
        for (const { write } of batch) {
          values.push(await write(trx))
          if (performance.now() - startedAt < PIECE_MS) continue
          await turn()
          startedAt = performance.now()
        }
        return values
      })
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as never)
      })
    } catch (error) {
      if (batch.length === 1 || this.#options.concernsAll?.(error) === true)
        for (const { reject } of batch) reject(toStoreError(error))
      else for (const one of batch) await this.#alone(one)
    }
  }

  async #alone({ write, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve((await this.#transaction(write)) as never)
    } catch (error) {
      reject(toStoreError(error))
    }
  }

  async #transaction<T>(write: Write<T>): Promise<T> {
    const { begin, isPassing } = this.#options
    for (let tried = 1; ; tried += 1) {
      try {
        const startedAt = this.#clock.elapsed()
        let turnedMs = 0
        const value = await this.#db.transaction().execute(async (trx) => {
          await begin?.(trx)
          const writesAt = this.#clock.elapsed()
          const written = await write(trx)
          turnedMs = Math.max(0, this.#clock.elapsed() - writesAt - PIECE_MS)
          return written
        })
        this.commits += 1
        // What a long write takes beyond a piece it takes in pieces, between which the loop turns.
        const heldMs = this.#clock.elapsed() - startedAt - turnedMs
        this.#takenMs = Math.min(this.#taken() + heldMs, IN_A_ROW_MS + LONGEST_WAIT_MS * SHARE)
        return value
      } catch (error) {
        if (tried === TRIES || isPassing?.(error) !== true) throw error
        await new Promise((next) => setTimeout(next, Math.random() * APART_MS * tried))
      }
    }
  }
}

function toStoreError(error: unknown): Error {
  return error instanceof LeaseLostError ? error : new StoreUnavailableError(error)
}
