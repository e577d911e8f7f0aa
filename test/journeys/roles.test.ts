import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CommandSpec } from '../../src/commands/reading/reading.ts'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { isEnough, ROLES, type Role } from '../../src/domain/role.ts'
import { filesOf } from '../support/canaries.ts'
import { PHRASEBOOKS } from '../support/phrasebooks.ts'
import { API, BACKENDS, OWNER, P, Q, saidIn, Stage, until } from '../support/stage.ts'

const { say } = PHRASEBOOKS.zh
const english = PHRASEBOOKS.en

let folder: string
let stage: Stage
/** Followers of the sandbox, in its order. */
let people: string[]

/** The answer without its next steps and without the numbers of people. */
const shown = async (text: string, openid: string = OWNER) =>
  saidIn((await stage.say(text, openid)).shown).replaceAll(/#\d+ (?=o)/g, '')
const answerOf = async (text: string, openid: string) =>
  (await stage.say(text, openid)).deliveries.map(({ status, body }) => [status, body])
const lastCall = async () => (await stage.calls()).at(-1)?.seq ?? 0

function rows(): number {
  const database = new DatabaseSync(join(folder, 'fenzu.db'), { readOnly: true })
  const { n } = database.prepare('select count(*) as n from command').get() as { n: number }
  database.close()
  return n
}

async function open(env: Record<string, string> = {}): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'fenzu-roles-'))
  stage = await Stage.open({ DATABASE_URL: `sqlite:${join(folder, 'fenzu.db')}`, ...env })
  await stage.say('语言 中文')
  people = (await stage.world()).followers.map(({ openid }) => openid).filter((one) => ![OWNER, P, Q].includes(one))
}

const person = (at: number) => people[at] ?? ''
const codeIn = (text: string) => /(?:认领|claim) ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(text)?.[1] ?? ''

/** Makes somebody an admin as people do: an owner asks for a code, the other texts it. */
async function invite(openid: string, role: '管理员' | '只读', by: string = OWNER): Promise<void> {
  const code = codeIn(await shown(`管理员 邀请 ${role}`, by))
  expect(await shown(`认领 ${code}`, openid)).toContain('✅ 你已成为')
  await shown('语言 中文', openid)
}

let words = 0
const ruleWord = () => (words += 1)

