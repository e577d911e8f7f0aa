import { copyFileSync, rmSync } from 'node:fs'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { planOf } from './query-plans.ts'

/*
 * How many rows a statement really looks at. SQLite counts them, but Node does not pass the figure on; so each table is covered by a
 * view of the same name whose condition is a function of ours: SQLite asks it of every row that it comes to, before anything else.
 * Whether the plan is still that of the statement itself is compared.
 */

/** One execution of a statement, with the values that it was given in its text. */
export interface Executed {
  /** As it was prepared. */
  readonly sql: string
  readonly written: string
}

/** Notes every statement of this process that is executed while `work` goes on. */
export async function executedIn(work: () => Promise<unknown>): Promise<Executed[]> {
  const executed: Executed[] = []
  const names = ['all', 'run', 'get', 'iterate'] as const
  const own = names.map((name) => [name, Object.getOwnPropertyDescriptor(StatementSync.prototype, name)] as const)
  for (const [name, descriptor] of own) {
    const method = descriptor?.value as (...values: unknown[]) => unknown
    Object.defineProperty(StatementSync.prototype, name, {
      ...descriptor,
      value: function (this: StatementSync, ...values: unknown[]): unknown {
        const result = method.apply(this, values)
        executed.push({ sql: this.sourceSQL, written: this.expandedSQL })
        return result
      },
    })
  }
  try {
    await work()
  } finally {
    for (const [name, descriptor] of own) {
      if (descriptor !== undefined) Object.defineProperty(StatementSync.prototype, name, descriptor)
    }
  }
  return executed
}

export interface Reading {
  /** What was asked of the views: the reading part of the statement. */
  readonly asked: string
  /** Rows that were looked at, of all tables together. */
  readonly rows: number
  /** The plans, where they are not the same. */
  readonly differs: string | undefined
}

/** A store's file, on a copy of which statements are executed once more, as readings. */
export class RowCounter {
  readonly #db: DatabaseSync
  readonly #plain: DatabaseSync
  readonly #files: readonly string[]
  #rows = 0

  /** `alter` is done to the copy first: the store with other indexes. */
  constructor(file: string, alter = '') {
    const copy = `${file}.counted`
    this.#files = ['', '-wal', '-shm'].map((ending) => copy + ending)
    for (const left of this.#files) rmSync(left, { force: true })
    copyFileSync(file, copy)
    this.#db = new DatabaseSync(copy)
    this.#db.exec(alter)
    this.#plain = new DatabaseSync(copy, { readOnly: true })
    this.#db.function('looked_at', { varargs: true }, () => {
      this.#rows += 1
      return 1
    })
    const tables = this.#db.prepare("select name from sqlite_master where type = 'table'").all()
    for (const name of tables.map((table) => String(table['name'])).filter((one) => !one.startsWith('sqlite_'))) {
      this.#db.exec(`create temp view "${name}" as select * from main."${name}" where looked_at(rowid)`)
    }
  }

  /** Reads what the statement reads; nothing is written. undefined of one that reads nothing. */
  read({ written }: Executed): Reading | undefined {
    const asked = readingPart(written)
    if (asked === undefined) return undefined
    const own = planOf(this.#plain, written).map(normal)
    const counted = planOf(this.#db, asked).map(normal)
    this.#rows = 0
    this.#db.prepare(asked).all()
    const isSame = counted.every((step) => own.includes(step))
    return { asked, rows: this.#rows, differs: isSame ? undefined : `${counted.join('; ')}, and ${own.join('; ')}` }
  }

  close(): void {
    this.#db.close()
    this.#plain.close()
    for (const file of this.#files) rmSync(file, { force: true })
  }
}

/** By which index rows are looked for; what a table is called there does not matter, nor whether it is needed beside the index. */
function normal(step: string): string {
  return step.replace(' COVERING', '').replace(/^(SEARCH|SCAN) \S+/, '$1')
}

/** The question in a statement: which rows an update or a deletion finds, or what an insertion selects. */
function readingPart(written: string): string | undefined {
  if (/^\s*(?:select|with)\b/i.test(written)) return written
  const table = /^\s*(?:update|delete from)\s+("?\w+"?)/i.exec(written)?.[1]
  const at = outermost(written, table === undefined ? 'select' : 'where')
  if (at < 0) return undefined
  const rest = written.slice(at)
  const end = ['returning', 'on conflict'].map((word) => outermost(rest, word)).filter((one) => one >= 0)
  const question = rest.slice(0, Math.min(rest.length, ...end))
  return table === undefined ? question : `select 1 from ${table} ${question}`
}

/** Where a word stands that is in no brackets and in no text; -1 if nowhere. */
function outermost(sql: string, word: string): number {
  let depth = 0
  const pattern = new RegExp(`'(?:[^']|'')*'|"[^"]*"|[()]|\\b${word}\\b`, 'gi')
  for (const { 0: found, index } of sql.matchAll(pattern)) {
    if (found === '(') depth += 1
    else if (found === ')') depth -= 1
    else if (depth === 0 && found.toLowerCase() === word) return index
  }
  return -1
}
