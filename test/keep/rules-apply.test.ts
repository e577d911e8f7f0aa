import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { readJsonText } from '../../src/keep/json-file.ts'
import { Processes } from '../faults/processes.ts'
import { saidIn, until } from '../support/stage.ts'

const CLI = join(import.meta.dirname, '../../bin/fenzu.js')
const NEW = 'oNewcomer_000000000000000001'

let processes: Processes | undefined
afterEach(() => processes?.close())

/** The command as an operator runs it, in the folder of the running bot, with its settings in `.env`. */
function apply(at: Processes, words: readonly string[], more: Record<string, string> = {}) {
  const settings = {
    DATABASE_URL: `sqlite:${at.database}`,
    WECHAT_APPID: SANDBOX_ACCOUNT.appid,
    WECHAT_APPSECRET: SANDBOX_ACCOUNT.appsecret,
    WECHAT_TOKEN: SANDBOX_ACCOUNT.token,
    WECHAT_MODE: 'plain',
    WECHAT_BACKEND: 'groups',
    WECHAT_API_BASE: at.sandboxUrl,
    ...more,
  }
  const env = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(at.folder, '.env'), env.join(''))
  return new Promise<{ code: number; text: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [CLI, 'rules', 'apply', ...words],
      { cwd: at.folder, env: {} },
      (_error, out, err) => {
        resolve({ code: child.exitCode ?? -1, text: `${out}${err}`.trimEnd() })
      },
    )
  })
}

it(
  'applies a file beside the running bot, at once, and without one on the store itself',
  { timeout: 120_000 },
  async () => {
    processes = await Processes.open({ pushTimeoutMs: 5_000, env: { WECHAT_MODE: 'plain' } })
    const bot = processes
    await bot.startBot()
    const ask = async (text: string) => saidIn((await bot.say(text)).shown)
    const write = (text: string) => {
      writeFileSync(join(bot.folder, 'rules.json'), text)
    }
    write(
      '{"rules":[{"trigger":"follow","group":"新人"},{"trigger":"text","key":"报名","group":"vip","policy":"always"}]}',
    )
    expect(await apply(bot, ['rules.json', '--dry-run'])).toEqual({
      code: 0,
      text: '+ follow\n+ text 报名\n2 would be added, 0 would be deleted, 0 unchanged.',
    })
    expect(await ask('规则')).toContain('还没有规则')
    expect(await apply(bot, ['rules.json'])).toEqual({
      code: 0,
      text: '+ follow\n+ text 报名\n2 added, 0 deleted, 0 unchanged.',
    })
    await bot.event('subscribe', NEW)
    const isIn = (group: number) =>
      until(
        async () => (await bot.world()).followers.some((one) => one.openid === NEW && one.groupid === group),
        `${group}`,
      )
    await isIn(102)
    // Whoever made the file changes it there.
    expect(await ask('规则')).toContain('2 关键词「报名」 → VIP(108)（总是，来自文件）')
    for (const command of ['规则 停 2', '规则 删 2'])
      expect(await ask(command)).toContain('❌ 规则 2 来自规则文件，不能在聊天里改')
    expect(await ask('规则 停 全部')).toContain('已停用 0 条规则')
    await bot.say('报名', NEW)
    await isIn(108)

    write(
      '{"rules":[\n  {"trigger":"follow","group":"新人"},\n  {"trigger":"scan","key":"a","group":"没有这个组"},\n  {"trigger":"menu","key":"b","group":"黑名单"}\n]}',
    )
    expect(await apply(bot, ['rules.json'])).toEqual({
      code: 1,
      text: 'rules.json can\'t be applied, and nothing was changed:\n  rules.1: there is no group "没有这个组"\n  rules.2: a rule can\'t move anybody to "黑名单"',
    })
    write('{"rules":[\n  {"trigger":"follow","group":"新人"},\n  {"trigger":"scan","key":"a","group":"VIP"},\n]}')
    expect(await apply(bot, ['rules.json'])).toEqual({
      code: 2,
      text: 'fenzu rules: rules.json:4:1 is no JSON: "]" can\'t stand here. See fenzu rules --help.',
    })
    expect((await apply(bot, ['other.json'])).text).toMatch(/^fenzu rules: other\.json can't be read: ENOENT/)
    expect((await apply(bot, ['rules.json', 'more'])).code).toBe(2)

    await bot.killBot()
    write('{"rules":[{"trigger":"menu","key":"join","group":"新人"}]}')
    expect((await apply(bot, ['rules.json'], { WECHAT_API_BASE: 'http://127.0.0.1:9' })).code).toBe(1)
    expect(await apply(bot, ['rules.json'])).toEqual({
      code: 0,
      text: '- 1 follow\n- 2 text 报名\n+ menu join\n1 added, 2 deleted, 0 unchanged.',
    })
    const shared = await apply(bot, ['rules.json'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' })
    expect(shared).toEqual({
      code: 1,
      text: 'With PostgreSQL this goes through a running fenzu on this machine: start one.',
    })
    await bot.startBot()
    // Names are read once the bot is up.
    const line = '3 菜单「join」 → 新人(102)（来自文件）'
    await until(async () => (await ask('规则')).includes(line), line)
  },
)

it.each([
  ['', [1, 1]],
  ['{"a":1,}', [1, 8]],
  ['{"a" 1}', [1, 6]],
  ['[1,\n 2\n 3]', [3, 2]],
  ['{\n "a": }', [2, 7]],
  ['[1,\n]', [2, 1]],
  ["{'a':1}", [1, 2]],
  ['{"a":1}}', [1, 8]],
  ['{"a":"x', [1, 8]],
  ['{"a":\n"x"', [2, 4]],
  ['{"a":"中文",\n"b":tru}', [2, 8]],
])('where %j stops being JSON', (text, place) => {
  const read = readJsonText(text)
  expect('mistake' in read && [read.mistake.line, read.mistake.column]).toEqual(place)
})
