import { expect, it } from 'vitest'
import { ManualClock } from '../support/manual-clock.ts'
import { NOBODY, openSandbox, P, Q } from './open-sandbox.ts'
import type { OpenSandbox } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'

const HOUR_MS = 3_600_000
const OK = 0

async function open(): Promise<{
  sandbox: OpenSandbox
  clock: ManualClock
  send: (text?: string) => Promise<unknown>
}> {
  const callback = await ScriptedCallback.open(answer('success'))
  const clock = new ManualClock()
  const sandbox = await openSandbox({ clock, callbackUrl: callback.url })
  const send = async (text = '你好'): Promise<unknown> =>
    (await sandbox.api('message/custom/send', { touser: Q, msgtype: 'text', text: { content: text } }))['errcode']
  return { sandbox, clock, send }
}

async function inTurn(count: number, send: () => Promise<unknown>): Promise<unknown[]> {
  const errcodes: unknown[] = []
  for (let turn = 0; turn < count; turn++) errcodes.push(await send())
  return errcodes
}

it('allows five messages after a message of the user, for 48 hours (F01)', async () => {
  const { sandbox, send } = await open()
  expect(await send()).toBe(45015)
  await sandbox.say('在吗', Q)
  expect(await inTurn(6, send)).toEqual([OK, OK, OK, OK, OK, 45047])
  await sandbox.say('还在吗', Q)
  expect(await send()).toBe(OK)
})

it('closes the window 48 hours after the message', async () => {
  expect(await errcodeAfter(48 * HOUR_MS - 1)).toBe(OK)
  expect(await errcodeAfter(48 * HOUR_MS)).toBe(45015)
})

it.each([
  ['subscribe', ''],
  ['CLICK', 'key'],
  ['SCAN', '7'],
  ['scancode_push', 'key'],
])('allows three messages within a minute after %s', async (event, eventKey) => {
  const { sandbox, clock, send } = await open()
  await sandbox.event(event, Q, eventKey)
  expect(await inTurn(4, send)).toEqual([OK, OK, OK, 45047])
  await clock.advance(60_000)
  expect(await send()).toBe(45015)
})

it.each(['VIEW', 'LOCATION'])('opens no window for %s', async (event) => {
  const { sandbox, send } = await open()
  await sandbox.event(event, Q, '')
  expect(await send()).toBe(45015)
})

it('counts a tap on a menu message as a tap, although it arrives as a text', async () => {
  const { sandbox, clock, send } = await open()
  await sandbox.say('确认', Q, { bizmsgmenuid: '101' })
  expect(await send()).toBe(OK)
  await clock.advance(60_000)
  expect(await send()).toBe(45015)
})

it('takes from the window that ends first', async () => {
  const { sandbox, clock, send } = await open()
  await sandbox.say('在吗', Q)
  await sandbox.event('CLICK', Q, 'key')
  expect(await inTurn(4, send)).toEqual([OK, OK, OK, OK])
  await clock.advance(60_000)
  expect(await inTurn(5, send)).toEqual([OK, OK, OK, OK, 45047])
})

it('shows what reached whom, oldest first, and forgets it on a reset', async () => {
  const { sandbox, clock, send } = await open()
  await sandbox.say('在吗', Q)
  await sandbox.say('在吗', P)
  await send('一')
  await sandbox.api('message/custom/send', { touser: P, msgtype: 'text', text: { content: '二' } })
  expect(await sandbox.messages()).toEqual([
    { seq: 1, at: clock.now(), openid: Q, msgtype: 'text', text: { content: '一' } },
    { seq: 2, at: clock.now(), openid: P, msgtype: 'text', text: { content: '二' } },
  ])
  expect(await sandbox.messages(P)).toHaveLength(1)
  await sandbox.post('reset', {})
  expect(await sandbox.messages()).toEqual([])
  expect(await send()).toBe(45015)
})

it.each([
  [{ touser: NOBODY, msgtype: 'text', text: { content: 'x' } }, 40003],
  [{ msgtype: 'text', text: { content: 'x' } }, 41009],
  [{ touser: Q, msgtype: 'text', text: { content: '' } }, 44004],
  [{ touser: Q, msgtype: 'text' }, 44004],
  [{ touser: Q, msgtype: 'text', text: { content: '字'.repeat(683) } }, 45002],
  [{ touser: Q, msgtype: 'smoke' }, 40008],
  [{ touser: Q, msgtype: 'image', image: { media_id: 'x' } }, 40007],
  [{ touser: Q, msgtype: 'news', news: { articles: [{}, {}] } }, 45008],
  [{ touser: Q, msgtype: 'msgmenu', msgmenu: { list: [{ id: '1' }] } }, 40035],
])('refuses %j with %i', async (message, errcode) => {
  const { sandbox } = await open()
  await sandbox.say('在吗', Q)
  expect((await sandbox.api('message/custom/send', message))['errcode']).toBe(errcode)
  expect(await sandbox.messages()).toEqual([])
})

it('delivers a menu message', async () => {
  const { sandbox } = await open()
  await sandbox.say('在吗', Q)
  const msgmenu = { head_content: '?', list: [{ id: '101', content: '确认' }], tail_content: '' }
  await sandbox.api('message/custom/send', { touser: Q, msgtype: 'msgmenu', msgmenu })
  expect(await sandbox.messages(Q)).toMatchObject([{ msgtype: 'msgmenu', msgmenu }])
})

it('reaches nobody who left (45015) or is on the blacklist (43019)', async () => {
  const { sandbox, send } = await open()
  await sandbox.say('在吗', Q)
  await sandbox.api('groups/members/update', { openid: Q, to_groupid: 1 })
  expect(await send()).toBe(43019)
  await sandbox.event('unsubscribe', Q)
  expect(await send()).toBe(45015)
})

it('shows typing within 30 s of a message, once at a time', async () => {
  const { sandbox, clock } = await open()
  const type = async (command: string): Promise<unknown> =>
    (await sandbox.api('message/custom/typing', { touser: Q, command }))['errcode']
  expect(await type('Typing')).toBe(45080)
  await sandbox.say('在吗', Q)
  expect([await type('Typing'), await type('Typing'), await type('CancelTyping'), await type('Typing')]).toEqual([
    OK,
    45081,
    OK,
    OK,
  ])
  expect(await type('Nod')).toBe(45072)
  await clock.advance(30_001)
  expect(await type('Typing')).toBe(45080)
})

/** The errcode of a message so long after one of the user's. */
async function errcodeAfter(ms: number): Promise<unknown> {
  const callback = await ScriptedCallback.open(answer('success'))
  const sandbox = await openSandbox({ clock: new ManualClock(), callbackUrl: callback.url })
  await sandbox.say('在吗', Q)
  await sandbox.post('clock', { offsetMs: ms })
  return (await sandbox.api('message/custom/send', { touser: Q, msgtype: 'text', text: { content: 'x' } }))['errcode']
}
