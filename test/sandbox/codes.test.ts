import { describe, expect, it } from 'vitest'
import { openSandbox, P, RID } from './open-sandbox.ts'
import { answer, ScriptedCallback } from './scripted-callback.ts'

const of = (action_name: string, scene: object, more: object = {}) => ({ action_name, action_info: { scene }, ...more })
const DAY_S = 86_400

describe('qrcode/create', () => {
  it.each([
    [of('QR_STR_SCENE', { scene_str: 'g108' }, { expire_seconds: 30 * DAY_S }), 30 * DAY_S],
    [of('QR_STR_SCENE', { scene_str: 'g108' }), 60],
    [of('QR_SCENE', { scene_id: 4_294_967_295 }, { expire_seconds: 1 }), 1],
    [of('QR_LIMIT_SCENE', { scene_id: 100_000 }), undefined],
    [of('QR_LIMIT_STR_SCENE', { scene_str: '海'.repeat(64) }), undefined],
  ])('takes %j', async (order, seconds) => {
    const sandbox = await openSandbox()
    const made = await sandbox.api('qrcode/create', order)
    expect(made['ticket']).toMatch(/^gQH/)
    expect(made['url']).toMatch(/^http:\/\/weixin\.qq\.com\/q\/[\w-]{22}$/)
    expect(made['expire_seconds']).toBe(seconds)
  })

  it.each([
    of('QR_STR_SCENE', { scene_str: '' }),
    of('QR_STR_SCENE', { scene_str: 'a'.repeat(65) }),
    of('QR_STR_SCENE', { scene_str: 'a' }, { expire_seconds: 30 * DAY_S + 1 }),
    of('QR_SCENE', { scene_id: 0 }),
    of('QR_LIMIT_SCENE', { scene_id: 100_001 }),
    of('QR_OTHER', { scene_str: 'a' }),
    { action_name: 'QR_LIMIT_STR_SCENE' },
  ])('refuses %j', async (order) => {
    const sandbox = await openSandbox()
    const refused = await sandbox.api('qrcode/create', order)
    expect(refused).toMatchObject({ errcode: 40097, errmsg: expect.stringMatching(RID) as string })
  })
})

it('a code that has expired pushes nothing', async () => {
  const callback = await ScriptedCallback.open(answer('success'), answer('success'))
  const sandbox = await openSandbox({ callbackUrl: callback.url })
  await sandbox.api('qrcode/create', of('QR_STR_SCENE', { scene_str: 'expo' }))
  expect((await sandbox.event('SCAN', P, 'expo')).deliveries).toHaveLength(1)
  await sandbox.post('clock', { offsetMs: 61_000 })
  const scanned = await sandbox.send('/sandbox/event', { openid: P, event: 'SCAN', eventKey: 'expo' })
  expect([scanned.status, scanned.body['error']]).toEqual([400, expect.stringContaining('has expired')])
  expect((await sandbox.event('SCAN', P, 'elsewhere')).deliveries).toHaveLength(1)
})