/** For each command what is sent after its name, and what is answered when it is carried out. */
const CELLS: Readonly<Record<string, { words: string | (() => string); works: RegExp }>> = {
  帮助: { words: '', works: /^可以这样发，回复数字看用法：\n1 / },
  分组: { words: '', works: /^共 \d+ 组/ },
  查: { words: P, works: /^oDF3…CM58：/ },
  最近: { words: '', works: /^(最近互动的 \d+ 人|暂无互动记录)/ },
  找: { words: 'zzz', works: /^没有找到「zzz」/ },
  组员: { words: '108', works: /^VIP\(108\) \d+ 人/ },
  别名: { words: `${P} 小王`, works: /以后叫「小王」/ },
  复制: { words: P, works: new RegExp(`^${P}$`) },
  状态: { words: '', works: /^✅ 正常 · 安全模式\n排队 \d+ · 今日 \d+ 次/ },
  同步: { words: '', works: /^[⏳✅] ?(开始|继续|正在)?同步/ },
  自动回复: { words: '', works: /^沿用 \d+ 条自动回复/ },
  '自动回复 停': { words: '2', works: /^✅ 已停用 1 条/ },
  '自动回复 开': { words: '2', works: /^✅ 已启用 1 条/ },
  '自动回复 重读': { words: '', works: /^✅ 已重新读取：/ },
  规则: { words: '', works: /^(还没有规则|共 \d+ 条规则)/ },
  '规则 新建': { words: () => `关键词 词${ruleWord()} 到 102`, works: /^✅ 规则 \d+ 关键词「词\d+」 → 新人\(102\)/ },
  '规则 停': { words: '1', works: /^(✅ 已停用 1 条规则|❌ 没有规则 1)/ },
  '规则 开': { words: '1', works: /^(✅ 已启用 1 条规则|❌ 没有规则 1)/ },
  '规则 删': { words: '1', works: /^(✅ 已删除 1 条规则|❌ 没有规则 1)/ },
  '规则 试': { words: '报名', works: /^「报名」/ },
  '规则 补': { words: '2', works: /^(❌ 规则 2 不能补|❌ 没有规则 2)/ },
  '日志 规则': { words: '1', works: /^(还没有记录|❌ 没有规则 1)/ },
  '撤销 规则': { words: '1', works: /^(⚠️ 规则 1 今天没有可以撤销的|❌ 没有规则 1)/ },
  统计: { words: '', works: /^(还没有统计数据|7 天：新增 \d+ · 取关 \d+)/ },
  菜单: { words: '', works: /^沿用的菜单：/ },
  '菜单 恢复': { words: '', works: /^(⚠️ )?发布沿用的菜单/ },
  二维码: { words: 'poster1', works: /^✅ 二维码「poster1」，永久有效\n图片：https/ },
  移动: { words: `${P} 108`, works: /^✅ oDF3…CM58/ },
  批量移动: { words: `102 ${P} ${Q}`, works: /^(✅ .*新人\(102\)|⚠️ 没有人被移动)/ },
  打标签: { words: `${P} 108`, works: /标签 VIP\(108\)|❌ 本号用的是分组|VIP\(108\) 也已接管/ },
  去标签: { words: `${P} 108`, works: /标签 VIP\(108\)|❌ 本号用的是分组|VIP\(108\) 也已接管/ },
  新建: { words: () => `组${rows()}`, works: /^✅ 已新建 组\d+\(\d+\)$/ },
  改名: { words: () => `107 名${rows()}`, works: /^✅ 已改名：/ },
  删除: { words: '104', works: /^⚠️ 删除「华东媒」\(104\)/ },
  接管: { words: '108', works: /无需接管/ },
  放手: { words: '108', works: /无需接管|WECHAT_MANAGED_TAGS/ },
  确认: { words: '', works: /没有等待确认的操作|还没执行/ },
  取消: { words: '', works: /^(✅ 已取消，什么都没有执行|没有等待确认的操作，无需取消)$/ },
  重做: { words: '', works: /^(↪️ 已重做|⚠️ 没有可以重做|⚠️ .*之后又|❌ 不能重做)/ },
  撤销: { words: '', works: /^(↩️ 已撤销|⚠️ 撤销新建就是删除|⚠️ .*之后又改名|⚠️ 没有可以撤销|❌ 不能撤销)/ },
  结果: { words: '', works: /^(\d+ |还没有受理)/ },
  日志: { words: '', works: /^(今天|昨天)\n\d+ \d\d:\d\d \S+ \S/u },
  更多: { words: '', works: /^(没有更多了，上一个列表已看完|[^❌][^]*)$/ },
  管理员: { words: '', works: /^共 3 人\n/ },
  '管理员 邀请': { words: '', works: /认领 [A-Z0-9]{4}-[A-Z0-9]{4}（一次有效）/ },
  '管理员 移除': { words: () => person(1), works: /^⚠️ 移除 .*（管理员）/ },
  '管理员 角色': { words: () => `${person(0)} 只读`, works: /已经是只读成员/ },
  认领: { words: 'AAAA-AAAA', works: /^(你已经是所有者|❌ 认领码不对)/ },
  我: { words: '', works: /^(只读|管理员|所有者) .* · 语言 中文 · 我的操作 \d+$/ },
  语言: { words: '中文', works: /^✅ 以后用中文回复$/ },
}

describe.each(BACKENDS)('who may do what, on %s (T22)', (backend) => {
  const who = (role: Role) => (role === 'owner' ? OWNER : person(role === 'admin' ? 1 : 0))

  beforeAll(async () => {
    await open({ WECHAT_BACKEND: backend })
    await invite(person(0), '只读')
    await invite(person(1), '管理员')
  })
  afterAll(async () => {
    await stage.close()
  })

  it('is tried for every command', () => {
    expect(Object.keys(CELLS).sort()).toEqual(SPECS.map(({ name }) => name).sort())
  })

  const cells = SPECS.flatMap((spec) =>
    ROLES.map((role) => ({ spec, role, name: spec.name, may: isEnough(role, spec.role) ? 'may' : 'may not' })),
  )
  it.each(cells)('$role $may $name', async ({ spec, role, may }) => {
    for (const name of [spec.name, spec.english]) {
      const { words, works } = CELLS[spec.name] ?? { words: '', works: /^$/ }
      const text = `${name} ${typeof words === 'string' ? words : words()}`.trim()
      const [calls, recorded] = [await lastCall(), rows()]
      const answer = await shown(text, who(role))
      if (may === 'may') {
        expect([text, answer]).toEqual([text, expect.stringMatching(works)])
        continue
      }
      expect([text, answer]).toEqual([text, refusal(spec, role)])
      expect(await stage.calls(undefined, calls)).toEqual([])
      expect(rows()).toBe(recorded)
    }
  })

  it('gives nobody who is no admin anything else than for any text (T26)', async () => {
    await shown('管理员 邀请')
    const [calls, recorded] = [await lastCall(), rows()]
    const anyText = await answerOf('你好', person(2))
    for (const { name, english } of SPECS) {
      const { words = '' } = CELLS[name] ?? {}
      for (const said of [name, english]) {
        const text = `${said} ${typeof words === 'string' ? words : words()}`.trim()
        expect([text, await answerOf(text, person(2))]).toEqual([text, anyText])
      }
    }
    expect(await stage.calls(undefined, calls)).toEqual([])
    expect(rows()).toBe(recorded)
  })
})

