import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../support/manual-clock.ts'
import { deliver } from '../support/push.ts'
import { lockStore } from '../support/locked-store.ts'
import { OWNER, P, Q, Stage, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

const MOVE = '/cgi-bin/groups/members/update'
let stage: Stage

afterEach(async () => {
  await stage.close()
})

describe('when the store can not be written', () => {
  it('executes nothing, says so, and goes on without a restart when it can again (F19, F20)', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'fenzu-')), 'fenzu.db')
    stage = await Stage.open({ DATABASE_URL: `sqlite:${path}` })
    await stage.say('分组')
    const other = await lockStore(path)
    const refused = await stage.say(`移动 ${P} 108`)
    expect(refused.shown).toContain('未执行')
    expect(refused.shown).toContain('存储不可用')
    expect(await stage.calls(MOVE)).toEqual([])
    expect((await send(`${stage.fenzu.url}/readyz`)).status).toBe(503)
    other.letGo()
    expect((await stage.say(`移动 ${P} 108`)).shown).toMatch(/^✅/)
    await until(async () => (await send(`${stage.fenzu.url}/readyz`)).ok, 'a ready fenzu')
  })
})

describe('when nobody owns the account', () => {
  it('makes the sender of the one-time code the owner, once, and tells nobody else anything', async () => {
    stage = await Stage.open({ FENZU_ADMINS: ',' })
    const code = /认领 ([A-Z0-9-]{9})/.exec(stage.printed.join('\n'))?.[1] ?? ''
    expect(code).not.toBe('')
    const answerOf = async (text: string, openid: string) =>
      (await stage.say(text, openid)).deliveries.map(({ body }) => body)
    const anyText = await answerOf('你好', P)
    expect(await answerOf('认领 AAAA-AAAA', P)).toEqual(anyText)
    expect(await answerOf(`移动 ${P} 108`, P)).toEqual(anyText)
    expect((await stage.say(`认领 ${code}`, Q)).shown).toMatch(/^✅/)
    expect(await answerOf(`认领 ${code}`, P)).toEqual(anyText)
    expect((await stage.say(`移动 ${P} 108`, Q)).shown).toMatch(/^✅/)
    expect(stage.log.join('')).not.toContain(code)
    await stage.restart()
    expect((await stage.say('管理员 列表', Q)).shown).toContain('1')
    expect((await stage.say(`移动 ${P} 107`, Q)).shown).toMatch(/^✅/)
  })
})

describe('when a quota is spent', () => {
  it('stops that interface until midnight and says so, and calls it no more (F06)', async () => {
    stage = await Stage.open()
    await stage.fault(MOVE, 'errcode', { errcode: 45009, times: 100 })
    const first = await stage.say(`移动 ${P} 108`)
    expect(first.shown).toContain('额度')
    const calls = (await stage.calls(MOVE)).length
    for (const openid of [P, Q, P]) expect((await stage.say(`移动 ${openid} 108`)).shown).toContain('额度')
    expect(await stage.calls(MOVE)).toHaveLength(calls)
    expect((await stage.say('分组')).shown).toContain('VIP(108)')
  })

  it('moves again at once when it comes back before midnight, by an operator or a fresh sandbox (F06)', async () => {
    stage = await Stage.open()
    for (const comeBack of [() => stage.quota(MOVE, 1_000), () => stage.reset()]) {
      await stage.quota(MOVE, 0)
      expect((await stage.say(`移动 ${P} 108`)).shown).toContain('额度')
      await comeBack()
      expect((await stage.say(`移动 ${P} 108`)).shown).toMatch(/^✅/)
      expect((await stage.say(`移动 ${P} 107`)).shown).toMatch(/^✅/)
      expect(await stage.groupOf(P)).toBe(107)
    }
  })

  it('waits for the next minute when the platform says to slow down, and then goes on (F07)', async () => {
    const clock = new ManualClock(Math.floor(Date.now() / 60_000) * 60_000 + 20_000)
    stage = await Stage.open({ WECHAT_MODE: 'plain' }, clock)
    await until(async () => (await stage.calls()).length > 0, 'the first call')
    await stage.fault(MOVE, 'errcode', { errcode: 45011 })
    const said = stage.say(`移动 ${P} 108`)
    await until(async () => (await stage.calls(MOVE)).length === 1, 'the refused call')
    await clock.advance(4_600)
    expect((await said).shown).toMatch(/^⏳ 已受理 1/)
    await clock.advance(30_000)
    expect(await stage.calls(MOVE)).toHaveLength(1)
    await clock.advance(6_000)
    await until(async () => (await stage.groupOf(P)) === 108, 'the move')
  })
})

