import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runDoctor } from '../../src/doctor/run.ts'
import { runMigrate } from '../../src/migrate/run.ts'
import { runPush } from '../../src/push/run.ts'
import { P, Q } from '../support/stage.ts'
import { TwoAccounts } from '../support/two-accounts.ts'
import { send } from '../support/send.ts'

const MOVE = '/cgi-bin/groups/members/update'
const TOKEN = '/cgi-bin/stable_token'

let two: TwoAccounts

beforeAll(async () => {
  two = await TwoAccounts.open()
})
afterAll(() => two.close())

const groupOf = async (account: 'shop' | 'school', openid: string) =>
  (await two.world(account)).followers.find((one) => one.openid === openid)?.groupid

describe('two accounts in one process', () => {
  it('move their own followers, though openids and group ids are the same', async () => {
    expect((await two.say('shop', `移动 ${P} 108`)).shown).toContain('✅')
    expect(await groupOf('shop', P)).toBe(108)
    expect(await groupOf('school', P)).toBe(0)
    expect((await two.say('school', `移动 ${P} 102`)).shown).toContain('✅')
    expect(await groupOf('shop', P)).toBe(108)
    expect(await groupOf('school', P)).toBe(102)
  })

  it('count their commands apart, and show each only its own log', async () => {
    expect((await two.say('shop', '别名 上一个 店里的')).shown).toContain('店里的')
    expect((await two.say('school', '查 店里的')).shown ?? '').not.toContain('108')
    expect((await two.say('school', '日志')).shown).not.toContain('VIP')
  })

  it('hold each other up neither by a hanging API nor by a spent quota nor by a bad secret', async () => {
    await two.fault('shop', MOVE, 'hang', { times: 20 })
    const slow = two.say('shop', `移动 ${P} 102`)
    // Whoever waited for the hanging call would read ⏳.
    for (const group of [104, 107, 108, 102]) {
      expect((await two.say('school', `移动 ${P} ${group}`)).shown).toContain('✅')
    }
    expect((await slow).shown).toContain('⏳')
    await two.fault('school', MOVE, 'errcode', { errcode: 45009, times: 1 })
    await two.say('school', `移动 ${P} 108`)
    expect((await two.say('shop', '分组')).shown).toContain('VIP')
    await two.fault('school', TOKEN, 'errcode', { errcode: 40125, times: 5 })
    await two.post('school', '/sandbox/revoke-token', {})
    await two.say('school', '改名 107 别的')
    await two.clearFaults('shop')
    expect((await two.say('shop', `移动 ${Q} 104`)).shown).toContain('✅')
  })

  it('have callbacks of their own; an unknown name, and the callback without one, are not there', async () => {
    for (const path of ['/wechat', '/wechat/nobody', '/wechat/shop/x', '/wechat/sho', '/wechat/shopX']) {
      expect((await send(`${two.fenzu.url}${path}?signature=x`, { method: 'POST', body: 'x' })).status).toBe(404)
      expect((await send(`${two.fenzu.url}${path}`, { method: 'POST', body: 'x' })).status).toBe(404)
    }
    expect((await send(`${two.fenzu.url}/wechat/shop`, { method: 'POST', body: 'x' })).status).toBe(401)
    expect((await send(`${two.fenzu.url}/wechat/shop`, { method: 'PUT' })).status).toBe(405)
  })

  it('take no push of the other (T03): it is opened by token and key, and belongs to another appid', async () => {
    const before = await groupOf('school', P)
    two.aim('shop', 'school')
    const said = await two.say('shop', `移动 ${P} 106`)
    two.aim('shop', 'shop')
    expect(said.deliveries.map(({ status }) => status)).toEqual([200])
    expect(said.shown).toBeNull()
    expect(await groupOf('school', P)).toBe(before)
    expect(two.log.some((line) => line.includes('"account":"school"') && line.includes('undecryptable'))).toBe(true)
  })

  it('are named in every line of the log, in the metrics and in the details of readiness', async () => {
    const lines = two.log.map((line) => JSON.parse(line) as { account?: string; msg: string })
    expect(new Set(lines.filter(({ msg }) => msg === 'command').map(({ account }) => account))).toEqual(
      new Set(['shop', 'school']),
    )
    const metrics = await (await send(`${two.fenzu.url}/metrics`)).text()
    for (const name of ['shop', 'school'])
      expect(metrics).toContain(`fenzu_commands_total{account="${name}",command="移动",outcome="done"}`)
    const ready = (await (await send(`${two.fenzu.url}/readyz`)).json()) as { accounts: Record<string, unknown> }
    expect(Object.keys(ready.accounts).sort()).toEqual(['school', 'shop'])
  })
})

describe('the commands beside a bot with two accounts', () => {
  const run = async (command: (words: readonly string[], around: Around) => Promise<number>, words: string[]) => {
    const said: string[] = []
    const say = (line: string) => said.push(line)
    const around = { environment: two.environment, folder: '.', print: say, complain: say, redraw: () => undefined }
    return { code: await command(words, around), text: said.join('\n') }
  }
  type Around = Parameters<typeof runDoctor>[1] & Parameters<typeof runMigrate>[1]

  it('examine every account, or the one that is named', async () => {
    const all = await run(runDoctor, ['--lang', 'en'])
    expect(all.text).toMatch(/── school[^]*── shop/)
    expect(all.text).toContain('wx5a4db0c0ffee0002')
    const one = await run(runDoctor, ['--lang', 'en', '--account', 'shop'])
    expect(one.text).not.toContain('school')
    const json = JSON.parse((await run(runDoctor, ['--json'])).text) as { accounts: Record<string, unknown> }
    expect(Object.keys(json.accounts)).toEqual(['school', 'shop'])
  })

  it('ask which account is meant where they work on one', async () => {
    expect(await run(runMigrate, ['--from', 'groups', '--to', 'tags'])).toMatchObject({
      code: 2,
      text: expect.stringContaining('--account: expected one of school, shop') as string,
    })
    const counted = await run(runMigrate, ['--from', 'groups', '--to', 'tags', '--dry-run', '--account', 'shop'])
    expect(counted).toMatchObject({ code: 0, text: expect.stringContaining('40 followers') as string })
  })

  it('push to the callback of the account that is named', async () => {
    const pushed = await run(runPush, ['text', '分组', '--account', 'school'])
    expect(pushed).toMatchObject({ code: 0, text: expect.stringContaining('/wechat/school') as string })
    expect(pushed.text).toContain('VIP')
  })
})
