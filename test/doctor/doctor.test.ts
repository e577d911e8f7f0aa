import { execFile, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toComplaintFindings } from '../../src/doctor/checks/settings.ts'
import { CHECKS } from '../../src/doctor/finding.ts'
import { ConfigError } from '../../src/config/complaints.ts'
import { readConfig } from '../../src/config/config.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { Stage } from '../support/stage.ts'
import { freePort } from '../support/process.ts'
import { examine, Practice, type Environment } from './practice.ts'

const BIN = join(import.meta.dirname, '../../bin/fenzu.js')

/** The command as a process of its own. */
function doctor(words: readonly string[], environment: Environment, folder: string) {
  return new Promise<{ code: number | null; out: string; complaint: string }>((resolve) => {
    const child: ChildProcess = execFile(
      process.execPath,
      [BIN, 'doctor', ...words],
      { cwd: folder, env: environment },
      (_error, out, complaint) => {
        resolve({ code: child.exitCode, out, complaint })
      },
    )
  })
}

describe('a healthy set-up', () => {
  it('is all green, with a running bot and its address', async () => {
    const practice = await Practice.open()
    await practice.startBot()
    await practice.sandbox.say('分组')
    const report = await practice.examine(['--url', practice.url])
    expect([report.bad, report.code, report.ok, report.notChecked]).toEqual([[], 0, true, []])
    const elsewhere = ['sandbox-port', 'relay']
    expect(report.checks.map(({ name }) => name)).toEqual(
      Object.keys(CHECKS).filter((name) => !elsewhere.includes(name)),
    )
    expect(report.of('store')?.title).toMatch(/^a fenzu is running on it, so it was only read/)
  })

  it.each([
    ['groups', 'the group API is served', '8 groups, 40 followers'],
    ['tags', 'the tag API is served', '6 tags'],
    ['auto', 'the tag API is served, which auto takes', '6 tags'],
  ])('is all green on WECHAT_BACKEND=%s, and says what is listed', async (backend, served, listed) => {
    const practice = await Practice.open({ environment: { WECHAT_BACKEND: backend } })
    const { bad, code, of } = await practice.examine()
    expect([bad, code]).toEqual([[], 0])
    expect([of('backend')?.title, of('groups')?.title]).toEqual([served, listed])
  })

  it('is all green where auto takes groups, because the account has no tags', async () => {
    const practice = await Practice.open()
    await practice.fault('/cgi-bin/tags/get', 48001)
    const { bad, code, of } = await practice.examine()
    expect([bad, code]).toEqual([[], 0])
    expect(of('backend')?.title).toBe('the group API is served, which auto takes')
  })

  it('is all green before the first start', async () => {
    const practice = await Practice.open()
    const report = await practice.examine()
    expect([report.bad, report.code]).toEqual([[], 0])
    expect(report.notChecked.map(({ name }) => name)).toEqual(['public-url', 'mode', 'loop'])
  })

  it('is all green without an account, with and without a running sandbox', async () => {
    const [port, sandboxPort] = [String(await freePort()), String(await freePort())]
    const environment = { PORT: port, SANDBOX_PORT: sandboxPort }
    const { folder } = await Practice.open()
    const alone = await examine(environment, folder)
    expect([alone.bad, alone.code]).toEqual([[], 0])
    const stage = await Stage.open({ ...environment, DATABASE_URL: `sqlite:${join(folder, 'data/fenzu.db')}` })
    const beside = await examine(environment, folder, ['--url', `${stage.fenzu.url}/wechat`])
    await stage.close()
    expect([beside.bad, beside.code, beside.notChecked]).toEqual([[], 0, []])
    expect(beside.of('sandbox-port')?.title).toBe(`a sandbox is running on ${sandboxPort}`)
  })

  it('stays as it is: nothing is written on this machine or changed on the platform', async () => {
    const practice = await Practice.open()
    await practice.startBot()
    const before = await practice.sandbox.world()
    await practice.examine(['--url', practice.url])
    expect(await practice.sandbox.world()).toEqual(before)
    expect((await practice.sandbox.calls()).some(({ applied }) => applied)).toBe(false)
    expect((await practice.sandbox.say('分组')).shown).toContain('VIP')
  })
})

