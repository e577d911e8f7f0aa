import { readdirSync, readFileSync, mkdtempSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createCipher } from '../../src/protocol/cipher.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { OWNER, P, Q, Stage, until } from '../support/stage.ts'
import {
  fieldOf,
  isSigned,
  OLD,
  openOld,
  ORIGINAL_ID,
  plainAnswer,
  sealedAnswer,
  type Old,
  type SeenPush,
} from './upstreams.ts'
import { send } from '../support/send.ts'

let stage: Stage
afterEach(async () => {
  await stage.close()
})

const relayTo = (old: Old, more: Record<string, string> = {}): Record<string, string> => ({
  RELAY_URL: old.url,
  RELAY_TOKEN: OLD.token,
  RELAY_FALLBACK: '稍后回复您',
  ...more,
})
const SAFE = { RELAY_ENCODING_AES_KEY: OLD.encodingAesKey }
const answering = (text: string) => openOld(({ body }, response) => void response.end(plainAnswer(body, text)))

describe('what is relayed', () => {
  it('is the push byte for byte, freshly signed with the token of the old system and its own query', async () => {
    const old = await answering('旧')
    stage = await Stage.open({ WECHAT_MODE: 'safe', ...relayTo(old) })
    expect((await stage.say('价格 & <b>', P)).shown).toBe('旧')
    const [push] = old.seen
    expect(push && isSigned(push)).toBe(true)
    expect(push?.query.get('site')).toBe('1')
    expect(push?.query.get('openid')).toBe(P)
    const [delivery] = (await stage.get('/sandbox/deliveries')) as { opened: string }[]
    expect(push?.body).toBe(delivery?.opened)
  })

  it.each(['compat', 'safe'])('is sealed with its key in %s mode, beside clear fields in compat only', async (mode) => {
    const old = await openOld((_push, response) => void response.end('success'))
    stage = await Stage.open({ WECHAT_MODE: 'plain', ...relayTo(old, { ...SAFE, RELAY_MODE: mode }) })
    expect((await stage.say('嗯', P)).shown).toBeNull()
    const body = old.seen[0]?.body ?? ''
    expect(old.seen[0]?.query.get('encrypt_type')).toBe('aes')
    expect(body.includes('<Content>')).toBe(mode === 'compat')
    const [delivery] = (await stage.get('/sandbox/deliveries')) as { opened: string }[]
    expect(createCipher(OLD).open(fieldOf(body, 'Encrypt'))).toBe(delivery?.opened)
  })

  it('is everything that is no command: events, a code that opens nothing, and what an admin says otherwise', async () => {
    const old = await answering('旧')
    stage = await Stage.open(relayTo(old))
    await stage.event('subscribe', 'oNewcomer_000000000000000001')
    await stage.event('CLICK', P, 'k')
    await stage.event('unsubscribe', P)
    expect((await stage.say('认领 K7QD-9M2X', Q)).shown).toBe('旧')
    expect((await stage.say('今天天气不错', OWNER)).shown).toBe('旧')
    const relayed = old.seen.length
    expect((await stage.say('分组', OWNER)).shown).not.toBe('旧')
    expect([relayed, old.seen.length]).toEqual([5, 5])
  })

  it('answers with what the old system answers, and with nothing when it has nothing to say', async () => {
    const answers = ['', 'success', '\nsuccess\n']
    const old = await openOld((_push, response, count) => void response.end(answers[count - 1]))
    stage = await Stage.open(relayTo(old))
    for (const _answer of answers) {
      const said = await stage.say('嗯', P)
      expect([said.shown, said.reason]).toEqual([null, undefined])
    }
  })
})

