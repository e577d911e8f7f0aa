import { sql, type RawBuilder, type Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** One cell of a row that travels to the database as JSON. */
export type Cell = string | number | null | undefined

/** What SQLite and PostgreSQL say differently. Everything else of the store is one text for both. */
export interface Engine {
  /** Whether other processes write at the same time, and the event loop turns while the database works. */
  readonly isShared: boolean
  /** A table called `given` with one row for each of these; its cells are `given.value ->> 0`, `->> 1` and so on, as text. */
  each(rows: readonly (readonly Cell[])[]): RawBuilder<unknown>
  /** What stands behind `in`: these texts, as one parameter. */
  among(texts: readonly string[]): RawBuilder<string>
  /** The function that tells where in its first argument the second begins, from 1; 0 for nowhere. */
  readonly position: string
  /** The number of the next command. Where several can write at once, nobody else gets a number until this transaction ends. */
  nextNumber(trx: Transaction<Schema>, appid: string): Promise<number | RawBuilder<number>>
  /** A command was written under that number. */
  numberGiven(trx: Transaction<Schema>, appid: string, number: number): Promise<void>
  /** Where it is shared: nobody else gives numbers to people until this transaction ends. */
  holdPeople(trx: Transaction<Schema>, appid: string): Promise<void>
  /** Those of these openids who left lately, and at which CreateTime, in seconds; empty where one process knows that by itself. */
  leavers(trx: Transaction<Schema>, appid: string, openids: readonly string[]): Promise<Map<string, number>>
}

/** One process writes, one transaction at a time: nothing has to be held against anybody. */
export const SQLITE: Engine = {
  isShared: false,
  each: (rows) => sql`json_each(${JSON.stringify(rows)}) as given`,
  among: (texts) => sql<string>`(select value from json_each(${JSON.stringify(texts)}))`,
  position: 'instr',
  nextNumber: (_trx, appid) =>
    Promise.resolve(sql<number>`(select coalesce(max(number), 0) + 1 from command where appid = ${appid})`),
  numberGiven: () => Promise.resolve(),
  holdPeople: () => Promise.resolve(),
  leavers: () => Promise.resolve(new Map()),
}
