import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { systemClock } from '../../../src/domain/clock.ts'
import type { Store } from '../../../src/store/store.ts'
import { openSqliteStore } from '../../../src/store/sqlite/open.ts'
import { APPID, fillStore, largeOpenid } from '../../support/large-store.ts'
import { makeOldStore } from '../../support/old-store.ts'

/*
 * A process of its own for each size: long works of a store with that many people and as many commands, how long each took
 * and for how long it held the event loop at most. Its one word is the size.
 */

export interface WorkFigures {
  readonly ms: number
  readonly longestBlockMs: number
}

const GROUPS = 500
/** As the platform lists them and tells of them, and as the bot deletes old commands. */
const [PAGE, LOOKED_UP, PRUNED] = [10_000, 50, 100]
/** Some are enough where each costs the same. */
const [LOOK_UPS, LEAVERS, PRUNINGS] = [400, 1_000, 200]
const STEP_MS = 20

const size = Number(process.argv[2])
const folder = mkdtempSync(join(tmpdir(), 'fenzu-bench-'))
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
try {
  const figures = await measureWorks()
  process.send?.(figures)
} finally {
  delay.disable()
  rmSync(folder, { recursive: true })
}

async function measureWorks(): Promise<Record<string, WorkFigures>> {
  const [old, path] = [join(folder, 'old.db'), join(folder, 'filled.db')]
  await makeOldStore(old, APPID, size)
  const open = (file: string) => openSqliteStore({ path: file, appid: APPID, clock: systemClock })
  await (await open(path)).close()
  fillStore(path, { people: size, commands: size, groups: GROUPS })
  // Neither was written for good, and the first sync of what is measured would have to do it.
  for (const file of [old, path]) sync(file)
  const figures: Record<string, WorkFigures> = {}
  const measure = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    delay.reset()
    // The first tick after a reset measures nothing yet.
    await turn()
    const startedAt = performance.now()
    const result = await work()
    const ms = performance.now() - startedAt
    // What stood in the way of the clock is counted at its next tick.
    await turn()
    figures[name] = { ms, longestBlockMs: delay.max / 1e6 }
    return result
  }
  await (await measure('migrating from the first version at the start', () => open(old))).close()
  const store = await measure('opening', () => open(path))
  await measure('noting a page of 10,000 who follow', () => store.people.import(newcomers()))
  await measure('noting what 400 look-ups tell', () => tell(store))
  await measure('forgetting a thousand who leave', () => forget(store))
  await measure('clearing the files of them', () => store.scrub())
  await measure('deleting up to 20,000 old commands', () => prune(store))
  await measure('counting and searching', () => search(store))
  await store.close()
  return figures
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

function newcomers() {
  return Array.from({ length: Math.min(size, PAGE) }, (_, at) => ({ openid: largeOpenid(size + at + 1) }))
}

async function tell({ people }: Store): Promise<void> {
  for (let first = 1; first <= Math.min(size, LOOK_UPS * LOOKED_UP); first += LOOKED_UP) {
    const told = Array.from({ length: LOOKED_UP }, (_, at) => {
      const number = first + at
      return { openid: largeOpenid(number), remark: `remark ${number}`, groups: [100 + (number % GROUPS)] }
    })
    await people.update(told)
    await turn()
  }
}

async function forget({ erasures }: Store): Promise<void> {
  const at = Math.floor(Date.now() / 1000)
  for (let number = 1; number <= Math.min(size, LEAVERS); number += 1) {
    await erasures.add({ openid: largeOpenid(number), at, otherOwners: true })
    await turn()
  }
  for (let after: string | null = ''; after !== null;) {
    const step = await erasures.work(after, STEP_MS)
    after = step.next
    await turn()
  }
}

async function prune({ ledger }: Store): Promise<void> {
  for (let at = 0; at < PRUNINGS && (await ledger.prune(Date.now(), PRUNED)) > 0; at += 1) await turn()
}

async function search({ people }: Store): Promise<void> {
  await people.count()
  await turn()
  await people.search('remark9', 10)
  await turn()
  await people.members([101], 10, 0)
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5))
}