describe('an answer that the platform would not show, or that is not for this follower', () => {
  type Answer = (push: SeenPush, response: ServerResponse) => void
  const bad: [string, Answer, Record<string, string>?][] = [
    [
      'another sender than the account (T47)',
      ({ body }, r) => void r.end(plainAnswer(body, '假', { from: 'gh_000000000000' })),
    ],
    ['another follower (T48)', ({ body }, r) => void r.end(plainAnswer(body, '假', { to: Q }))],
    ['From and To not swapped', ({ body }, r) => void r.end(plainAnswer(body, '假', { to: ORIGINAL_ID, from: P }))],
    ['status 500 (F60)', (_push, r) => void r.writeHead(500).end('boom')],
    ['HTML (F60)', (_push, r) => void r.end('<html><body>welcome</body></html>')],
    ['bytes that are no text (F60)', (_push, r) => void r.end(Buffer.from([0xff, 0xfe, 0x00, 0x80]))],
    ['70 KB (T51)', ({ body }, r) => void r.end(plainAnswer(body, 'x') + ' '.repeat(70_000))],
    ['a text over 2047 bytes', ({ body }, r) => void r.end(plainAnswer(body, 'x').replace('x', '字'.repeat(683)))],
    ['an empty text', ({ body }, r) => void r.end(plainAnswer(body, 'x').replace('[x]', '[]'))],
    [
      'a text that breaks CDATA (T50)',
      ({ body }, r) => void r.end(plainAnswer(body, 'x').replace('[x]', '[a ]]> <b]')),
    ],
    ['a closed connection', (_push, r) => void r.socket?.destroy()],
    ['clear text in safe mode', ({ body }, r) => void r.end(plainAnswer(body, '假')), SAFE],
    ['a wrong signature (F60)', ({ query }, r) => void r.end(sealedAnswer(plainAnswerTo(query), 'other')), SAFE],
    ['another key', ({ query }, r) => void r.end(sealedAnswer(plainAnswerTo(query), OLD.token, 'Z'.repeat(43))), SAFE],
  ]

  it.each<[string, Answer, Record<string, string>?]>(bad)('is not shown: %s', async (_what, answer, more = {}) => {
    const old = await openOld((push, response) => {
      answer(push, response)
    })
    stage = await Stage.open(relayTo(old, more))
    const said = await stage.say('嗯', P)
    expect([said.shown, said.reason, said.deliveries.length]).toEqual(['稍后回复您', undefined, 1])
    expect(await numbers()).toMatch(
      /fenzu_relay_total\{account="default",result="(?!answered|nothing)[a-z0-9-]+"\} 1\n/,
    )
  })

  it('but a good sealed one is, with milliseconds for its time stamp', async () => {
    const old = await openOld(({ query }, response) => void response.end(sealedAnswer(plainAnswerTo(query))))
    stage = await Stage.open(relayTo(old, SAFE))
    expect((await stage.say('嗯', P)).shown).toBe('真')
  })
})

function plainAnswerTo(query: URLSearchParams): string {
  return plainAnswer('', '真', { to: query.get('openid') ?? '', from: ORIGINAL_ID })
}

async function numbers(): Promise<string> {
  return (await send(`${stage.fenzu.url}/metrics`)).text()
}

describe('a slow system', () => {
  async function slow(afterMs: number, more: Record<string, string> = {}) {
    const clock = new ManualClock(Date.now())
    const waiting: (() => void)[] = []
    const old = await openOld(({ body }, response) => {
      waiting.push(() => void response.end(plainAnswer(body, '旧')))
    })
    stage = await Stage.open(relayTo(old, more), clock)
    const said = stage.say('嗯', P)
    await until(() => Promise.resolve(waiting.length === 1), 'the push at the old system')
    await clock.advance(Math.min(afterMs, 14_400))
    if (afterMs <= 14_400) for (const answer of waiting) answer()
    const { shown, reason, deliveries } = await turnUntil(clock, said, 100)
    return { shown, reason, deliveries: deliveries.length, calls: old.seen.length }
  }

  it.each([
    [3_000, '旧', 1],
    [7_000, '旧', 2],
    [12_000, '旧', 3],
    [20_000, '稍后回复您', 3],
  ])('by %i ms ends in %s, on delivery %i, and was called once (F59)', async (afterMs, shown, deliveries) => {
    expect(await slow(afterMs)).toEqual({ shown, reason: undefined, deliveries, calls: 1 })
  })

  it('is waited for no longer than the first delivery when its patience is once', async () => {
    const expected = { shown: '稍后回复您', reason: undefined, deliveries: 1, calls: 1 }
    expect(await slow(7_000, { RELAY_PATIENCE: 'once' })).toEqual(expected)
  })

  it('that drips bytes for ever ends in the fallback, too (T51)', async () => {
    const clock = new ManualClock(Date.now())
    const old = await openOld((_push, response) => {
      const drip = setInterval(() => response.write(' '), 5)
      response.on('close', () => clearInterval(drip))
    })
    stage = await Stage.open(relayTo(old), clock)
    const { shown, reason } = await turnUntil(clock, stage.say('嗯', P), 500)
    expect([shown, reason]).toEqual(['稍后回复您', undefined])
  })
})

