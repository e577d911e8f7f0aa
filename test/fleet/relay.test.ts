import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FleetProcesses } from '../faults/fleet-processes.ts'
import { OLD, fieldOf, plainAnswer } from '../relay/upstreams.ts'
import { createEnvelopeOf, sendPush, type SignedPush } from '../support/fleet-push.ts'
import { startCluster, type Cluster } from '../support/postgres.ts'
import { P, Q, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

/*
 * The relay and the kept replies at real processes on PostgreSQL: the old system sees what reaches it through any of them, and
 * what the console said is played where it has nothing to say.
 */

/** What the sandbox's first console answers. */
const KEYWORD = '营业时间'
const KEPT = '每天 10:00 到 22:00，节假日照常。'
const FALLBACK = '稍后回复您'

type Behaviour = (body: string, response: ServerResponse) => void
const answers: Behaviour = (body, response) => {
  response.end(plainAnswer(body, `旧：${fieldOf(body, 'Content')}`))
}

/** The system that was there before. */
const old = { seen: [] as string[], behaves: answers, url: '' }
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString()
    old.seen.push(fieldOf(body, 'Content'))
    old.behaves(body, response)
  })
})

let cluster: Cluster
let fleet: FleetProcesses
let executor: number
let front: number

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  old.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wx`
  cluster = await startCluster(['fsync=off'])
  fleet = await FleetProcesses.open(cluster, 'relay', 2, {
    more: {
      WECHAT_MODE: 'plain',
      RELAY_URL: old.url,
      RELAY_TOKEN: OLD.token,
      RELAY_FALLBACK: FALLBACK,
      FENZU_KEPT_REPLIES: 'on',
    },
  })
  executor = await fleet.executor()
  front = 1 - executor
}, 120_000)
afterAll(async () => {
  await fleet.close()
  await cluster.stop()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  old.seen.length = 0
  old.behaves = answers
})

/** What a follower reads of one delivery to that process. */
async function deliver(at: number, push: SignedPush): Promise<string> {
  const { status, body } = await sendPush(fleet.urlOf(at), push)
  if (status !== 200) throw new Error(`${status} ${body}`)
  return body === 'success' ? body : fieldOf(body, 'Content')
}

const say = (at: number, text: string, openid = P) => deliver(at, createEnvelopeOf(openid, text))

describe('what a front relays', () => {
  it('is answered by the old system, at a process that does not execute as at the one that does', async () => {
    for (const at of [front, executor]) expect(await say(at, `价格${at}`)).toBe(`旧：价格${at}`)
    expect(old.seen).toEqual([`价格${front}`, `价格${executor}`])
  })

  it('is one call for three deliveries that meet one front; the first two are left for the third', async () => {
    const waiting: (() => void)[] = []
    old.behaves = (body, response) => waiting.push(() => answers(body, response))
    const push = createEnvelopeOf(P, '慢')
    const cut = new AbortController()
    const first = send(`${fleet.urlOf(front)}/wechat?${push.query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: push.body,
      signal: cut.signal,
    }).then(
      () => 'answered',
      () => 'cut',
    )
    await until(() => Promise.resolve(waiting.length === 1), 'the push at the old system')
    // As the platform does after five seconds.
    cut.abort()
    const second = deliver(front, push)
    const third = deliver(front, push)
    for (const answer of waiting) answer()
    expect(await Promise.all([first, second, third])).toEqual(['cut', '旧：慢', '旧：慢'])
    expect(old.seen).toEqual(['慢'])
    expect(await deliver(front, push)).toBe('旧：慢')
    expect(old.seen).toHaveLength(1)
  })

  it('goes to the kept replies where the old system has nothing to say', async () => {
    old.behaves = (_body, response) => void response.end('success')
    for (const at of [front, executor])
      await until(async () => (await say(at, KEYWORD, Q)) === KEPT, `process ${at} to have read what is kept`)
  })
})

describe('while the database is away', () => {
  it('followers get the answers of the old system and the kept replies through every process (F71)', async () => {
    await cluster.kill()
    for (let round = 0; round < 10; round += 1) {
      old.behaves = answers
      for (const at of [front, executor]) expect(await say(at, `还在${round}`)).toBe(`旧：还在${round}`)
      old.behaves = (_body, response) => void response.end('success')
      for (const at of [front, executor]) expect(await say(at, KEYWORD, Q)).toBe(KEPT)
    }
    for (const at of [front, executor]) expect((await send(`${fleet.urlOf(at)}/readyz`)).status).toBe(200)
    await cluster.start()
    executor = await fleet.executor()
    front = 1 - executor
    const moved = async () => (await fleet.say(`移动 ${P} 108`)).shown?.startsWith('✅')
    await until(moved, 'a command after the database is back', 60_000)
    old.behaves = answers
    expect(await say(front, '回来了')).toBe('旧：回来了')
  }, 120_000)
})

describe('an old system that fails', () => {
  it('is spared by the front that met it, after five failures; the other process finds out by itself', async () => {
    old.behaves = (_body, response) => void response.writeHead(503).end()
    for (let at = 0; at < 8; at += 1) expect(await say(front, `坏${at}`)).toBe(FALLBACK)
    expect(old.seen).toHaveLength(5)
    const metrics = await (await send(`${fleet.urlOf(front)}/metrics`)).text()
    expect(metrics).toContain('fenzu_relay_stopped{account="default"} 1\n')
    old.behaves = answers
    expect([await say(executor, '好'), await say(front, '好')]).toEqual(['旧：好', FALLBACK])
    // Ten seconds later one push tries it.
    await until(async () => (await say(front, '又好')) === '旧：又好', 'the front to try again', 20_000, 500)
  }, 60_000)
})