describe('the doctor as a command', () => {
  it('ends with 0, 1 or 2, within half a minute', async () => {
    const practice = await Practice.open({ environment: { WECHAT_BACKEND: 'groups' } })
    await practice.fault('/cgi-bin/groups/get', 40066, 1)
    const { environment, folder } = practice
    const sick = await doctor(['--lang', 'en'], environment, folder)
    const well = await doctor(['--lang', 'en'], environment, folder)
    const startedAt = Date.now()
    await practice.sandbox.post('faults', { path: '/cgi-bin/callback/check', kind: 'hang' })
    await practice.sandbox.post('faults', { path: '/cgi-bin/groups/get', kind: 'hang' })
    const slow = await doctor([], environment, folder)
    expect(Date.now() - startedAt).toBeLessThan(30_000)
    const wrong = await doctor([], { ...environment, PORT: 'x' }, folder)
    expect([well.code, sick.code, slow.code, wrong.code]).toEqual([0, 1, 1, 2])
    expect(well.out).toMatch(/^fenzu doctor {2}✅ \d+ {2}⚠️ 0 {2}❌ 0\n/)
    expect(sick.out).toMatch(/^fenzu doctor .*❌ 1 {2}backend: WeChat does not serve the group API to this account\n/)
    expect(sick.out).toMatch(/❌ backend: .*\n {5}cause: .*\n {5}next: .*\n {5}place: 微信开发者平台 → /)
  })

  it('lists all that is wrong with the settings, in both languages, and where in the console', async () => {
    const practice = await Practice.open()
    const environment = { WECHAT_APPSECRET: 'not-a-secret', PORT: 'x', LANG: 'zh_CN.UTF-8' }
    const zh = await doctor([], environment, practice.folder)
    const en = await doctor(['--json', '--lang', 'en'], environment, practice.folder)
    expect([zh.code, en.code]).toEqual([2, 2])
    expect(zh.out).toContain(
      '❌ 设置：WECHAT_APPID 不对\n     原因：应为 wx 加 16 位十六进制数字（AppID）；现在没有设置\n',
    )
    expect(zh.out).toContain('     位置：微信开发者平台 → 我的业务 → 公众号 → 开发密钥\n')
    const { ok, checks } = JSON.parse(en.out) as { ok: boolean; checks: { name: string; title: string }[] }
    expect(ok).toBe(false)
    expect(checks.filter(({ name }) => name === 'settings').map(({ title }) => title)).toEqual([
      "WECHAT_APPID won't do",
      "PORT won't do",
    ])
    expect(zh.out + en.out).not.toContain('not-a-secret')
  })

  it('speaks the language of LANG, or of --lang', async () => {
    const practice = await Practice.open()
    const [byLang, byWord, help] = await Promise.all([
      doctor([], { ...practice.environment, LANG: 'zh_CN.UTF-8' }, practice.folder),
      doctor(['--lang', 'en'], { ...practice.environment, LANG: 'zh_CN.UTF-8' }, practice.folder),
      doctor(['--help'], { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, practice.folder),
    ])
    expect(byLang.out).toContain('✅ 凭证：微信发放了凭证')
    expect(byWord.out).toContain('✅ access_token: WeChat gives one')
    expect(help.out).toMatch(/^fenzu doctor: looks at this set-up/)
    expect(byWord.out.replaceAll(/位置|微信开发者平台.*|（.*?）|\(.*?\)/g, '')).not.toMatch(/[\u4e00-\u9fff]/)
  })

  it.each([
    [['--lang', 'fr'], '--lang: expected zh or en; got "fr".'],
    [['--url', 'example.com'], '--url: expected an address like https://YOUR.HOST/wechat.'],
    [['--who'], 'There is no option --who: there are --help, --json, --lang, --url, --account.'],
    [['now'], '"now" is one word too many.'],
  ])('answers %j in one sentence, with exit code 2', async (words, sentence) => {
    const { code, complaint } = await doctor(words, {}, (await Practice.open()).folder)
    expect(code).toBe(2)
    expect(complaint).toContain(sentence)
  })

  it('never prints a secret, whatever is wrong', async () => {
    const practice = await Practice.open()
    writeFileSync(join(practice.folder, '.env'), 'FENZU_METRICS_TOKEN=a-metrics-token\n', { mode: 0o600 })
    await practice.fault('/cgi-bin/groups/get', 40001, 3)
    await practice.fault('/cgi-bin/tags/get', 40014, 3)
    const { appsecret, encodingAesKey } = SANDBOX_ACCOUNT
    const token = await practice.sandbox.stableToken()
    const reports = await Promise.all([
      practice.examine(['--url', `${practice.url}?key=of-the-url`]),
      practice.examine([], { WECHAT_TOKEN: 'another-token' }),
    ])
    for (const { text } of reports)
      for (const secret of [appsecret, encodingAesKey, token, 'a-metrics-token', 'of-the-url', 'another-token'])
        expect(text).not.toContain(secret)
  })
})

function complaintsOf(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints
    throw error
  }
  return []
}

describe('what the doctor says of settings', () => {
  /** Every setting that can be complained of, found in the source that reads them. */
  const source = ['config', 'account-settings']
    .map((name) => readFileSync(join(import.meta.dirname, `../../src/config/${name}.ts`), 'utf8'))
    .join('')
  const names = [
    ...new Set(
      [...source.matchAll(/'((?:WECHAT|FENZU|SANDBOX)_\w+|PORT|LOG_LEVEL|DATABASE_URL)'/g)].map(
        ([, name]) => name ?? '',
      ),
    ),
  ]

  it('is in Chinese for every one of them', () => {
    const wrong = Object.fromEntries(names.map((name) => [name, '?']))
    const { FENZU_ACCOUNTS, ...one } = wrong
    const { WECHAT_APPID, ...none } = one
    const complaints = [{ ...one, WECHAT_APPID }, none, { FENZU_ACCOUNTS }].flatMap(complaintsOf)
    const findings = toComplaintFindings(complaints)
    const told = new Set(findings.map(({ title }) => title.en.replace(" won't do", '')))
    expect(names.filter((name) => !told.has(name))).toEqual([])
    for (const finding of findings) {
      const cause = finding.state === 'fail' ? finding.cause.zh : ''
      expect(cause).not.toMatch(/ (?:and|or|to|of|digits|letters) /)
    }
  })
})
