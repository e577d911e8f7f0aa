import { sql } from 'kysely'
import type { Engine, Numbering } from '../sql/engine.ts'
import { oneByOne } from '../sql/ledger-writes.ts'

const NUMBERS: Numbering = {
  nextNumber: (_trx, appid) =>
    Promise.resolve(sql<number>`(select coalesce(max(number), 0) + 1 from command where appid = ${appid})`),
  numberGiven: () => Promise.resolve(),
}

/** One process writes, one transaction at a time: nothing has to be held against anybody. */
export const SQLITE: Engine = {
  ...NUMBERS,
  isShared: false,
  each: (rows) => sql`json_each(${JSON.stringify(rows)}) as given`,
  among: (column, texts) => sql`${sql.ref(column)} in (select value from json_each(${JSON.stringify(texts)}))`,
  position: 'instr',
  holdPeople: () => Promise.resolve(),
  leavers: () => Promise.resolve(new Map()),
  ledger: oneByOne(NUMBERS),
}