describe('when a follower leaves', () => {
  it('keeps nothing of them but a pseudonym', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'fenzu-')), 'fenzu.db')
    stage = await Stage.open({ DATABASE_URL: `sqlite:${path}` })
    await stage.say(`移动 ${P} 108`)
    await stage.event('unsubscribe', P)
    const db = new DatabaseSync(path, { readOnly: true })
    await until(
      () => Promise.resolve(!JSON.stringify(db.prepare('select * from command').all()).includes(P)),
      'the forgetting',
    )
    expect(JSON.stringify(db.prepare('select * from item').all())).not.toContain(P)
    expect((db.prepare('select openid from item').get() as { openid: string }).openid).toMatch(/^gone-[0-9a-f]{12}$/)
    db.close()
  })
})

describe('secrets', () => {
  it('reach no line of the log, no page of the probes and no answer, whatever fails (T23)', async () => {
    stage = await Stage.open({ LOG_LEVEL: 'trace' })
    for (const kind of ['http502', 'truncated', 'reset-before', 'errcode']) {
      await stage.fault(MOVE, kind, { errcode: 40164, times: 5 })
      await stage.say(`移动 ${P} 108`)
    }
    await stage.revokeToken()
    const shown = [(await stage.say('分组')).shown, (await stage.say('结果')).shown]
    const pages = await Promise.all(
      ['readyz', 'metrics'].map(async (path) => (await send(`${stage.fenzu.url}/${path}`)).text()),
    )
    const everything = [...stage.log, ...stage.printed, ...shown, ...pages].join('\n')
    expect(everything).not.toContain('5a4db0c0ffee00015a4db0c0ffee0001')
    expect(everything).not.toContain('abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG')
    expect(everything).not.toMatch(/access_token=(?!\[redacted\])/)
    expect(stage.log.join('\n')).not.toContain(OWNER)
  })
})

describe('when more is accepted than can be done', () => {
  it('refuses the next politely and loses none (F29)', async () => {
    const clock = new ManualClock(Date.now())
    stage = await Stage.open({ WECHAT_MODE: 'plain', FENZU_REPLY_DEADLINE_MS: '100', LOG_LEVEL: 'debug' }, clock)
    await stage.fault('/cgi-bin/groups/create', 'delay', { ms: 10_000 })
    const say = (text: string, count: number) =>
      deliver(stage.fenzu.url, { from: OWNER, text, msgId: String(count), createdAt: Math.floor(clock.now() / 1000) })
    const accepted = () => stage.log.filter((line) => line.includes('"msg":"accepted"')).length
    const first = say('新建 甲', 0)
    await until(async () => (await stage.calls('/cgi-bin/groups/create')).length === 1, 'the call')
    await clock.advance(200)
    expect((await first).text).toMatch(/^⏳/)
    for (let from = 1; from < 5_000; from += 500) {
      const chunk = Array.from({ length: Math.min(500, 5_000 - from) }, (_, at) => say(`移动 ${P} 108`, from + at))
      const answers = Promise.all(chunk)
      await until(() => Promise.resolve(accepted() >= from + chunk.length), 'the acceptance')
      await clock.advance(200)
      expect((await answers).every(({ text }) => text.startsWith('⏳ 已受理'))).toBe(true)
    }
    expect((await say(`移动 ${P} 107`, 5_000)).text).toContain('系统繁忙，未受理，请稍后再发')
  })
})

describe('everybody else', () => {
  it('is handed to human service where the settings say so', async () => {
    stage = await Stage.open({ FENZU_FOLLOWER_REPLY: 'transfer_customer_service' })
    const [delivery] = (await stage.say('你好', P)).deliveries
    expect(delivery?.body).toContain('<MsgType><![CDATA[transfer_customer_service]]></MsgType>')
  })
})
