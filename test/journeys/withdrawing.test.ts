import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import type { NewCommand } from '../../src/store/ledger.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { PHRASEBOOKS } from '../support/phrasebooks.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { lockStore } from '../support/locked-store.ts'
import { API, OWNER, P, Q, saidIn, Stage, until } from '../support/stage.ts'

const { say } = PHRASEBOOKS.zh
const { create: CREATE, move: MOVE } = API.groups

let path: string
let clock: ManualClock
let stage: Stage

const shown = async (text: string, openid: string = OWNER) =>
  saidIn((await stage.say(text, openid)).shown).replaceAll(/#\d+ (?=o)/g, '')
const codeIn = (text: string) => /认领 ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(text)?.[1] ?? ''
const digitsIn = (text: string) => /确认 (\d{4})/.exec(text)?.[1] ?? 'none'

async function invite(openid: string, role: '管理员' | '只读'): Promise<void> {
  expect(await shown(`认领 ${codeIn(await shown(`管理员 邀请 ${role}`))}`, openid)).toContain('✅ 你已成为')
}

function look(query: string): number {
  const database = new DatabaseSync(path, { readOnly: true })
  const row = database.prepare(query).get()
  database.close()
  return Number(row?.['n'])
}

const rows = () => look('select count(*) as n from command')
const latest = () => look('select max(number) as n from command')

/** Holds back whatever is accepted from now on, behind a creation that takes until the clock is turned. */
async function holdBack(): Promise<() => Promise<unknown>> {
  await stage.fault(CREATE, 'delay', { ms: 3_000 })
  const slow = shown('新建 挡路')
  await until(async () => (await stage.calls(CREATE)).length > 0, 'the slow creation')
  return () => turnUntil(clock, slow)
}

/** Sends a text and waits until it is in the ledger; returns its number and its answer to come. */
async function accepted(text: string, openid: string = OWNER): Promise<{ number: number; answer: Promise<string> }> {
  const [before, answer] = [rows(), shown(text, openid)]
  await until(() => Promise.resolve(rows() > before), `the acceptance of ${text}`)
  return { number: latest(), answer }
}

async function open(env: Record<string, string> = {}): Promise<void> {
  path = join(mkdtempSync(join(tmpdir(), 'fenzu-withdrawing-')), 'fenzu.db')
  clock = new ManualClock(Date.now())
  stage = await Stage.open({ DATABASE_URL: `sqlite:${path}`, ...env }, clock)
}

afterEach(() => stage.close())

describe('撤销 of what somebody else asked for (T33)', () => {
  beforeEach(async () => {
    await open()
    await invite(P, '管理员')
  })

  it('needs the role that the command needed: an admin withdraws no change of roles by an owner', async () => {
    await invite(Q, '管理员')
    const letGo = await holdBack()
    const demoted = await accepted(`管理员 角色 ${Q} 只读`)
    const recorded = rows()
    expect(await shown(`撤销 ${demoted.number}`, P)).toBe(
      say({ kind: 'not-allowed', command: `撤销 ${demoted.number}`, role: 'admin', needs: 'owner' }),
    )
    expect(rows()).toBe(recorded)
    await letGo()
    expect(await demoted.answer).toBe('✅ od8X…6KBc：管理员 → 只读')
  })

  it('lets nobody keep themselves an admin: a confirmed removal of them is not withdrawn', async () => {
    const question = await shown(`管理员 移除 ${P}`)
    const letGo = await holdBack()
    const removed = await accepted(`确认 ${digitsIn(question)}`)
    expect(await shown(`撤销 ${removed.number}`, P)).toContain('不能')
    await letGo()
    expect(await removed.answer).toMatch(/^✅ 已移除/)
    expect((await stage.say('我', P)).shown).toBeNull()
  })

  it('takes no creation back without the role that deletes', async () => {
    expect(await shown('新建 甲')).toMatch(/^✅/)
    const number = latest()
    expect(await shown(`撤销 ${number}`, P)).toBe(
      say({ kind: 'not-allowed', command: `撤销 ${number}`, role: 'admin', needs: 'owner' }),
    )
    expect((await stage.groups()).some(({ name }) => name === '甲')).toBe(true)
  })

  it('withdraws no command about admins for another owner either', async () => {
    await turnUntil(clock, stage.restart({ FENZU_ADMINS: `${OWNER},${Q}` }))
    const letGo = await holdBack()
    const demoted = await accepted(`管理员 角色 ${P} 只读`)
    expect(await shown(`撤销 ${demoted.number}`, Q)).toBe(
      say({ kind: 'cannot-undo', number: demoted.number, reason: 'about-admins' }),
    )
    await letGo()
    expect(await demoted.answer).toMatch(/管理员 → 只读$/)
  })

  it('asks for the role again when its turn comes', async () => {
    expect(await shown(`移动 ${Q} 108`)).toMatch(/^✅/)
    const moved = latest()
    const letGo = await holdBack()
    const demoted = await accepted(`管理员 角色 ${P} 只读`)
    const undone = await accepted(`撤销 ${moved}`, P)
    await letGo()
    expect(await demoted.answer).toMatch(/^✅/)
    expect(await undone.answer).toBe(say({ kind: 'not-allowed', command: '撤销', role: 'viewer', needs: 'admin' }))
    expect(await stage.groupOf(Q)).toBe(108)
  })

  it('withdraws nothing for somebody who lost the role before the turn of what they wanted withdrawn', async () => {
    const letGo = await holdBack()
    const demoted = await accepted(`管理员 角色 ${P} 只读`)
    const moved = await accepted(`移动 ${Q} 108`)
    const undone = await accepted(`撤销 ${moved.number}`, P)
    await letGo()
    await demoted.answer
    expect(await moved.answer).toMatch(/^✅/)
    expect(await undone.answer).toMatch(/^❌ 你是只读角色/)
    expect(await stage.groupOf(Q)).toBe(108)
  })

  it('tells whoever gave the command, and 日志 tells both what was withdrawn and by whom', async () => {
    const letGo = await holdBack()
    const moved = await accepted(`移动 ${Q} 108`)
    const undone = await accepted(`撤销 ${moved.number}`, P)
    await letGo()
    expect(await moved.answer).toBe(`↩️ 已被别人撤回，没有执行\n看是谁：日志 ${undone.number}`)
    expect(await undone.answer).toMatch(new RegExp(`^↩️ 已撤回 ${moved.number}，还没有执行`))
    const log = await shown('日志')
    expect(log).toMatch(new RegExp(`^${moved.number} \\S+ 我 移动 .*（已被 oDF3…CM58 撤销：${undone.number}）$`, 'mu'))
    expect(log).toMatch(new RegExp(`^${undone.number} \\S+ oDF3…CM58 ↩️ 撤回 ${moved.number}`, 'mu'))
    expect(await shown(`撤销 ${moved.number}`)).toContain('已经撤销过')
    expect(await stage.calls(MOVE)).toEqual([])
  })

  it('withdrawn itself, lets run what it would have withdrawn', async () => {
    const letGo = await holdBack()
    const moved = await accepted(`移动 ${Q} 108`)
    const undone = await accepted(`撤销 ${moved.number}`)
    const again = await accepted(`撤销 ${undone.number}`)
    await letGo()
    expect(await moved.answer).toMatch(/^✅/)
    expect(await undone.answer).toBe('↩️ 已撤回，没有执行')
    expect(await again.answer).toBe(`↪️ 撤销已撤回，${moved.number} 照常执行`)
    expect(await stage.groupOf(Q)).toBe(108)
  })
})

describe('what is refused at its acceptance (F38)', () => {
  beforeEach(async () => {
    await open()
  })

  /** Says something while the store can't be written. */
  async function refused(text: string): Promise<void> {
    const other = await lockStore(path)
    const answer = await shown(text)
    other.letGo()
    expect(answer).toContain('未执行')
  }

  it('withdraws nothing', async () => {
    const letGo = await holdBack()
    const moved = await accepted(`移动 ${Q} 108`)
    await refused('撤销')
    await letGo()
    expect(await moved.answer).toMatch(/^✅/)
    expect(await stage.groupOf(Q)).toBe(108)
  })

  it('leaves the question that it would have answered', async () => {
    expect(await shown(`移动 ${Q}`)).toContain('哪个分组')
    await refused('108')
    expect(await shown('108')).toMatch(/^✅/)
  })

  it('leaves the plan that it would have confirmed', async () => {
    const question = await shown('删除 107')
    await refused(`确认 ${digitsIn(question)}`)
    expect(await shown(`确认 ${digitsIn(question)}`)).toMatch(/^✅/)
  })

  it('is not whom 上一个 means', async () => {
    await shown(`移动 ${P} 108`)
    await refused(`移动 ${Q} 108`)
    await shown('移动 上一个 102')
    expect([await stage.groupOf(P), await stage.groupOf(Q)]).toEqual([102, 102])
    expect((await stage.calls(MOVE)).map(({ body }) => body)).toEqual([
      { openid: P, to_groupid: 108 },
      { openid: P, to_groupid: 102 },
    ])
  })
})

describe('a kill between the acceptance of 撤销 and its turn (F39)', () => {
  it('does not run what was withdrawn', async () => {
    path = join(mkdtempSync(join(tmpdir(), 'fenzu-withdrawing-')), 'fenzu.db')
    clock = new ManualClock(Date.now())
    const store = await openSqliteStore({ path, appid: 'wx5a4db0c0ffee0001', clock })
    const at = clock.now()
    const wish = (key: string, more: Pick<NewCommand, 'command' | 'args' | 'asked' | 'openids'>): NewCommand => ({
      kind: 'change',
      actor: adminOf(OWNER),
      dedupeKey: key,
      writtenAt: at,
      acceptedAt: at,
      ...more,
    })
    const asked = { command: '移动', target: '108', openid: Q }
    const move = { openid: Q, group: { text: '108', quoted: false } }
    await store.ledger.accept(wish('a', { command: '移动', args: move, asked, openids: [Q] }))
    const undo = { target: 1, followers: [Q] }
    await store.ledger.accept(
      wish('b', { command: '撤销', args: undo, asked: { command: '撤销', target: '1', openid: Q }, openids: [Q] }),
    )
    await store.close()
    stage = await Stage.open({ DATABASE_URL: `sqlite:${path}` }, clock)
    expect(await shown('结果 1')).toContain('↩️ 已撤回，没有执行')
    expect(await shown('结果 2')).toContain('↩️ 已撤回 1，还没有执行')
    expect(await stage.calls(MOVE)).toEqual([])
  })
})
