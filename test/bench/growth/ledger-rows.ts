import { adminOf } from '../../../src/domain/actor.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../../src/domain/clock.ts'
import type { NewCommand } from '../../../src/store/ledger.ts'
import type { Store } from '../../../src/store/store.ts'
import { openSqliteStore } from '../../../src/store/sqlite/open.ts'
import { memoryMb } from '../proc.ts'
import { median } from '../statistics.ts'

/*
 * A process of its own for each size, so that memory is this ledger's alone: fills a ledger with that many ended moves, opens
 * it as a start does, and asks what commands ask. Its one word is the number of rows.
 */

const APPID = 'wx5a4db0c0ffee0001'
const ADMINS = 20
const FOLLOWERS = 5_000
const ASKED_TIMES = 100

export interface LedgerFigures {
  readonly openMs: number
  readonly megabytes: number
  readonly micros: Readonly<Record<string, number>>
}

const rows = Number(process.argv[2])
const folder = mkdtempSync(join(tmpdir(), 'fenzu-bench-'))
const path = join(folder, 'fenzu.db')
try {
  await (await openSqliteStore({ path, appid: APPID, clock: systemClock })).close()
  fill(path, rows)
  const startedAt = performance.now()
  const store = await openSqliteStore({ path, appid: APPID, clock: systemClock })
  const openMs = performance.now() - startedAt
  const micros = await ask(store)
  const figures: LedgerFigures = { openMs, megabytes: memoryMb(process.pid).now, micros }
  await store.close()
  process.send?.(figures)
} finally {
  rmSync(folder, { recursive: true })
}

function openidOf(number: number): string {
  return `o${String(number).padStart(27, '0')}`
}

function openidOfAdmin(number: number): string {
  return `oAdmin${String(number % ADMINS).padStart(22, '0')}`
}

/** Written beside the store's own code, in one transaction: a million commands one by one would take an hour of syncs. */
function fill(file: string, count: number): void {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA synchronous = OFF; BEGIN')
  const command = db.prepare(
    `insert into command (appid, number, kind, admin, dedupe_key, written_at, accepted_at, command, args, asked, state,
      plan, attempts, sent_at, ended_at, outcome, answer, telling, told_at)
     values (?, ?, 'change', ?, ?, ?, ?, '移动', ?, ?, 'ended', ?, 1, ?, ?, 'done', ?, 'passive', ?)`,
  )
  const item = db.prepare(
    `insert into item (appid, number, openid, written_at, from_groups, to_groups) values (?, ?, ?, ?, '[0]', '[108]')`,
  )
  for (let number = 1; number <= count; number += 1) {
    const [openid, at] = [openidOf(number % FOLLOWERS), number * 1000]
    const asked = JSON.stringify({ command: '移动', target: 'VIP(108)', openid })
    const answer = JSON.stringify({
      kind: 'moved',
      openid,
      from: { id: 0, name: '未分组' },
      to: { id: 108, name: 'VIP' },
    })
    const args = JSON.stringify({ openid, group: '108' })
    command.run(APPID, number, openidOfAdmin(number), `key-${number}`, at, at, args, asked, args, at, at, answer, at)
    item.run(APPID, number, openid, at)
  }
  db.exec('COMMIT')
  db.close()
}

async function ask(store: Store): Promise<Record<string, number>> {
  const { ledger } = store
  const questions: Readonly<Record<string, (at: number) => Promise<unknown>>> = {
    'accept, send and end a move': async (at) => {
      const { row } = await ledger.accept(wish(at))
      await ledger.markSent(row.number, {}, [{ openid: openidOf(at), from: [0], to: [107] }], 1)
      await ledger.end(row.number, 'done', { kind: 'superseded', openid: openidOf(at) }, 1)
    },
    'was there a newer change?': (at) => ledger.hasNewerChange(openidOf(at), rows * 2_000, rows),
    'where was the follower put?': (at) => ledger.lastKnownGroups(openidOf(at)),
    'the latest change of an admin': (at) => ledger.latestChangeOf(adminOf(openidOfAdmin(at))),
    'the log of a follower': (at) => ledger.history({ openid: openidOf(at) }, 10, 0),
    'what has not ended?': () => ledger.unfinished(),
  }
  const micros: Record<string, number> = {}
  for (const [name, question] of Object.entries(questions)) {
    const took: number[] = []
    for (let at = 0; at < ASKED_TIMES; at += 1) {
      const startedAt = performance.now()
      await question(at)
      took.push((performance.now() - startedAt) * 1000)
    }
    micros[name] = median(took)
  }
  return micros
}

function wish(at: number): NewCommand {
  const openid = openidOf(at)
  return {
    kind: 'change',
    actor: adminOf(openidOfAdmin(at)),
    dedupeKey: `new-${at}`,
    writtenAt: 1,
    acceptedAt: 1,
    command: '移动',
    args: { openid },
    asked: { command: '移动', target: 'test(107)', openid },
    openids: [openid],
  }
}
