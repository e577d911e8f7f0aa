import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { P, Stage, until } from '../support/stage.ts'
import { OLD, openCoWechat, openWechat } from './upstreams.ts'

let stage: Stage | undefined
afterEach(async () => {
  await stage?.close()
  stage = undefined
})

const relayTo = (url: string, mode: string) => ({
  RELAY_URL: url,
  RELAY_TOKEN: OLD.token,
  RELAY_MODE: mode,
  ...(mode === 'plain' ? {} : { RELAY_ENCODING_AES_KEY: OLD.encodingAesKey }),
})

describe.each([
  ['npm wechat', openWechat],
  ['npm co-wechat', openCoWechat],
] as const)('%s as the system that was there', (_name, open) => {
  it.each([
    ['plain', 'safe'],
    ['safe', 'plain'],
    ['safe', 'safe'],
    ['plain', 'compat'],
  ] as const)('answers in %s mode to an account in %s mode, with a token and key of its own', async (mode, ours) => {
    const old = await open(mode, (said) => Promise.resolve(`旧系统：${said}`))
    stage = await Stage.open({ WECHAT_MODE: ours, ...relayTo(old.url, mode) })
    const said = await stage.say('你好', P)
    expect([said.shown, said.reason]).toEqual(['旧系统：你好', undefined])
    expect(old.calls).toEqual(['你好'])
  })

  it('runs its handler once for three deliveries, and its late answer arrives', async () => {
    const clock = new ManualClock(Date.now())
    const ready = Promise.withResolvers<string>()
    const old = await open('safe', () => ready.promise)
    stage = await Stage.open(relayTo(old.url, 'safe'), clock)
    const said = stage.say('慢慢来', P)
    await until(() => Promise.resolve(old.calls.length === 1), 'the push at the old system')
    await clock.advance(12_000)
    ready.resolve('终于好了')
    const { shown, deliveries } = await turnUntil(clock, said, 0)
    expect([shown, deliveries.length, old.calls]).toEqual(['终于好了', 3, ['慢慢来']])
  })
})

it('an answer that breaks its own CDATA, as npm wechat writes it, ends in the fallback (T50)', async () => {
  const old = await openWechat('plain', () => Promise.resolve('a ]]> b'))
  stage = await Stage.open({ ...relayTo(old.url, 'plain'), RELAY_FALLBACK: '稍等' })
  const said = await stage.say('你好', P)
  expect([said.shown, said.reason]).toEqual(['稍等', undefined])
})
