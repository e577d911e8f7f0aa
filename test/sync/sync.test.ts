import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runSync } from '../../src/sync/run.ts'
import { P, Stage } from '../support/stage.ts'

let stage: Stage
let path: string

beforeEach(async () => {
  stage = await Stage.open()
  await stage.reset({ followers: 160 })
  path = join(mkdtempSync(join(tmpdir(), 'fenzu-sync-')), 'fenzu.db')
})
afterEach(async () => {
  await stage.close()
})

async function run(...words: string[]) {
  const lines: string[] = []
  const bars: string[] = []
  const environment = {
    SANDBOX_PORT: new URL(stage.fenzu.sandboxUrl ?? '').port,
    FENZU_API_CALLS_PER_SECOND: '1000',
    DATABASE_URL: `sqlite:${path}`,
  }
  const code = await runSync(words, {
    environment,
    folder: '/nowhere',
    print: (line) => lines.push(line),
    complain: (line) => lines.push(line),
    redraw: (line) => bars.push(line),
  })
  return { code, text: lines.join('\n'), bars }
}

function rows(): { openid: string; number: number; groups: string | null }[] {
  const db = new DatabaseSync(path, { readOnly: true })
  const all = db.prepare('select openid, number, groups from person order by number').all()
  db.close()
  return all as never
}

it('reads in everybody with their group, fifty a call, and shows how far it is', async () => {
  const since = (await stage.calls()).at(-1)?.seq ?? 0
  const { code, text, bars } = await run()
  expect([code, text]).toEqual([0, '160 followers are in the account, 160 of them are new here.'])
  expect(bars.at(-1)).toContain('160/160')
  const world = await stage.world()
  expect(rows().map(({ openid }) => openid)).toEqual(world.followers.map(({ openid }) => openid))
  expect(rows().find(({ openid }) => openid === P)?.groups).toBe('[]')
  const calls = (await stage.calls()).filter(({ seq }) => seq > since)
  expect(calls.filter(({ path: called }) => called === '/cgi-bin/user/info/batchget')).toHaveLength(4)
})

it('goes on where it was broken off, and keeps the numbers', async () => {
  await stage.fault('/cgi-bin/user/info/batchget', 'errcode', { errcode: 45009 })
  const first = await run()
  expect(first.code).toBe(1)
  expect(first.text).toContain('What was read stays; begin again to go on.')
  const before = rows().map(({ openid, number }) => [openid, number])
  expect((await run()).code).toBe(0)
  expect(rows().map(({ openid, number }) => [openid, number])).toEqual(before)
})

it('forgets whoever follows no more', async () => {
  await run()
  await stage.event('unsubscribe', P)
  expect((await run()).text).toContain('1 who follow no more were forgotten.')
  expect(rows().some(({ openid }) => openid === P)).toBe(false)
})

it('takes no words', async () => {
  expect((await run('now')).code).toBe(2)
  expect((await run('--help')).text).toContain('同步')
})
