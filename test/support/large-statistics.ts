import { DatabaseSync } from 'node:sqlite'

/**
 * What ANALYZE counts in a store of 200,000 people, 1,000,000 commands and 500 groups (test/support/large-store.ts): by these
 * SQLite chooses its plans there. `test/store/indexes.test.ts` fills one of a hundredth of the size and compares.
 */
export const LARGE_STATISTICS: readonly (readonly [table: string, index: string, counted: string])[] = [
  ['person', 'person_by_contact', '100000 100000 50000 1 1'],
  ['person', 'person_by_groups', '200000 200000 797 1'],
  ['person', 'person_by_remark', '10000 10000 11 1'],
  ['person', 'person_by_alias', '4000 4000 1 1'],
  ['person', 'sqlite_autoindex_person_2', '200000 200000 1'],
  ['person', 'sqlite_autoindex_person_1', '200000 200000 1'],
  ['item', 'item_by_openid', '1000000 1000000 5 1'],
  ['item', 'sqlite_autoindex_item_1', '1000000 1000000 1 1'],
  ['command', 'command_by_acceptance', '1000000 1000000 1'],
  ['command', 'command_by_admin_and_end', '1000000 1000000 50000 50000 43479'],
  ['command', 'command_by_end', '1000000 1000000 1'],
  ['command', 'command_by_telling', '1000000 1000000 1000000 1'],
  ['command', 'command_by_admin', '1000000 1000000 50000 1'],
  ['command', 'command_by_state', '1000000 1000000 1000000 1'],
  ['command', 'sqlite_autoindex_command_2', '1000000 1000000 1'],
  ['command', 'sqlite_autoindex_command_1', '1000000 1000000 1'],
]

/** The store's file, which has few rows, is asked as if it had that many. Connections that are opened afterwards see it. */
export function asIfLarge(path: string): void {
  const db = new DatabaseSync(path, { timeout: 5_000 })
  db.exec('ANALYZE; DELETE FROM sqlite_stat1')
  const insert = db.prepare('insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)')
  for (const row of LARGE_STATISTICS) insert.run(...row)
  db.close()
}