function refusal({ name, role: needs }: CommandSpec, role: Role): string {
  if (needs === 'anybody') throw new TypeError(`${name} is refused to nobody`)
  return say({ kind: 'not-allowed', command: name, role, needs })
}

describe('an invitation', () => {
  beforeEach(() => open())
  afterEach(() => stage.close())

  it('makes an admin, in Chinese and in English, and is in no file and no line of the log', async () => {
    await shown('语言 English')
    const text = await shown('admins invite viewer')
    const code = codeIn(text)
    expect(text).toBe(english.say({ kind: 'invited', code, role: 'viewer', untilAt: 0 }))
    await stage.restart()
    expect(await shown(`claim ${code.toLowerCase().replace('-', ' ')}`, P)).toBe(
      say({ kind: 'claimed', role: 'viewer' }),
    )
    expect(await shown('我', P)).toBe('只读 oDF3…CM58 · 语言 中文 · 我的操作 1')
    expect(await shown('管理员', P)).toMatch(/^共 2 人\noAdm…0001 所有者（由设置指定）\noDF3…CM58 只读，自 20\d\d-/)
    expect(await shown('log')).toMatch(/^today\n1 \S+ oDF3…CM58: oDF3…CM58 became a viewer, invited by \S+$/)
    const files = [...filesOf(folder).values()].map((bytes) => bytes.toString('latin1'))
    for (const place of [...files, ...stage.log]) {
      expect(place).not.toContain(code)
      expect(place).not.toContain(code.replace('-', ''))
    }
  })

  it('answers an admin whose code is wrong, and raises one whose code is right', async () => {
    await invite(P, '只读')
    expect(await shown('认领 AAAA-AAAA', P)).toBe(say({ kind: 'wrong-code' }))
    const code = codeIn(await shown('管理员 邀请 只读'))
    expect(await shown(`认领 ${code}`, P)).toBe(say({ kind: 'already-admin', role: 'viewer' }))
    expect(await shown(`认领 ${codeIn(await shown('管理员 邀请'))}`, P)).toBe(say({ kind: 'claimed', role: 'admin' }))
    expect(await shown(`移动 ${Q} 108`, P)).toMatch(/^✅/)
    expect(await shown(`认领 ${code}`, OWNER)).toBe(say({ kind: 'already-admin', role: 'owner' }))
  })

  it('gives only roles below the own one (T22)', async () => {
    expect(await shown('管理员 邀请 所有者')).toBe(say({ kind: 'role-too-high', role: 'owner' }))
    await invite(P, '管理员')
    expect(await shown(`管理员 角色 ${P} 所有者`)).toBe(say({ kind: 'role-too-high', role: 'owner' }))
    expect(await shown('我', P)).toMatch(/^管理员 /)
  })

  it('makes one admin of two who text it at once (T21)', async () => {
    const code = codeIn(await shown('管理员 邀请'))
    const texts = await Promise.all([P, Q].map((openid) => stage.say(`认领 ${code}`, openid)))
    expect(texts.filter(({ shown: text }) => text !== null)).toHaveLength(1)
    expect(await shown('管理员')).toMatch(/^共 2 人/)
  })

  it('can not be guessed, whoever guesses learns nothing and stops nobody else (T21, T26, T34)', async () => {
    const code = codeIn(await shown('管理员 邀请'))
    const anyText = await answerOf('你好', P)
    for (let attempt = 0; attempt < 5; attempt += 1) {
      for (const openid of people.slice(0, 5)) {
        expect(await answerOf(`认领 AAAA-${2222 + attempt}`, openid)).toEqual(anyText)
      }
    }
    expect(await answerOf(`认领 ${code}`, person(0))).toEqual(anyText)
    expect(stage.log.filter((line) => line.includes('too many wrong codes'))).toHaveLength(5)
    expect(await shown('管理员 邀请')).toContain('认领 ')
    expect(await shown(`认领 ${code}`, P)).toContain('✅ 你已成为')
    expect(await shown('管理员')).toMatch(/^共 2 人/)
  })
})

