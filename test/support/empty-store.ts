import { copyFileSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/domain/clock.ts'
import { openSqliteStores } from '../../src/store/sqlite/open.ts'

let empty: Promise<string> | undefined

/** A store of nothing in a folder of its own, up to date: its tables are made once for all tests of a worker. */
export async function copyEmptyStore(): Promise<string> {
  empty ??= makeEmptyStore()
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-')), 'fenzu.db')
  copyFileSync(await empty, path)
  return path
}

/** The same in that file, if there is none. */
export async function putEmptyStore(path: string): Promise<void> {
  if (!existsSync(path)) copyFileSync(await copyEmptyStore(), path)
}

async function makeEmptyStore(): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-empty-')), 'fenzu.db')
  await (await openSqliteStores({ path, clock: systemClock })).close()
  return path
}
