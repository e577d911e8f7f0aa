import { DatabaseSync, StatementSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { eventPushXml } from '../../src/sandbox/push-xml.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { signedQuery, textXml } from '../support/push.ts'
import { OWNER, P, Q, Stage } from '../support/stage.ts'

let clock: ManualClock
let stage: Stage
let calls: () => number

beforeEach(async () => {
  clock = new ManualClock(Date.now())
  stage = await Stage.open({ WECHAT_MODE: 'plain' }, clock)
  const spies = [
    vi.spyOn(DatabaseSync.prototype, 'exec'),
    vi.spyOn(DatabaseSync.prototype, 'prepare'),
    ...(['all', 'get', 'iterate', 'run'] as const).map((method) => vi.spyOn(StatementSync.prototype, method)),
  ]
  calls = () => spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await stage.close()
})

const createdAt = () => Math.floor(clock.now() / 1000)

async function push(xml: string): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': 'text/xml' }, body: xml }
  const response = await fetch(`${stage.fenzu.url}/wechat?${signedQuery(createdAt())}`, init)
  return response.text()
}

const texts = ['在吗', '移动', `移动 ${P} 108`, '确认 4821', '撤销', '认领 K7QD-9M2X', '结果 12', '中'.repeat(600), '']
const kinds: Readonly<Record<string, string>> = {
  image: '<PicUrl><![CDATA[http://x/]]></PicUrl><MediaId><![CDATA[m]]></MediaId>',
  voice: '<MediaId><![CDATA[m]]></MediaId><Format><![CDATA[amr]]></Format>',
  location: '<Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale><Label><![CDATA[l]]></Label>',
  news: '<ArticleCount>1</ArticleCount>',
}
const events = ['subscribe', 'SCAN', 'CLICK', 'VIEW', 'LOCATION']

it("the path of everybody's ordinary pushes calls the store not once", async () => {
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
  // Of an admin's text it is asked whether it was accepted before, what waits and what came last.
  expect(await push(textXml({ from: OWNER, text: '大家好', msgId: '900', createdAt: createdAt() }))).toContain('没看懂')
  expect(calls()).toBeLessThanOrEqual(before + 6)
})

it('and what calls it is seen', async () => {
  const before = calls()
  await turnUntil(clock, push(textXml({ from: OWNER, text: `移动 ${P} 108`, msgId: '1', createdAt: createdAt() })))
  expect(calls()).toBeGreaterThan(before)
})
