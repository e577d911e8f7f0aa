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

function adapt(database: DatabaseSync, wrote: (text: string) => void): SqliteDatabase {
  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    let statement = prepared.get(sql)
    if (statement === undefined) {
      statement = database.prepare(sql)
      if (prepared.size < 500) prepared.set(sql, statement)
    }
    return statement
  }
  return {
    close: () => {
      database.close()
    },
    prepare(sql) {
      const statement = prepare(sql)
      const writes = /^\s*(?:insert|update)/i.test(sql)
      const passed = (parameters: readonly unknown[]): SQLInputValue[] => {
        if (writes) for (const one of parameters) if (typeof one === 'string') wrote(one)
        return parameters as SQLInputValue[]
      }
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...passed(parameters)),
        run: (parameters) => statement.run(...passed(parameters)),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      }
    },
  }
}
