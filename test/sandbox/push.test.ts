import { describe, expect, it } from 'vitest'
import { parseXml } from '../../src/protocol/xml.ts'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/account.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { openPush } from './open-push.ts'
import { openSandbox, Q } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'

const { originalId } = SANDBOX_ACCOUNT

describe('what is pushed', () => {
  it.each(['plain', 'compat', 'safe'] as const)(
    'signs and shapes a text as the platform does in %s mode',
    async (mode) => {
      const callback = await ScriptedCallback.open(answer('success'))
      const clock = new ManualClock()
      const sandbox = await openSandbox({ mode, clock, callbackUrl: callback.url })
      const said = await sandbox.say('移动 谁 108', Q)
      const [push] = callback.pushes
      expect(openPush(push)).toEqual({
        ToUserName: originalId,
        FromUserName: Q,
        CreateTime: String(clock.now() / 1000),
        MsgType: 'text',
        Content: '移动 谁 108',
        MsgId: said.msgId,
      })
      expect(push?.headers['content-type']).toBe('text/xml')
      const aes = ['encrypt_type', 'msg_signature']
      expect([...push!.query.keys()].sort()).toEqual(
        ['nonce', 'openid', 'signature', 'timestamp', ...(mode === 'plain' ? [] : aes)].sort(),
      )
      expect([push!.query.get('openid'), push!.query.get('timestamp')]).toEqual([Q, String(clock.now() / 1000)])
      const outer = [...parseXml(push!.body).keys()]
      const clear = ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Content', 'MsgId']
      const expected = { plain: clear, compat: [...clear, 'Encrypt'], safe: ['ToUserName', 'Encrypt'] }
      expect(outer).toEqual(expected[mode])
      expect(said).toEqual({
        msgId: said.msgId,
        deliveries: [{ attempt: 1, ms: 0, status: 200, body: 'success' }],
        shown: null,
        message: null,
      })
    },
  )

  it('numbers messages above 2^53, never twice, not even after a restart', async () => {
    const callback = await ScriptedCallback.open(answer('success'))
    const ids: bigint[] = []
    for (let round = 0; round < 3; round++) {
      const sandbox = await openSandbox({ callbackUrl: callback.url })
      for (const text of ['a', 'b', 'c']) ids.push(BigInt((await sandbox.say(text)).msgId!))
    }
    expect(new Set(ids).size).toBe(9)
    expect(ids.every((id) => id > 2n ** 53n && id < 2n ** 63n)).toBe(true)
  })

  it('leaves a typed ]]> as it is, so that such a push is ill-formed', async () => {
    const callback = await ScriptedCallback.open(answer(''))
    const sandbox = await openSandbox({ mode: 'plain', callbackUrl: callback.url })
    await sandbox.say('a]]></Content><Content><![CDATA[b')
    expect(callback.pushes[0]?.body).toContain('<Content><![CDATA[a]]></Content><Content><![CDATA[b]]></Content>')
    expect(() => parseXml(callback.pushes[0]!.body)).toThrow()
  })

  it('writes the platform’s shifted time into CreateTime and signs with the real one', async () => {
    const callback = await ScriptedCallback.open(answer('success'))
    const clock = new ManualClock()
    const sandbox = await openSandbox({ clock, callbackUrl: callback.url })
    await sandbox.post('clock', { offsetMs: -90_000 })
    await sandbox.say('hi')
    expect(openPush(callback.pushes[0])['CreateTime']).toBe(String(clock.now() / 1000 - 90))
    expect(callback.pushes[0]?.query.get('timestamp')).toBe(String(clock.now() / 1000))
  })

  it('keeps a query that the callback address has', async () => {
    const callback = await ScriptedCallback.open(answer('success'))
    const sandbox = await openSandbox({ callbackUrl: `${callback.url}?account=1` })
    await sandbox.say('hi')
    expect(callback.pushes[0]?.query.get('account')).toBe('1')
  })

  it.each([
    ['subscribe', '', { EventKey: '' }],
    ['subscribe', 'qrscene_7', { EventKey: 'qrscene_7', Ticket: 'gQHNw' }],
    ['unsubscribe', '', { EventKey: '' }],
    ['scan', '7', { EventKey: '7', Ticket: 'gQHNw' }],
    ['CLICK', 'cmd:最近', { EventKey: 'cmd:最近' }],
    ['VIEW', 'https://example.com/', { EventKey: 'https://example.com/', MenuId: '400000000' }],
    ['LOCATION', '', { Latitude: '31.230416', Longitude: '121.473701', Precision: '119.385040' }],
    ['kf_create_session', '', { EventKey: '' }],
    ['TEMPLATESENDJOBFINISH', '', { MsgID: '200163836', Status: 'success' }],
  ])('gives the event %s its own fields', async (event, eventKey, own) => {
    const callback = await ScriptedCallback.open(answer('success'))
    const sandbox = await openSandbox({ callbackUrl: callback.url })
    const said = await sandbox.event(event, Q, eventKey)
    expect(said).toMatchObject({ msgId: null, shown: null })
    const { CreateTime, ...fields } = openPush(callback.pushes[0])
    expect(CreateTime).toMatch(/^\d{10}$/)
    const name = event === 'scan' ? 'SCAN' : event
    expect(fields).toEqual({ ToUserName: originalId, FromUserName: Q, MsgType: 'event', Event: name, ...own })
  })

  it.each(['scancode_push', 'pic_weixin', 'location_select'])('nests what %s carries', async (event) => {
    const callback = await ScriptedCallback.open(answer('success'))
    const sandbox = await openSandbox({ callbackUrl: callback.url })
    await sandbox.event(event, Q, 'key')
    const nested = Object.values(openPush(callback.pushes[0])).filter((field) => typeof field !== 'string')
    expect(nested).toHaveLength(1)
  })
})
