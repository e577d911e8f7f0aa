import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../support/manual-clock.ts'
import { openPush } from './open-push.ts'
import { openSandbox, OWNER, P } from './open-sandbox.ts'
import type { OpenSandbox, Said } from './open-sandbox.ts'
import { answer, hang, reset, ScriptedCallback } from './scripted-callback.ts'

const GREY = '该公众号提供的服务出现故障，请稍后再试'

describe('how often it is delivered', () => {
  async function sayTo(
    callbackUrl: string,
  ): Promise<{ clock: ManualClock; sandbox: OpenSandbox; said: Promise<Said> }> {
    const clock = new ManualClock()
    const sandbox = await openSandbox({ clock, callbackUrl })
    return { clock, sandbox, said: sandbox.say('分组') }
  }

  it('cuts a delivery at 5 s and delivers the same message again, three times in all', async () => {
    const callback = await ScriptedCallback.open(hang)
    const { clock, said } = await sayTo(callback.url)
    for (let count = 1; count <= 3; count++) {
      await callback.received(count)
      await clock.advance(5_000)
    }
    const { msgId, deliveries, shown, reason } = await said
    expect(deliveries).toEqual([1, 2, 3].map((attempt) => ({ attempt, ms: 5_000, status: null, body: null })))
    expect(shown).toBe(GREY)
    expect(reason).toBe('no answer (timeout, timeout, timeout)')
    const pushed = callback.pushes.map(openPush)
    expect(new Set(pushed.map(({ MsgId }) => MsgId))).toEqual(new Set([msgId]))
    expect(new Set(pushed.map(({ CreateTime }) => CreateTime)).size).toBe(1)
    const stamps = callback.pushes.map(({ query }) => Number(query.get('timestamp')))
    expect(stamps.map((stamp) => stamp - stamps[0]!)).toEqual([0, 5, 10])
    expect(new Set(callback.pushes.map(({ query }) => query.get('nonce'))).size).toBe(3)
    expect(clock.pending).toBe(0)
  })

  it('shows the answer to the delivery that is still open, and ends with it (F25)', async () => {
    const callback = await ScriptedCallback.open(hang, answer('success'))
    const { clock, said } = await sayTo(callback.url)
    await callback.received(1)
    await clock.advance(5_000)
    expect(await said).toMatchObject({
      deliveries: [
        { attempt: 1, status: null, body: null },
        { attempt: 2, status: 200, body: 'success' },
      ],
      shown: null,
    })
    expect(clock.pending).toBe(0)
  })

  it('starts deliveries 5 s apart also when the connection is reset', async () => {
    const callback = await ScriptedCallback.open(reset, answer('success'))
    const { clock, said } = await sayTo(callback.url)
    await callback.received(1)
    await clock.advance(4_999)
    expect(callback.pushes).toHaveLength(1)
    await clock.advance(1)
    expect((await said).deliveries.map(({ status }) => status)).toEqual([null, 200])
  })

  it('delivers three times to an address where nobody listens', async () => {
    const { clock, said } = await sayTo(await refusingAddress())
    let outcome: Said | undefined
    void said.then((settled) => (outcome = settled))
    while (outcome === undefined) await clock.advance(1_000)
    expect(outcome.deliveries.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ])
    expect(outcome.shown).toBe(GREY)
    expect(outcome.reason).toBe('no answer (connection refused, connection refused, connection refused)')
  })

  it('takes an answer whose body never ends for none', async () => {
    const callback = await ScriptedCallback.open(
      (response) => void response.writeHead(200).write('succ'),
      answer('success'),
    )
    const { clock, said } = await sayTo(callback.url)
    await callback.received(1)
    await clock.advance(5_000)
    expect((await said).deliveries.map(({ status }) => status)).toEqual([null, 200])
  })

  it('ends with any HTTP answer, and shows the grey line for one that is not 200', async () => {
    const callback = await ScriptedCallback.open(answer('<html>502</html>', 502))
    const { said } = await sayTo(callback.url)
    expect(await said).toMatchObject({
      deliveries: [{ attempt: 1, ms: 0, status: 502, body: '<html>502</html>' }],
      shown: GREY,
      reason: 'status 502',
    })
  })

  it('follows no redirect', async () => {
    const callback = await ScriptedCallback.open((response) =>
      response.writeHead(302, { Location: '/elsewhere' }).end(),
    )
    const { said } = await sayTo(callback.url)
    expect(await said).toMatchObject({ shown: GREY, reason: 'status 302' })
    expect(callback.pushes).toHaveLength(1)
  })

  it('pushes to the address that was said last', async () => {
    const [first, second] = [await ScriptedCallback.open(answer('')), await ScriptedCallback.open(answer(''))]
    const sandbox = await openSandbox({ callbackUrl: first.url })
    sandbox.sandbox.setCallbackUrl(second.url)
    await sandbox.say('hi')
    expect([first.pushes.length, second.pushes.length]).toEqual([0, 1])
    expect(() => sandbox.sandbox.setCallbackUrl('ftp://127.0.0.1/')).toThrow(
      'The callback address of the sandbox must be an http or https URL.',
    )
  })

  it('ends its deliveries when it is closed', async () => {
    const callback = await ScriptedCallback.open(hang)
    const { clock, sandbox, said } = await sayTo(callback.url)
    await callback.received(1)
    await Promise.all([sandbox.sandbox.close(), said.catch(() => undefined)])
    await clock.advance(60_000)
    expect(callback.pushes).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })
})

it('shows nothing to somebody who has just left, whatever the answer', async () => {
  const callback = await ScriptedCallback.open(answer('rubbish'))
  const sandbox = await openSandbox({ callbackUrl: callback.url })
  expect(await sandbox.event('unsubscribe', P)).toMatchObject({ shown: null, reason: 'broken XML' })
  expect(await sandbox.say('hi', OWNER)).toMatchObject({ shown: GREY, reason: 'broken XML' })
})

async function refusingAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/wechat`
}
