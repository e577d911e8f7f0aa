import type { Selectable } from 'kysely'
import { readActor, writeActor, type Actor } from '../../domain/actor.ts'
import type { Answer, Asked, LogEntry } from '../../domain/answer.ts'
import type { CommandOutcome, CommandRow, HowTold, ItemEnd, NewCommand, Unchanged } from '../ledger.ts'
import type { Schema } from './schema.ts'

export function toColumns(command: NewCommand) {
  return {
    kind: command.kind,
    admin: writeActor(command.actor),
    dedupe_key: command.dedupeKey,
    written_at: command.writtenAt,
    accepted_at: command.acceptedAt,
    command: command.command,
    args: JSON.stringify(command.args),
    asked: JSON.stringify(command.asked),
    state: 'accepted' as const,
  }
}

/** One person a command is about, of whom nothing is known yet. */
export function toItem(appid: string, number: number, openid: string, writtenAt: number) {
  const nothing = { from_groups: null, to_groups: null, outcome: null, fault: null }
  return { appid, number, openid, written_at: writtenAt, ...nothing }
}

/** How it ended for one, as the columns of their row. */
export function endColumns(end: ItemEnd | Unchanged) {
  if (end.outcome === 'unchanged')
    return { outcome: end.outcome, to_groups: end.label === null ? null : JSON.stringify([end.label]) }
  return { outcome: end.outcome, fault: end.fault === null ? null : JSON.stringify(end.fault) }
}

export function toRowOrNone(row: Selectable<Schema['command']> | undefined): CommandRow | undefined {
  return row === undefined ? undefined : toRow(row)
}

export function toRows(rows: readonly Selectable<Schema['command']>[]): CommandRow[] {
  return rows.map(toRow)
}

export function toRow(row: Selectable<Schema['command']>): CommandRow {
  return {
    number: row.number,
    kind: row.kind,
    actor: readActor(row.admin),
    writtenAt: row.written_at,
    acceptedAt: row.accepted_at,
    command: row.command,
    args: JSON.parse(row.args) as unknown,
    asked: JSON.parse(row.asked) as Asked,
    state: row.state,
    plan: row.plan === null ? null : (JSON.parse(row.plan) as unknown),
    outcome: row.outcome as CommandOutcome | null,
    answer: row.answer === null ? null : readAnswer(row.answer),
    telling: row.telling as HowTold | null,
    sentAt: row.sent_at,
    endedAt: row.ended_at,
    undoneBy: row.undone_by,
  }
}

/** A line of 日志 as versions before actors kept it: with the openid of the admin, and of the one who took it back. */
interface OldEntry extends Omit<LogEntry, 'actor' | 'undoer'> {
  readonly admin: string
  readonly undoer?: string | null
}

/** An answer that the ledger kept, whichever version wrote it. */
export function readAnswer(json: string): Answer {
  const answer = JSON.parse(json) as Answer
  if (answer.kind !== 'whereabouts' || answer.changes === undefined) return answer
  return { ...answer, changes: answer.changes.map(readEntry) }
}

function readEntry(entry: LogEntry | OldEntry): LogEntry {
  if (!('admin' in entry)) return entry
  const { admin, undoer, ...rest } = entry
  return { ...rest, actor: readActor(admin), ...(undoer === undefined ? {} : { undoer: readUndoer(undoer) }) }
}

function readUndoer(undoer: string | null): Actor | null {
  return undoer === null ? null : readActor(undoer)
}
