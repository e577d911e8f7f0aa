import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../src/domain/clock.ts'
import { MIGRATIONS } from '../../src/store/sqlite/migrations.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { makeOldStore } from '../support/old-store.ts'
import type { Levers } from './processes.ts'

const COMMANDS = 500
const APPID = 'wx5a4db0c0ffee0001'

/** Kills a process −9 while it brings an old store up to date; says what is wrong with the store afterwards, null if nothing. */
export async function killDuringMigration(round: number, random: () => number): Promise<string | null> {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-faults-')), 'fenzu.db')
  await makeOldStore(path, APPID, COMMANDS)
  const killer = spawn(process.execPath, ['--import', here('levers.mjs'), here('open-store.ts'), path], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise((resolve) => killer.once('exit', resolve))
  const kill = { side: round % 2 === 0 ? 'before' : 'after', pattern: 'alter table' } as const
  const levers: Levers = round % 3 === 2 ? {} : { kill }
  await new Promise((resolve) => {
    killer.once('message', resolve)
    killer.send({ id: 0, levers })
  })
  killer.send({ id: 1, levers: {}, go: true })
  if (levers.kill === undefined) setTimeout(() => killer.kill('SIGKILL'), random() * 60)
  await ended
  const store = await openSqliteStore({ path, appid: APPID, clock: systemClock })
  const row = await store.ledger.find(COMMANDS)
  await store.close()
  const db = new DatabaseSync(path, { readOnly: true })
  const done = db.prepare('select count(*) as n from kysely_migration').get()?.['n']
  const kept = db.prepare('select count(*) as n from command').get()?.['n']
  db.close()
  const copies = readdirSync(join(path, '..')).filter((name) => name.includes('.before-')).length
  if (row?.number !== COMMANDS || kept !== COMMANDS) return `${String(kept)} commands are left`
  if (done !== Object.keys(MIGRATIONS).length) return `${String(done)} migrations are done`
  return copies === 0 ? 'there is no copy of the old store' : null
}

function here(file: string): string {
  return join(import.meta.dirname, file)
}
