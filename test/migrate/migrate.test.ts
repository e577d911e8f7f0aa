import { afterEach, beforeEach, expect, it } from 'vitest'
import { runMigrate } from '../../src/migrate/run.ts'
import { killAll, run as runProcess } from '../support/process.ts'
import { Stage } from '../support/stage.ts'

const TAG = '/cgi-bin/tags/members/batchtagging'
let stage: Stage

beforeEach(async () => {
  stage = await Stage.open()
  await stage.reset({ followers: 200, quota: 'off' })
  await stage.say('新建 只是分组')
  const people = (await stage.world()).followers.slice(50, 130).map(({ openid }) => openid)
  for (let at = 0; at < people.length; at += 10)
    await stage.say(`批量移动 只是分组 ${people.slice(at, at + 10).join(' ')}`)
})
afterEach(async () => {
  killAll()
  await stage.close()
})

async function run(...words: string[]) {
  const lines: string[] = []
  const bars: string[] = []
  const environment = { SANDBOX_PORT: new URL(stage.fenzu.sandboxUrl ?? '').port, FENZU_API_CALLS_PER_SECOND: '1000' }
  const code = await runMigrate(words, {
    environment,
    folder: '/nowhere',
    print: (line) => lines.push(line),
    complain: (line) => lines.push(line),
    redraw: (line) => bars.push(line),
  })
  return { code, text: lines.join('\n'), bars }
}

const carryOver = (...more: string[]) => run('--from', 'groups', '--to', 'tags', ...more)
const tagging = async () => (await stage.calls(TAG)).length

it('only counts with --dry-run', async () => {
  const before = await stage.world()
  const { code, text } = await carryOver('--dry-run')
  expect(code).toBe(0)
  expect(text).toContain('Tags that would be made: 只是分组')
  expect(text).toMatch(/200 followers: \d+ would be tagged/)
  expect(text).toContain('Nothing was changed.')
  expect(await stage.world()).toEqual(before)
})

it('tags everybody of each group, fifty a call, and takes nothing away', async () => {
  const before = (await stage.world()).followers
  const { code, text, bars } = await carryOver()
  expect(code).toBe(0)
  const { tags, followers } = await stage.world()
  const made = tags.find(({ name }) => name === '只是分组')?.id ?? 0
  for (const [at, { groupid, tagid_list: carried }] of followers.entries()) {
    expect(groupid).toBe(before[at]?.groupid)
    expect(carried).toEqual(expect.arrayContaining(before[at]?.tagid_list ?? []))
    if (groupid > 2) expect(carried).toContain(groupid > 108 ? made : groupid)
  }
  expect(text).toContain(`WECHAT_MANAGED_TAGS=`)
  expect(text).toContain(String(made))
  expect(bars.at(-1)).toContain('200/200')
  expect(await tagging()).toBeLessThanOrEqual(8)
})

it('goes on where it was stopped, and has nothing to do the next time', async () => {
  await stage.fault(TAG, 'errcode', { errcode: 48001, times: 1 })
  const stopped = await carryOver()
  expect(stopped.code).toBe(1)
  expect(stopped.text).toContain('begin again to go on')
  expect((await carryOver()).code).toBe(0)
  const calls = await tagging()
  const again = await carryOver()
  expect(again.text).toContain('Tags that were made: none')
  expect(again.text).toMatch(/200 followers: 0 tagged/)
  expect(await tagging()).toBe(calls)
})

it('says what it needs', async () => {
  expect((await run('--help')).text).toContain('fenzu migrate --from groups --to tags')
  for (const words of [[], ['--from', 'tags', '--to', 'groups'], ['--what']]) {
    const { code, text } = await run(...words)
    expect([code, text.includes('fenzu migrate --help')]).toEqual([2, true])
  }
})

it('waits for a platform that is busy, as a process of its own', async () => {
  const { port } = new URL(stage.fenzu.sandboxUrl ?? '')
  await stage.fault('/cgi-bin/groups/get', 'errcode', { errcode: -1 })
  await stage.fault('/cgi-bin/stable_token', 'errcode', { errcode: -1 })
  const words = ['migrate', '--from', 'groups', '--to', 'tags', '--dry-run']
  const migration = runProcess(words, { SANDBOX_PORT: port, LANG: 'C' })
  expect(await migration.ended).toBe(0)
  expect(migration.output()).toContain('Nothing was changed.')
})