describe('管理员', () => {
  beforeEach(async () => {
    await open()
    await invite(P, '管理员')
  })
  afterEach(() => stage.close())

  it('removes an admin after a yes, who is then like anybody, and 日志 tells it', async () => {
    const anyText = await answerOf('你好', Q)
    const question = await shown(`管理员 移除 ${P}`)
    expect(question).toMatch(/^⚠️ 移除 oDF3…CM58（管理员），以后不能再下命令。5 分钟内回复：确认 \d{4}$/)
    expect(await shown('我', P)).toMatch(/^管理员 /)
    expect(await shown(`确认 ${/\d{4}$/.exec(question)?.[0]}`)).toBe(
      say({ kind: 'admin-removed', openid: P, role: 'admin' }),
    )
    for (const text of ['我', '帮助', `移动 ${Q} 108`, '确认']) expect(await answerOf(text, P)).toEqual(anyText)
    expect(await shown('日志')).toMatch(/^今天\n\d+ \S+ 我 已移除 \S+（管理员）\n/)
    expect(await shown(`日志 ${P}`)).toContain('已移除')
    expect(await shown('撤销')).toContain('管理员的增减要用「管理员」命令改')
    await stage.restart()
    expect(await answerOf('帮助', P)).toEqual(anyText)
    expect(await shown(`管理员 移除 ${P}`)).toBe(say({ kind: 'cannot-change-admin', openid: P, reason: 'no-admin' }))
  })

  it('changes a role both ways, and it stays so after a restart', async () => {
    expect(await shown(`管理员 角色 ${P} 只读`)).toBe('✅ oDF3…CM58：管理员 → 只读')
    expect(await shown(`移动 ${Q} 108`, P)).toMatch(/^❌ 你是只读角色，不能移动/)
    await stage.restart()
    expect(await shown('我', P)).toMatch(/^只读 /)
    expect(await shown(`admins role ${P} admin`)).toBe('✅ oDF3…CM58：只读 → 管理员')
    expect(await shown(`移动 ${Q} 108`, P)).toMatch(/^✅/)
    expect((await shown('日志')).split('\n')[2]).toMatch(/我 \S+：只读 → 管理员$/)
  })

  it('touches nobody whom the settings name, nor the own role (T22)', async () => {
    const fault = (openid: string, reason: 'in-settings' | 'own-role') =>
      say({ kind: 'cannot-change-admin', openid, reason })
    expect(await shown('管理员 移除 我')).toBe(fault(OWNER, 'in-settings'))
    expect(await shown(`管理员 角色 ${OWNER} 只读`)).toBe(fault(OWNER, 'own-role'))
    expect(await shown('管理员 角色 我 管理员')).toBe(fault(OWNER, 'own-role'))
  })

  it('shows of the commands only those that one may use, and says of another what it needs', async () => {
    await shown(`管理员 角色 ${P} 只读`)
    const help = await shown('帮助 全部', P)
    expect(help).toContain('\n查 ')
    for (const { name, role } of SPECS) {
      const listed = new RegExp(`^${name}[ ：]`, 'mu').test(help.replace(/^管理员 列表.*$/mu, ''))
      if (!isEnough('viewer', role)) expect([name, listed]).toEqual([name, false])
    }
    expect(await shown('帮助 移动', P)).toMatch(/例：移动 [^]*❌ 你不能用：需要管理员角色\n找所有者：管理员 列表$/)
    expect(await shown('帮助 移动')).not.toContain('❌')
  })

  it('teaches nobody a command that they may not use', async () => {
    await shown(`管理员 角色 ${P} 只读`)
    const refused = say({ kind: 'not-allowed', command: '移动', role: 'viewer', needs: 'admin' })
    for (const text of ['移动', `移懂 ${Q} 108`, `移动 ${Q} 108 快点`, `${Q} 108`, '移动 张三 108', 'move']) {
      expect([text, await shown(text, P)]).toEqual([text, refused])
    }
    expect(await shown('查', P)).toMatch(/^⚠️ 查：哪一个人/)
  })

  it('asks again for the role when a plan is confirmed', async () => {
    const question = await shown(`移动 ${Q} 黑名单`, P)
    await shown(`管理员 角色 ${P} 只读`)
    const [calls, text] = [await lastCall(), `确认 ${/确认 (\d{4})/.exec(question)?.[1]}`]
    expect(await shown(text, P)).toBe(say({ kind: 'not-allowed', command: '确认', role: 'viewer', needs: 'admin' }))
    expect(await stage.calls(undefined, calls)).toEqual([])
    expect(await stage.groupOf(Q)).toBe(102)
  })

  it('asks for the role that what is confirmed needs', async () => {
    await stage.restart({ FENZU_ADMINS: `${OWNER},${P}` })
    const question = await shown('删除 107', P)
    await stage.restart()
    const recorded = rows()
    const answer = await shown(`确认 ${/确认 (\d{4})/.exec(question)?.[1]}`, P)
    expect(answer).toBe(say({ kind: 'not-allowed', command: '删除', role: 'admin', needs: 'owner' }))
    expect(rows()).toBe(recorded)
    expect((await stage.groups()).some(({ id }) => id === 107)).toBe(true)
  })

  it('asks for the role once more when an accepted command comes to run', async () => {
    await stage.fault(API.groups.create, 'delay', { ms: 1_500 })
    const slow = shown('新建 甲')
    await until(async () => (await stage.calls(API.groups.create)).length > 0 || rows() > 1, 'the slow creation')
    const demoted = shown(`管理员 角色 ${P} 只读`)
    await until(() => Promise.resolve(rows() > 2), 'the new role in the ledger')
    const moved = shown(`移动 ${Q} 108`, P)
    expect(await slow).toMatch(/^✅ 已新建 甲/)
    expect(await demoted).toMatch(/^✅/)
    expect(await moved).toBe(say({ kind: 'not-allowed', command: '移动', role: 'viewer', needs: 'admin' }))
    expect(await stage.calls(API.groups.move)).toEqual([])
    expect(await shown('结果 4')).toContain('不能移动')
    expect(await shown('日志')).not.toContain('不能移动')
  })

  it('does nothing any more for whom the settings named before a restart', async () => {
    await stage.restart({ FENZU_REPLY_DEADLINE_MS: '300' })
    await stage.fault(API.groups.create, 'hang')
    await shown('新建 甲', P)
    expect(await shown(`移动 ${Q} 108`)).toMatch(/^⏳ 已受理 3：/)
    await stage.restart({ FENZU_ADMINS: person(0) })
    const ending = async () => {
      const text = await shown('结果 3', person(0))
      return text.startsWith('⏳') ? undefined : text
    }
    const refused = say({ kind: 'not-allowed', command: '移动', role: null, needs: 'admin' })
    expect(await until(ending, 'the end of the move')).toBe(`3 移动 → VIP(108)\n${refused}`)
    expect(await stage.calls(API.groups.move)).toEqual([])
    expect((await stage.say('结果 3')).shown).toBeNull()
  })
})

describe('the last owner', () => {
  afterEach(() => stage.close())

  it('stays (T22)', async () => {
    await open({ FENZU_ADMINS: ',' })
    const code = codeIn(stage.printed.join('\n'))
    expect(await shown(`认领 ${code}`, P)).toBe(say({ kind: 'claimed', role: 'owner' }))
    expect(await shown('管理员 移除 我', P)).toBe(say({ kind: 'cannot-change-admin', openid: P, reason: 'last-owner' }))
    await stage.restart({ FENZU_ADMINS: Q })
    expect(await shown(`管理员 移除 ${P}`, Q)).toBe(
      say({ kind: 'cannot-change-admin', openid: P, reason: 'not-below' }),
    )
    await shown('语言 中文', P)
    const question = await shown('admins remove me', P)
    expect(question).toMatch(/^⚠️ 移除你自己（所有者）/)
    expect(await shown(`确认 ${/\d{4}$/.exec(question)?.[0]}`, P)).toMatch(/^✅ 已移除/)
    expect((await stage.say('我', P)).shown).toBeNull()
  })
})
