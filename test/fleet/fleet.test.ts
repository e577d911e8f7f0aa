import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fleet } from '../support/fleet.ts'
import { createClient } from '../../src/store/postgres/pool.ts'
import { P, Q, saidIn, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

const FRIEND = Q

let fleet: Fleet

beforeAll(async () => {
  fleet = await Fleet.open(2)
})
afterAll(async () => {
  await fleet.close()
})

describe('two processes that serve one account', () => {
  it('have one executor, which every process knows', async () => {
    const executor = await fleet.executor()
    expect((await fleet.readiness(1 - executor))['executor']).toBe('elsewhere')
    const sums = await Promise.all(
      fleet.bots.map(async ({ url }) => {
        const text = await (await send(`${url}/metrics`)).text()
        return Number(/^fenzu_executor\{account="default"\} (\d)$/m.exec(text)?.[1])
      }),
    )
    expect(sums.sort()).toEqual([0, 1])
  })

  it('answer an admin through whichever process the text reaches', async () => {
    for (const at of [0, 1]) {
      const { shown } = await fleet.say(at, `移动 ${P} ${at === 0 ? 108 : 107}`)
      expect(saidIn(shown)).toMatch(/^✅ oDF3…CM58：.* → (VIP\(108\)|test\(107\))/)
    }
    expect((await fleet.world()).followers.find(({ openid }) => openid === P)?.groupid).toBe(107)
  })

  it('understand the answer to a question that another process put through', async () => {
    const asked = await fleet.say(0, `移动 ${Q}`)
    expect(asked.shown).toContain('108')
    const { shown } = await fleet.say(1, 'VIP')
    expect(saidIn(shown)).toMatch(/→ VIP\(108\)/)
  })

  it('answer a follower in each of them as ever', async () => {
    for (const at of [0, 1]) {
      const { shown, deliveries } = await fleet.say(at, '你好', P)
      expect([shown, deliveries.map(({ status }) => status)]).toEqual([null, [200]])
    }
  })

  it('let somebody in by a code that only its hash crosses, and know them in every process', async () => {
    const { shown } = await fleet.say(0, '管理员 邀请 管理员')
    const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(shown ?? '')?.[0]
    expect(code).toBeDefined()
    const welcome = await until(
      async () => (await fleet.say(1, `认领 ${code}`, FRIEND)).shown ?? undefined,
      'process 1 to know that a code waits',
    )
    expect(welcome).toContain('管理员')
    expect(
      await until(async () => (await fleet.say(0, '查 我', FRIEND)).shown ?? undefined, 'a known admin'),
    ).toContain('od8X…6KBc')
  })
})

const groupOf = async (openid: string) =>
  (await fleet.world()).followers.find((follower) => follower.openid === openid)?.groupid

/** The hour is over. */
async function setDue(): Promise<void> {
  const client = createClient(fleet.env['DATABASE_URL'] ?? '')
  await client.connect()
  await client.query('update move_end set due_at = 0')
  await client.end()
}

describe('a stop of the executor', () => {
  it('hands over within seconds: the other process goes on, and nothing is lost', async () => {
    const executor = await fleet.executor()
    const other = 1 - executor
    const before = await groupOf(Q)
    expect(saidIn((await fleet.say(other, `移动 ${Q} 107 1小时`)).shown)).toMatch(/test\(107\)，.* 移回$/)
    await setDue()
    const since = (await fleet.calls()).at(-1)?.seq
    const stopped = fleet.bots[executor]!.stop()
    const { shown } = await fleet.say(other, `移动 ${P} 102`)
    expect(saidIn(shown)).toMatch(/→ 新人\(102\)/)
    await stopped
    // What is for a time is ended by whoever executes.
    await until(async () => (await groupOf(Q)) === before, 'the end of a move for a time')
    const back = (await fleet.calls(since)).filter(({ path, body }) => {
      return path === '/cgi-bin/groups/members/update' && JSON.stringify(body).includes(Q)
    })
    expect(back).toHaveLength(1)
    expect((await fleet.readiness(other))['executor']).toBe('here')
    fleet.bots[executor] = fleet.bots[other]!
  })
})
