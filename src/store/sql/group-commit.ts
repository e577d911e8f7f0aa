import type { Kysely, Transaction } from 'kysely'
import { StoreUnavailableError } from '../errors.ts'
import type { Schema } from './schema.ts'
import { PIECE_MS, turn } from './steps.ts'

type Write<T> = (trx: Transaction<Schema>) => Promise<T>

interface Waiting {
  readonly write: Write<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes that are asked for in one turn of the event loop share one transaction, and so one sync of the disk; each caller
 * hears of its own write when that transaction is on disk. If the shared transaction fails, each write is tried again in
 * one of its own, so that a bad one takes no other with it. A transaction of many writes, or of a long one, lets the event loop
 * turn in between.
 */
export class GroupCommit {
  readonly #db: Kysely<Schema>
  #waiting: Waiting[] = []
  #running: Promise<void> = Promise.resolve()
  #scheduled = false
  /** Transactions committed so far: how many syncs the writes have cost. */
  commits = 0

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  write<T>(write: Write<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ write, resolve: resolve, reject })
      if (this.#scheduled) return
      this.#scheduled = true
      setImmediate(() => {
        this.#scheduled = false
        this.#running = this.#running.then(() => this.#flush())
      })
    })
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
      if (batch.length === 1) batch[0]?.reject(new StoreUnavailableError(error))
      else for (const one of batch) await this.#alone(one)
    }
  }

  async #alone({ write, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve((await this.#transaction(write)) as never)
    } catch (error) {
      reject(new StoreUnavailableError(error))
    }
  }

  async #transaction<T>(write: Write<T>): Promise<T> {
    const value = await this.#db.transaction().execute(write)
    this.commits += 1
    return value
  }
}
