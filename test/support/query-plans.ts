import { DatabaseSync } from 'node:sqlite'

/*
 * How SQLite would find the rows of each statement, and whether that is by an index that leads to few of them.
 */

/** Tables that grow with the account; all others stay few (admins, invitations, questions, tags, what waits). */
const GROWING = new Set(['command', 'item', 'person', 'move_end'])
/** So many rows are read for one question at most, on average, unless the question says how many it wants. */
const MOST_ROWS = 5_000

/** One line of `explain query plan` that reads too much, with the statement. */
export interface WideStep {
  readonly detail: string
  readonly sql: string
}

/** The steps of these statements that would read a growing table, or most of one, from end to end. */
export function findWideSteps(path: string, statements: Iterable<string>): WideStep[] {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const averages = readAverages(db)
    return [...statements].flatMap((sql) => {
      const plan = planOf(db, sql)
      // A limit ends the reading early, unless all has to be sorted first or rows are passed over by what no index knows.
      const isSifted = plan.some((detail) => detail.startsWith('USE TEMP B-TREE')) || /\binstr\(| like /i.test(sql)
      const stopsEarly = !isSifted && /\blimit\b|\bmax\(/i.test(sql)
      return plan.filter((detail) => isWide(detail, sql, stopsEarly, averages)).map((detail) => ({ detail, sql }))
    })
  } finally {
    db.close()
  }
}

export function planOf(db: DatabaseSync, sql: string): string[] {
  if (!/^\s*(?:select|insert|update|delete|with)\b/i.test(sql)) return []
  const parameters = Array<null>(sql.split('?').length - 1).fill(null)
  const steps = db.prepare(`explain query plan ${sql}`).all(...parameters)
  return steps.map(({ detail }) => String(detail))
}

/** For each index: how many rows there are for one value of its first column, of its first two, and so on. */
type Averages = ReadonlyMap<string, readonly number[]>

function readAverages(db: DatabaseSync): Averages {
  const analyzed = db.prepare("select 1 from sqlite_master where name = 'sqlite_stat1'").get() !== undefined
  const rows = analyzed ? db.prepare('select idx, stat from sqlite_stat1 where idx is not null').all() : []
  return new Map(rows.map(({ idx, stat }) => [String(idx), String(stat).split(' ').slice(1).map(Number)]))
}

function isWide(detail: string, sql: string, stopsEarly: boolean, averages: Averages): boolean {
  const [, how, table = '', rest = ''] = /^(SCAN|SEARCH) (\S+)(.*)$/.exec(detail) ?? []
  if (how === undefined || !GROWING.has(tableOf(table, sql))) return false
  if (how === 'SCAN') return true
  const terms = (/\((.*)\)$/.exec(rest)?.[1] ?? '').split(' AND ')
  if (stopsEarly || terms.some((term) => /[<>]/.test(term))) return false
  const average = averages.get(/INDEX (\S+)/.exec(rest)?.[1] ?? '')?.[terms.length - 1]
  // Everything belongs to one appid: an index of which only that is used finds everything there is.
  return average === undefined ? terms.length < 2 : average > MOST_ROWS
}

function tableOf(name: string, sql: string): string {
  return new RegExp(`"?(\\w+)"? as "?${name}"?\\b`, 'i').exec(sql)?.[1] ?? name
}
