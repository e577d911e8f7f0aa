import { type DatabaseSync, type StatementSync, type SQLInputValue } from 'node:sqlite'
import { SqliteAdapter, SqliteDialect, type SqliteDatabase } from 'kysely'

/** Kysely over Node's own SQLite. Statements are prepared once: the set of queries is fixed, so the cache is bounded by the code. */
export class NodeSqliteDialect extends SqliteDialect {
  /** @param wrote hears of every text that a statement is about to write */
  constructor(database: DatabaseSync, wrote: (text: string) => void = () => undefined) {
    super({ database: adapt(database, wrote) })
  }

  /** SQLite does have transactional DDL; with this Kysely runs all pending migrations in one transaction. */
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): true {
    return true
  }
}

interface PreparedStatement {
  readonly statement: StatementSync
  /** Whether it answers with rows. */
  readonly reads: boolean
  readonly writes: boolean
}

function adapt(database: DatabaseSync, wrote: (text: string) => void): SqliteDatabase {
  const prepared = new Map<string, PreparedStatement>()
  const prepare = (sql: string): PreparedStatement => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    // Asking for the columns costs as much as running a small statement: once is enough.
    const made = { statement, reads: statement.columns().length > 0, writes: /^\s*(?:insert|update)/i.test(sql) }
    if (prepared.size < 500) prepared.set(sql, made)
    return made
  }
  return {
    close: () => {
      database.close()
    },
    prepare(sql) {
      const { statement, reads, writes } = prepare(sql)
      const passed = (parameters: readonly unknown[]): SQLInputValue[] => {
        if (writes) for (const one of parameters) if (typeof one === 'string') wrote(one)
        return parameters as SQLInputValue[]
      }
      return {
        reader: reads,
        all: (parameters) => statement.all(...passed(parameters)),
        run: (parameters) => statement.run(...passed(parameters)),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      }
    },
  }
}
