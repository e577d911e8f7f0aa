import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { eventPushXml } from '../../src/sandbox/push-xml.ts'
import { filesOf } from '../support/canaries.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { signedQuery, textXml } from '../support/push.ts'
import { lockStore } from '../support/locked-store.ts'
import { API, OWNER, P, Q, saidIn, Stage, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

let stage: Stage
let folder: string
const path = () => join(folder, 'fenzu.db')

async function open(env: Record<string, string> = {}, clock?: ManualClock): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'fenzu-leaving-'))
  stage = await Stage.open({ DATABASE_URL: `sqlite:${path()}`, FENZU_KEPT_REPLIES: 'off', ...env }, clock)
}
afterEach(async () => {
  await stage.close()
})

const shown = async (text: string, openid: string = OWNER) => saidIn((await stage.say(text, openid)).shown)
const createdAt = () => Math.floor(Date.now() / 1000)

/** One delivery in plain mode, with whatever CreateTime. Resolves with the answer, or null if there was none. */
async function push(xml: string): Promise<string | null> {
  const init = { method: 'POST', headers: { 'content-type': 'text/xml' }, body: xml }
  const response = await send(`${stage.fenzu.url}/wechat?${signedQuery(createdAt())}`, init).catch(() => null)
  return response === null ? null : response.text()
}

const event = (name: string, from: string, at: number) =>
  push(eventPushXml({ from, to: 'gh_5a4db0c0ffee', createdAt: at, event: name, eventKey: '' }))
let messages = 0
const text = (from: string, at: number) =>
  push(textXml({ from, text: '在吗', msgId: String((messages += 1)), createdAt: at }))

/** The rows of one table, as they are on disk. */
function rowsOf(table: string): Record<string, unknown>[] {
  const db = new DatabaseSync(path(), { readOnly: true })
  try {
    return db.prepare(`select * from "${table}"`).all()
  } finally {
    db.close()
  }
}

/** Which of these stand anywhere in the files of the store or in the log. */
function found(...traces: string[]): string[] {
  const all = [...filesOf(folder).values(), ...stage.log].map((one) => Buffer.from(one))
  return traces.filter((trace) => all.some((bytes) => bytes.includes(trace)))
}

const forgotten = (...traces: string[]) =>
  until(() => Promise.resolve(found(...traces).length === 0), `the forgetting of ${traces.join()}`)

/** Whoever the people of the account are, by 最近. */
const recent = async () => shown('最近 20')

/** Makes somebody an admin by a code. */
async function invite(openid: string): Promise<void> {
  const code = /认领 (\S{9})/.exec(await shown('管理员 邀请'))?.[1] ?? ''
  expect(await shown(`认领 ${code}`, openid)).toContain('✅')
}

describe('whoever leaves while the store is locked', () => {
  it('is answered when it is on disk, and forgotten then (F47)', async () => {
    await open()
    await shown(`移动 ${P} VIP`)
    const other = await lockStore(path())
    const answers: unknown[] = []
    const left = stage.event('unsubscribe', P).then((said) => answers.push(said))
    await until(() => Promise.resolve(stage.log.some((line) => line.includes('somebody left'))), 'the complaint')
    expect(answers).toEqual([])
    other.letGo()
    await left
    expect(answers).toMatchObject([{ shown: null, deliveries: [{ attempt: 1, status: 200, body: 'success' }] }])
    await forgotten(P)
  })

  it('gets no answer while the lock lasts, so that the platform delivers again, and is kept in mind (F47)', async () => {
    await open({ WECHAT_MODE: 'plain', FENZU_REPLY_DEADLINE_MS: '100' })
    await shown(`移动 ${P} VIP`)
    const other = await lockStore(path())
    const at = createdAt()
    expect(await event('unsubscribe', P, at)).toBeNull()
    expect(await event('unsubscribe', P, at)).toBeNull()
    other.letGo()
    await forgotten(P)
    expect(await event('unsubscribe', P, at)).toBe('success')
    const metrics = await (await send(`${stage.fenzu.url}/metrics`)).text()
    expect(metrics).toContain('fenzu_pushes_total{account="default",result="unanswered"} 2')
  })
})

