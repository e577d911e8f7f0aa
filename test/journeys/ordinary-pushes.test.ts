import { DatabaseSync, StatementSync } from 'node:sqlite'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { MOST_RULES } from '../../src/domain/rules/rule.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { eventPushXml } from '../../src/sandbox/push-xml.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { signedQuery, textXml } from '../support/push.ts'
import { OWNER, P, Q, Stage } from '../support/stage.ts'
import { send } from '../support/send.ts'

let clock: ManualClock
let stage: Stage
let calls: () => number

const open = async (env: Record<string, string> = {}) => {
  clock = new ManualClock(Date.now())
  stage = await Stage.open({ WECHAT_MODE: 'plain', ...env }, clock)
  const spies = [
    vi.spyOn(DatabaseSync.prototype, 'exec'),
    vi.spyOn(DatabaseSync.prototype, 'prepare'),
    ...(['all', 'get', 'iterate', 'run'] as const).map((method) => vi.spyOn(StatementSync.prototype, method)),
  ]
  calls = () => spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
}
afterEach(async () => {
  vi.restoreAllMocks()
  await stage.close()
})

const createdAt = () => Math.floor(clock.now() / 1000)

async function push(xml: string): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': 'text/xml' }, body: xml }
  const response = await send(`${stage.fenzu.url}/wechat?${signedQuery(createdAt())}`, init)
  return response.text()
}

const texts = [
  '报名',
  '报名 1 吧',
  '在吗',
  '移动',
  `移动 ${P} 108`,
  '确认 4821',
  '撤销',
  '认领 K7QD-9M2X',
  '结果 12',
  '中'.repeat(600),
  '',
]
const kinds: Readonly<Record<string, string>> = {
  image: '<PicUrl><![CDATA[http://x/]]></PicUrl><MediaId><![CDATA[m]]></MediaId>',
  voice: '<MediaId><![CDATA[m]]></MediaId><Format><![CDATA[amr]]></Format>',
  location: '<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale><Label><![CDATA[l]]></Label>',
  news: '<ArticleCount>1</ArticleCount>',
}
const events = ['subscribe', 'SCAN', 'CLICK', 'VIEW', 'LOCATION']

it("the path of everybody's ordinary pushes calls the store not once", async () => {
  await open()
  await passBy()
  const before = calls()
  // Of an admin's text it is asked whether it was accepted before, what waits and what came last.
  expect(await push(textXml({ from: OWNER, text: '大家好', msgId: '900', createdAt: createdAt() }))).toContain('没看懂')
  expect(calls()).toBeLessThanOrEqual(before + 6)
})

it('nor beside as many rules as there can be, which it does not meet, while followers are counted', async () => {
  await open({ DATABASE_URL: `sqlite:${await makeManyRules()}` })
  await passBy()
  const before = calls()
  const met = textXml({ from: P, text: ' 报名 1 ', msgId: '901', createdAt: createdAt() })
  expect(await push(met)).toBe('success')
  expect(calls()).toBeGreaterThan(before)
  // Counts are gathered, and written together.
  const read = async () => (await turnUntil(clock, stage.say('统计'))).shown
  expect(await read()).toContain('新增 1 · 取关 1')
})

/** Of all kinds; one on following is paused, or every follow would meet it. */
async function makeManyRules(): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-')), 'fenzu.db')
  const store = await openSqliteStore({ path, appid: SANDBOX_ACCOUNT.appid, clock: new ManualClock() })
  const of = {
    target: { kind: 'group', id: 102, backend: 'groups' },
    policy: 'ungrouped',
    source: 'file',
    madeAt: 0,
  } as const
  const kinds = ['scan', 'text', 'menu'] as const
  const words = { scan: 'k', text: '报名 ', menu: 'k' }
  const follow = { ...of, trigger: { kind: 'follow' as const } }
  const others = Array.from({ length: MOST_RULES - 1 }, (_, at) => {
    const kind = kinds[at % 3] ?? 'text'
    return { ...of, trigger: { kind, key: `${words[kind]}${at}` } }
  })
  await store.rules.replace([], [follow, ...others])
  await store.rules.setState([1], 'off')
  await store.close()
  return path
}

/** Everything that a follower may push, and no rule is about. */
async function passBy(): Promise<void> {
  const before = calls()
  for (const [at, text] of texts.entries()) {
    const xml = textXml({ from: [P, Q][at % 2] ?? P, text, msgId: String(at + 1), createdAt: createdAt() })
    expect(await push(xml)).toBe('success')
    for (const [kind, more] of Object.entries(kinds)) {
      const other = xml.replace('[text]', `[${kind}]`).replace(/<Content>[^]*<\/Content>/, more)
      expect(await push(other)).toBe('success')
    }
  }
  for (const event of events) {
    const head = { from: P, to: 'gh_5a4db0c0ffee', createdAt: createdAt() }
    const answer = await push(eventPushXml({ ...head, event, eventKey: 'k' }))
    // The simulated console welcomes whoever follows: what is kept is played from memory.
    if (event === 'subscribe') expect(answer).toContain('欢迎关注')
    else expect(answer).toBe('success')
  }
  const stranger = { from: 'oStranger_000000000000000001', to: 'gh_5a4db0c0ffee', createdAt: createdAt() }
  for (const event of ['unsubscribe', 'unsubscribe'])
    expect(await push(eventPushXml({ ...stranger, event, eventKey: '' }))).toBe('success')
  expect(calls()).toBe(before)
}

it('and what calls it is seen', async () => {
  await open()
  const before = calls()
  await turnUntil(clock, push(textXml({ from: OWNER, text: `移动 ${P} 108`, msgId: '1', createdAt: createdAt() })))
  expect(calls()).toBeGreaterThan(before)
})
