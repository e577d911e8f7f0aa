import type { RawBuilder, Selectable, Transaction } from 'kysely'
import type { Answer } from '../../domain/answer.ts'
import type { CommandOutcome, ItemChange, ItemEnd, NewCommand, Steps, Unchanged } from '../ledger.ts'
import type { Schema } from './schema.ts'

/** One cell of a row that travels to the database as JSON. */
export type Cell = string | number | null | undefined

/** How a command ended. */
export interface CommandEnd {
  readonly number: number
  readonly outcome: CommandOutcome
  readonly answer: Answer
  readonly at: number
  readonly steps: Steps | undefined
  readonly stands: readonly string[]
}

/** A plan that is about to be carried out. */
export interface SentPlan {
  readonly number: number
  readonly plan: unknown
  readonly items: readonly ItemChange[]
  readonly at: number
}

/**
 * What every command writes into the ledger. Where each statement is a call within the process they come one after the other;
 * where it is a journey to a database that has to read and plan it first, few of them do the same.
 */
export interface LedgerWrites {
  /** Writes a command under the next number; undefined when one with its key was there before. */
  accept(trx: Transaction<Schema>, appid: string, command: NewCommand): Promise<AcceptedRow | undefined>
  markSent(trx: Transaction<Schema>, appid: string, sent: SentPlan): Promise<void>
  markItems(
    trx: Transaction<Schema>,
    appid: string,
    number: number,
    ends: readonly (ItemEnd | Unchanged)[],
  ): Promise<void>
  end(trx: Transaction<Schema>, appid: string, end: CommandEnd): Promise<void>
}

export type AcceptedRow = Selectable<Schema['command']>

/** How commands get their numbers. */
export interface Numbering {
  /** The number of the next command. Where several can write at once, nobody else gets a number until this transaction ends. */
  nextNumber(trx: Transaction<Schema>, appid: string): Promise<number | RawBuilder<number>>
  /** A command was written under that number. */
  numberGiven(trx: Transaction<Schema>, appid: string, number: number): Promise<void>
}

/** What SQLite and PostgreSQL say differently. Everything else of the store is one text for both. */
export interface Engine extends Numbering {
  /** Whether other processes write at the same time, and the event loop turns while the database works. */
  readonly isShared: boolean
  /** A table called `given` with one row for each of these; its cells are `given.value ->> 0`, `->> 1` and so on, as text. */
  each(rows: readonly (readonly Cell[])[]): RawBuilder<unknown>
  /** Whether a column has one of these texts, which are one parameter. */
  among(column: string, texts: readonly string[]): RawBuilder<boolean>
  /** The function that tells where in its first argument the second begins, from 1; 0 for nowhere. */
  readonly position: string
  /** Where it is shared: nobody else gives numbers to people until this transaction ends. */
  holdPeople(trx: Transaction<Schema>, appid: string): Promise<void>
  /** Those of these openids who left lately, and at which CreateTime, in seconds; empty where one process knows that by itself. */
  leavers(trx: Transaction<Schema>, appid: string, openids: readonly string[]): Promise<Map<string, number>>
  readonly ledger: LedgerWrites
}