describe('an admin who leaves', () => {
  it('while a command of their own runs is in no row, key or file when it has ended (F46)', async () => {
    await open()
    await invite(P)
    await stage.fault(API.groups.move, 'delay', { ms: 1_500 })
    const running = stage.say(`移动 ${Q} VIP`, P)
    await until(async () => (await stage.calls(API.groups.move)).length === 1, 'the call')
    await stage.event('unsubscribe', P)
    expect(await shown('管理员 列表')).toMatch(/^共 1 人/)
    expect(found(P)).toEqual([P])
    expect((await running).shown).toContain('VIP')
    await forgotten(P)
    expect(await shown('日志')).toContain('gone…')
    expect(await shown('日志')).toContain('VIP')
  })

  it('without ever having given a command leaves no language, question or invitation (F46)', async () => {
    await open({ FENZU_ADMINS: `${OWNER},${P}` })
    await shown('语言 English', P)
    await shown('管理员 邀请', P)
    await shown('move', P)
    const rows = () => ['admin_setting', 'dialogue', 'invitation', 'command'].map((table) => rowsOf(table).length)
    expect(rows()).toEqual([1, 1, 1, 0])
    await stage.event('unsubscribe', P)
    await forgotten(P)
    expect(rows()).toEqual([0, 0, 0, 0])
  })
})

describe('what was sent before somebody left and arrives afterwards', () => {
  it('writes nobody down anew, also after a restart (F49)', async () => {
    await open({ WECHAT_MODE: 'plain' })
    const at = createdAt()
    await text(P, at - 5)
    expect(await recent()).toContain('oDF3…CM58')
    expect(await event('unsubscribe', P, at)).toBe('success')
    expect(await text(P, at - 1)).toBe('success')
    expect(await event('CLICK', P, at)).toBe('success')
    expect(await recent()).not.toContain('oDF3…CM58')
    await forgotten(P)
    await stage.restart()
    expect(await text(P, at - 1)).toBe('success')
    expect(await recent()).not.toContain('oDF3…CM58')
    expect(found(P)).toEqual([])
  })

  it('of a stranger as well (F49)', async () => {
    await open({ WECHAT_MODE: 'plain' })
    const at = createdAt()
    await event('unsubscribe', P, at)
    await text(P, at - 1)
    expect(await recent()).not.toContain('oDF3…CM58')
  })

  it('is no command any more, not even of an owner whom the settings name (F49)', async () => {
    await open({ WECHAT_MODE: 'plain' })
    const at = createdAt()
    await event('unsubscribe', OWNER, at)
    const late = textXml({ from: OWNER, text: `移动 ${P} VIP`, msgId: '77', createdAt: at - 1 })
    expect(await push(late)).toBe('success')
    expect(await stage.groupOf(P)).toBe(0)
  })
})

describe('whoever follows again', () => {
  it('is somebody new, even at once and while a command about the one before still runs (F49)', async () => {
    await open()
    await stage.say('在吗', P)
    await shown('别名 #1 小王')
    await stage.fault(API.groups.move, 'delay', { ms: 1_500 })
    const running = stage.say(`移动 ${P} VIP`)
    await until(async () => (await stage.calls(API.groups.move)).length === 1, 'the call')
    await stage.event('unsubscribe', P)
    await stage.event('subscribe', P)
    await running
    expect(await recent()).toContain('#3 oDF3…CM58')
    expect(await shown('查 小王')).toContain('找不到')
    await until(() => Promise.resolve(!JSON.stringify(rowsOf('command')).includes(P)), 'the forgetting')
    expect(await shown('查 #3')).toContain('oDF3…CM58')
  })

  it('stays, whatever old or repeated unsubscribe comes, also after a restart (T39)', async () => {
    await open({ WECHAT_MODE: 'plain' })
    const at = createdAt()
    await event('subscribe', P, at - 20)
    await event('unsubscribe', P, at - 10)
    await event('subscribe', P, at - 5)
    for (const old of [at - 10, at - 15, at - 6]) expect(await event('unsubscribe', P, old)).toBe('success')
    expect(await recent()).toContain('oDF3…CM58')
    await stage.restart()
    for (const old of [at - 10, at - 15, at - 6]) expect(await event('unsubscribe', P, old)).toBe('success')
    expect(await recent()).toContain('oDF3…CM58')
    expect(await event('unsubscribe', P, at - 4)).toBe('success')
    expect(await recent()).not.toContain('oDF3…CM58')
    await forgotten(P)
  })

  it('stays when the unsubscribe of the same second is repeated (T39)', async () => {
    await open({ WECHAT_MODE: 'plain' })
    const at = createdAt()
    await text(P, at - 9)
    await recent()
    for (const name of ['unsubscribe', 'subscribe', 'unsubscribe']) expect(await event(name, P, at)).toBe('success')
    expect(await recent()).toContain('#3 oDF3…CM58')
  })
})

