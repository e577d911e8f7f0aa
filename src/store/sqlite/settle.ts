import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Answer } from '../../domain/answer.ts'
import { writeActor } from '../../domain/actor.ts'
import { RESTORED } from '../ledger.ts'

/**
 * How far a counter is raised where nobody can say what was given since the backup was made: more than a year of an account
 * that is busy every day.
 */
const UNKNOWN_GAP = 1_000_000
/** The same of rules, of which a person makes each. */
const UNKNOWN_RULES = 1_000

export interface RestoreFindings {
  /** Commands that had not ended: they are unknown now, and are never run. */
  readonly ended: readonly number[]
  /** Whom rules had still to move: they are not moved any more. */
  readonly errands: number
  /** Who the backup says may give commands, for the owner to look over. */
  readonly admins: readonly { readonly openid: string; readonly role: string }[]
  /** Whether the store that was replaced told what was given since; else the numbers jump. */
  readonly numbersKnown: boolean
}

interface Greatest {
  readonly command: number
  readonly person: number
  readonly rule: number
}

type Counter = 'person_counter' | 'rule_counter'

const ANSWER: Answer = { kind: 'ended-by-restore' }

/**
 * Makes a copy of a backup fit to take the place of a store that went on: what had not ended when the backup was made does not
 * run again, and no number is given twice. `replaced` is the store as it was until now; `now` is the time of day.
 */
export function settleRestored(file: string, replaced: string, now: number): RestoreFindings {
  const since = existsSync(replaced) ? readGreatest(replaced) : null
  const db = new DatabaseSync(file)
  try {
    db.exec('PRAGMA synchronous = FULL; BEGIN IMMEDIATE')
    // Their admins are told below the next answer to them.
    const ended = db
      .prepare(
        `update command set state = 'ended', outcome = 'unknown', answer = ?1, ended_at = ?2, telling = 'late-refused',
         told_at = ?2 where state <> 'ended' returning number`,
      )
      .all(JSON.stringify(ANSWER), now)
      .map(({ number }) => Number(number))
    for (const name of appidsIn(db)) {
      const own = greatestIn(db, name)
      const other = since?.get(name)
      const beyond = (kind: keyof Greatest, gap: number): number =>
        since === null ? own[kind] + gap : Math.max(own[kind], other?.[kind] ?? 0)
      raiseCommands(db, name, beyond('command', UNKNOWN_GAP), now)
      raiseCounter(db, 'person_counter', name, beyond('person', UNKNOWN_GAP))
      raiseCounter(db, 'rule_counter', name, beyond('rule', UNKNOWN_RULES))
    }
    // Whom a rule was still to move may have been moved by an admin since.
    const errands = has(db, 'errand', 'appid') ? Number(db.prepare('delete from errand').run().changes) : 0
    // What waited for somebody's next message may be about a world that is no more; an invitation may have been used.
    for (const table of ['confirmation', 'dialogue', 'invitation'])
      if (has(db, table, 'appid')) db.exec(`delete from ${table}`)
    const admins = db
      .prepare(`select openid, ${has(db, 'admin', 'role') ? 'role' : "'owner' as role"} from admin`)
      .all()
    db.exec('COMMIT')
    return {
      ended: ended.sort((one, next) => one - next),
      errands,
      admins: admins.map(({ openid, role }) => ({ openid: String(openid), role: String(role) })),
      numbersKnown: since !== null,
    }
  } finally {
    db.close()
  }
}

/** By appid; null when the file can't be read. */
function readGreatest(path: string): Map<string, Greatest> | null {
  try {
    const db = new DatabaseSync(path, { readOnly: true })
    try {
      return new Map(appidsIn(db).map((appid) => [appid, greatestIn(db, appid)]))
    } finally {
      db.close()
    }
  } catch {
    return null
  }
}

function appidsIn(db: DatabaseSync): string[] {
  const tables = ['command', 'person_counter', 'rule_counter', 'admin'].filter((table) => has(db, table, 'appid'))
  const all = db.prepare(tables.map((table) => `select appid from ${table}`).join(' union ')).all()
  return all.map(({ appid }) => String(appid))
}

function greatestIn(db: DatabaseSync, appid: string): Greatest {
  const one = (sql: string) => Number(db.prepare(sql).get(appid)?.['n'] ?? 0)
  const lastOf = (table: Counter) =>
    has(db, table, 'last') ? one(`select last as n from ${table} where appid = ?`) : 0
  return {
    command: one('select max(number) as n from command where appid = ?'),
    person: lastOf('person_counter'),
    rule: lastOf('rule_counter'),
  }
}

/**
 * The next number is that after the greatest there is: a row of its own, that no list shows, comes behind all of them. The
 * first owner who is answered is told by it who the admins are.
 */
function raiseCommands(db: DatabaseSync, appid: string, to: number, now: number): void {
  db.prepare(
    `insert into command (appid, number, kind, admin, dedupe_key, written_at, accepted_at, command, args, asked, state,
      ended_at, outcome, answer, telling, told_at)
     values (?1, ?2, 'read', ?7, ?3, ?4, ?4, 'restore', '{}', ?5, 'ended', ?4, 'done', ?6, 'late-refused', ?4)`,
  ).run(
    appid,
    to + 1,
    `restore-${now}`,
    now,
    JSON.stringify({ command: 'restore', target: '', openid: null }),
    JSON.stringify(ANSWER),
    writeActor(RESTORED),
  )
}

function raiseCounter(db: DatabaseSync, counter: Counter, appid: string, to: number): void {
  if (!has(db, counter, 'last') || to === 0) return
  db.prepare(
    `insert into ${counter} (appid, last) values (?, ?)
     on conflict (appid) do update set last = max(last, excluded.last)`,
  ).run(appid, to)
}

function has(db: DatabaseSync, table: string, column: string): boolean {
  return db.prepare('select 1 from pragma_table_info(?) where name = ?').get(table, column) !== undefined
}
