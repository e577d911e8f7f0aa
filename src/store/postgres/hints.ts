import { sql, type RawBuilder } from 'kysely'
import type pg from 'pg'
import type { HintKind } from '../fleet.ts'
import { createClient } from './pool.ts'

/** The channel: whoever changes something that others wait for names the account on it, and behind a blank what it was. */
const HINTS = 'fenzu'

/** A connection can go silent without ending: it is asked so often whether it still listens, and given up if it does not say. */
const HEARTBEAT_MS = 10_000
const RETRY_MS = 2_000

/**
 * Listens on a connection of its own. What it hears is only a hint, so that nobody has to wait for the next poll: behind a
 * pooler that hands out transactions nothing is ever heard, and everything works all the same.
 */
export class Hints {
  readonly #url: string
  readonly #listeners = new Set<(appid: string, hint: HintKind) => void>()
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(url: string) {
    this.#url = url
    void this.#connect()
  }

  /** Calls `listener` with the appid of an account in which something changed, and what; the returned function ends that. */
  onHint(listener: (appid: string, hint: HintKind) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#client?.end().catch(() => undefined)
  }

  async #connect(): Promise<void> {
    const client = createClient(this.#url)
    this.#client = client
    client.on('error', () => {
      this.#again(client)
    })
    client.on('end', () => {
      this.#again(client)
    })
    client.on('notification', ({ payload }) => {
      const [appid = '', kind] = (payload ?? '').split(' ')
      const hint = kind === 'message' || kind === 'answer' ? kind : 'any'
      for (const listener of this.#listeners) listener(appid, hint)
    })
    try {
      await client.connect()
      await client.query(`listen ${HINTS}`)
      this.#beat(client)
    } catch {
      this.#again(client)
    }
  }

  #beat(client: pg.Client): void {
    if (this.#closed || client !== this.#client) return
    this.#timer = setTimeout(() => {
      const silent = setTimeout(() => {
        this.#again(client)
      }, HEARTBEAT_MS)
      silent.unref()
      client.query('select pg_listening_channels()').then(
        ({ rowCount }) => {
          clearTimeout(silent)
          if (rowCount === 0) this.#again(client)
          else this.#beat(client)
        },
        () => {
          clearTimeout(silent)
          this.#again(client)
        },
      )
    }, HEARTBEAT_MS)
    this.#timer.unref()
  }

  #again(client: pg.Client): void {
    if (this.#closed || client !== this.#client) return
    this.#client = undefined
    client.removeAllListeners()
    // Whatever it says now: nobody listens to it any more.
    client.on('error', () => undefined)
    client.end().catch(() => undefined)
    this.#timer = setTimeout(() => {
      void this.#connect()
    }, RETRY_MS)
    this.#timer.unref()
  }
}

/**
 * The call that tells all who listen. `any` is the appid alone, as earlier releases and the triggers write it; those releases
 * hear of nothing else, and find the rest when they look by themselves.
 */
export function notify(appid: string, hint: HintKind): RawBuilder<unknown> {
  return sql`pg_notify(${HINTS}, ${hint === 'any' ? appid : `${appid} ${hint}`})`
}