describe('what names somebody who left', () => {
  it.each([
    ['by number', '移动 #1'],
    ['by openid', `移动 ${P}`],
    ['by alias', '移动 独角兽'],
    ['among those to choose from', '查 角'],
  ])('is no question any more, in memory or on disk: %s (T40)', async (_how, asks) => {
    await open()
    await stage.say('在吗', P)
    await stage.say('在吗', Q)
    await shown('别名 #1 独角兽')
    await shown('别名 #2 犀牛角')
    await shown(asks)
    const questions = () => rowsOf('dialogue')
    expect(questions()).toHaveLength(1)
    await stage.event('unsubscribe', P)
    expect(questions()).toEqual([])
    expect(await shown('108')).not.toContain('VIP')
    expect(await shown('1')).not.toContain('oDF3…CM58')
    await forgotten(P, '独角兽')
    expect((await stage.calls(API.groups.move)).length).toBe(0)
  })

  it('is on no page that waits to be shown (T40)', async () => {
    await open()
    const { followers } = await stage.world()
    for (const { openid } of followers) if (openid !== OWNER) await stage.say('a'.repeat(20), openid)
    expect(await shown('最近 40')).toContain('更多')
    await stage.event('unsubscribe', P)
    expect(await shown('更多')).not.toMatch(/oDF3…CM58/)
  })

  it('is on no list of people that came late, not even if they left while it was read (T40)', async () => {
    await open({ WECHAT_BACKEND: 'tags', FENZU_REPLY_DEADLINE_MS: '300' })
    await shown(`移动 ${P} VIP`)
    await stage.fault('/cgi-bin/user/tag/get', 'delay', { ms: 1_000 })
    expect(await shown('组员 VIP')).toMatch(/^⏳/)
    await stage.event('unsubscribe', P)
    await until(() => Promise.resolve(rowsOf('mention').length > 1), 'the list')
    await forgotten(P)
  })

  it('is not where a broken-off import would go on, which begins anew (T40)', async () => {
    await open()
    await stage.close()
    const db = new DatabaseSync(path())
    const [{ appid } = {}] = db.prepare('select appid from probe').all()
    const state = { phase: 'listing', next: P, asked: 0, total: 40, startedAt: 1 }
    db.prepare('insert into sync_state values (?, ?)').run(String(appid ?? 'wx5a4db0c0ffee0001'), JSON.stringify(state))
    db.close()
    stage = await Stage.open({ DATABASE_URL: `sqlite:${path()}`, FENZU_API_CALLS_PER_SECOND: '1000' })
    await stage.event('unsubscribe', P)
    await forgotten(P)
    await until(async () => (await shown('同步')).includes('同步完成'), 'the end of the import')
    expect(found(P)).toEqual([])
  })

  it('is no command that an admin gives by openid afterwards, once it has ended (T40)', async () => {
    await open()
    await stage.say('在吗', P)
    await recent()
    await stage.event('unsubscribe', P)
    await forgotten(P)
    expect(await shown(`移动 ${P} VIP`)).toMatch(/❌|没有关注/)
    await shown(`别名 ${P} 小王`)
    await forgotten(P, '小王')
  })
})

describe('the files', () => {
  it('are cleared although somebody reads the database meanwhile, once they let go (F48)', async () => {
    await open()
    await shown(`移动 ${P} VIP`)
    const reader = new DatabaseSync(path(), { readOnly: true })
    reader.exec('BEGIN')
    expect(reader.prepare('select count(*) as n from command').get()).toEqual({ n: 1 })
    await stage.event('unsubscribe', P)
    await until(() => Promise.resolve(rowsOf('erasure').length === 0), 'the forgetting')
    const erasedAt = performance.now()
    // The first tries to clear the files fail, because of the reader.
    await until(() => Promise.resolve(performance.now() > erasedAt + 2_500), 'the first tries')
    expect(found(P)).toEqual([P])
    reader.exec('COMMIT')
    reader.close()
    await forgotten(P)
  })
})

describe('time', () => {
  it('is no reason to keep anybody: what a stranger sends costs nothing, and marks go after a day', async () => {
    const clock = new ManualClock(Date.now())
    await open({ WECHAT_MODE: 'plain' }, clock)
    await turnUntil(clock, text(P, Math.floor(clock.now() / 1000)))
    await clock.advance(3_000)
    await turnUntil(clock, event('unsubscribe', P, Math.floor(clock.now() / 1000)))
    await clock.advance(5_000)
    expect(rowsOf('mark')).toHaveLength(1)
    await clock.advance(90_000_000)
    expect(rowsOf('mark')).toEqual([])
  })
})
