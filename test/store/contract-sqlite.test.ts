import { DatabaseSync } from 'node:sqlite'
import { describe } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { StoreSite } from '../contracts/store-factory.ts'
import { confirmationsContract } from '../contracts/store-confirmations.ts'
import { itemsContract } from '../contracts/store-items.ts'
import { ledgerContract } from '../contracts/store-ledger.ts'
import { moveEndsContract } from '../contracts/store-move-ends.ts'
import { peopleContract } from '../contracts/store-people.ts'
import { rulesContract } from '../contracts/store-rules.ts'
import { copyEmptyStore } from '../support/empty-store.ts'

async function sqliteSite(): Promise<StoreSite> {
  const path = await copyEmptyStore()
  return {
    open: (appid) => openSqliteStore({ path, appid, clock: systemClock }),
    dump() {
      const db = new DatabaseSync(path, { readOnly: true })
      const tables = db.prepare("select name from sqlite_master where type = 'table'").all()
      const text = JSON.stringify(tables.map(({ name }) => db.prepare(`select * from "${String(name)}"`).all()))
      db.close()
      return Promise.resolve(text)
    },
    close: () => Promise.resolve(),
  }
}

describe('the store on SQLite', () => {
  ledgerContract(sqliteSite)
  itemsContract(sqliteSite)
  confirmationsContract(sqliteSite)
  moveEndsContract(sqliteSite)
  peopleContract(sqliteSite)
  rulesContract(sqliteSite)
})
