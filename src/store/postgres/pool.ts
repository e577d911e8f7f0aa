import pg from 'pg'
import { storable } from './storable.ts'

/** How long a new connection may take: a machine that is gone answers with nothing. */
const CONNECT_MS = 3_000
/** How long one statement may take before its connection is given up: a cut network tells nobody. */
const STATEMENT_MS = 5_000
const MOST_CONNECTIONS = 8
const INT8 = 20
/** Classes of SQLSTATE that say something about the statement, and nothing against the connection that carried it. */
const OF_THE_STATEMENT = /^(?:0A|2[0-8]|3[DF]|40|42|44|53|54|55)/

export type Pool = pg.Pool

/**
 * Connections to one database. Integers of eight bytes are numbers (all of ours are below 2^53), texts are made storable, and
 * a connection on which anything but an ordinary refusal happened is never used again. Nothing is prepared under a name and
 * nothing is set for a session, so a pooler in between may hand every transaction to another server process.
 */
export function createPool(url: string, failed: (error: Error) => void): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS,
    keepAlive: true,
    idleTimeoutMillis: 60_000,
    allowExitOnIdle: true,
    types: { getTypeParser: typeParser },
  })
  // A connection that breaks while nobody uses it has left the pool already.
  pool.on('error', failed)
  return pool
}

/** A connection of its own outside of the pool, with the same types. */
export function createClient(url: string): pg.Client {
  return new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    types: { getTypeParser: typeParser },
  })
}

/**
 * What Kysely needs of a pool. The beginning of a transaction travels with its first statement, as one text, when that has no
 * parameters: a journey less for each.
 */
export function toKyselyPool(pool: Pool) {
  return {
    options: { max: MOST_CONNECTIONS },
    async connect() {
      const client = await pool.connect()
      let broken = false
      let begins = false
      const send = async (text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> => {
        const began = begins
        begins = text === 'begin'
        if (begins || (began && isEnd(text))) return NOTHING
        if (!began) return client.query(text, parameters.map(toParameter))
        if (parameters.length > 0) {
          await client.query('begin')
          return client.query(text, parameters.map(toParameter))
        }
        // Of several statements it has several results, which its type does not tell.
        const results: unknown = await client.query(`begin; ${text}`)
        return (Array.isArray(results) ? results.at(-1) : results) as pg.QueryResult
      }
      // An error between two statements is told by the next one; without a listener it would end the process.
      const onError = (): void => {
        broken = true
      }
      client.on('error', onError)
      return {
        async query(text: string, parameters: readonly unknown[] = []) {
          try {
            return await send(text, parameters)
          } catch (error) {
            broken ||= !isOfTheStatement(error)
            throw error
          }
        },
        release() {
          client.off('error', onError)
          client.release(broken)
        },
      }
    },
    end: () => pool.end(),
  }
}

/** Whether the database refused a statement, and neither it nor the way to it is gone. */
export function isOfTheStatement(error: unknown): boolean {
  return OF_THE_STATEMENT.test(sqlStateOf(error) ?? '')
}

/** The five characters by which PostgreSQL says what is wrong; undefined if it did not say it. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** A transaction of nothing needs neither a beginning nor an end. */
const NOTHING: pg.QueryResult = { command: '', rowCount: null, oid: 0, fields: [], rows: [] }

function isEnd(text: string): boolean {
  return text === 'commit' || text === 'rollback'
}

function toParameter(value: unknown): unknown {
  return typeof value === 'string' ? storable(value) : value
}

function typeParser(type: number, format?: string): (value: string) => unknown {
  return type === INT8 ? Number : (pg.types.getTypeParser as Parsers)(type, format)
}

/** As it is, without the list of types that come with PostgreSQL itself. */
type Parsers = (type: number, format?: string) => (value: string) => unknown