describe('a system that is down', () => {
  it('is asked once more when nobody listens, then spared after five failures, and tried every ten seconds (F65)', async () => {
    const clock = new ManualClock(Date.now())
    const state = { works: false }
    const old = await openOld(({ body }, response) => {
      if (state.works) response.end(plainAnswer(body, '旧'))
      else response.writeHead(503).end()
    })
    stage = await Stage.open(relayTo(old), clock)
    const say = async () => (await turnUntil(clock, stage.say('嗯', P), 0)).shown
    for (let at = 0; at < 8; at += 1) expect(await say()).toBe('稍后回复您')
    expect(old.seen).toHaveLength(5)
    expect(await numbers()).toContain('fenzu_relay_stopped{account="default"} 1\n')
    await clock.advance(10_000)
    expect([await say(), await say(), old.seen.length]).toEqual(['稍后回复您', '稍后回复您', 6])
    state.works = true
    await clock.advance(10_000)
    expect([await say(), await say()]).toEqual(['旧', '旧'])
    expect(await numbers()).toContain('fenzu_relay_stopped{account="default"} 0\n')
  })

  it('that refuses connections ends in the fallback at once', async () => {
    const gone = { url: 'http://127.0.0.1:9/wx', seen: [] }
    stage = await Stage.open(relayTo(gone))
    const said = await stage.say('嗯', P)
    expect([said.shown, said.deliveries.length]).toEqual(['稍后回复您', 1])
    expect(await numbers()).toContain('fenzu_relay_total{account="default",result="refused"} 1\n')
  })

  it('holds up no admin: 200 wait for it, the next gets the fallback, and a command is answered', async () => {
    const old = await openOld(() => undefined)
    // Nobody turns the clock, so the old system is waited for without end.
    stage = await Stage.open(relayTo(old), new ManualClock(Date.now()))
    const followers = ((await stage.get('/sandbox/followers?limit=40')) as { followers: { openid: string }[] })
      .followers
    const all = Array.from({ length: 201 }, (_unused, at) => followers[(at % 38) + 2]?.openid ?? P)
    const texts = all.map((openid, at) => stage.say(`第${at}句`, openid))
    await until(() => Promise.resolve(old.seen.length === 200), '200 pushes at the old system')
    expect((await stage.say('分组', OWNER)).shown).toContain('VIP')
    expect(await numbers()).toContain('fenzu_relay_total{account="default",result="full"} 1\n')
    void Promise.allSettled(texts)
  })
})

it('a relay that leads back to fenzu is seen at once, and ends in the fallback (T49)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fenzu-loop-'))
  stage = await Stage.open({ DATABASE_URL: `sqlite:${join(folder, 'fenzu.db')}` })
  const port = new URL(stage.fenzu.url).port
  const own = { PORT: port, RELAY_URL: `http://127.0.0.1:${port}/wechat`, RELAY_TOKEN: 'sandbox' }
  const key = { RELAY_ENCODING_AES_KEY: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }
  await stage.restart({ ...own, ...key, RELAY_FALLBACK: '稍后回复您' })
  const said = await stage.say('嗯', P)
  expect([said.shown, said.deliveries.length]).toEqual(['稍后回复您', 1])
  expect(await numbers()).toContain('fenzu_relay_total{account="default",result="bad-loop"} 1\n')
})

it('nothing that a follower or the old system wrote is in the log, the store or the metrics (T54)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fenzu-canary-'))
  const old = await openOld(({ body }, response, count) => {
    if (count % 2 === 1) response.end(plainAnswer(body, 'CANARY-UPSTREAM'))
    else response.writeHead(500).end('CANARY-BROKEN')
  })
  stage = await Stage.open({ ...relayTo(old), LOG_LEVEL: 'trace', DATABASE_URL: `sqlite:${join(folder, 'fenzu.db')}` })
  for (const text of ['CANARY-ONE', 'CANARY-TWO', 'CANARY-THREE']) await stage.say(text, P)
  const metrics = await numbers()
  const files: string[] = []
  await stage.withoutBot(() => {
    files.push(...readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1')))
    return Promise.resolve()
  })
  expect(files.length).toBeGreaterThan(0)
  for (const text of [stage.log.join(''), metrics, ...files]) expect(text).not.toContain('CANARY')
  expect(stage.log.join('')).toContain('a push was not answered by the system relayed to')
  expect(stage.log.join('')).not.toContain(OLD.token)
})
