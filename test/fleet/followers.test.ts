import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import pg from 'pg'
import { openDatabase } from '../support/postgres-run.ts'
import { Fleet } from '../support/fleet.ts'
import { P, Q, until } from '../support/stage.ts'

/** What the sandbox's first console answers, and which rule has a second answer. */
const KEYWORD = '营业时间'
const FIRST = '每天 10:00 到 22:00，节假日照常。'
const WELCOME = '欢迎关注！发「营业时间」看几点开门，发「秋季画册」看新品。'

let fleet: Fleet
let database: pg.Pool

beforeAll(async () => {
  const url = await openDatabase()
  database = new pg.Pool({ connectionString: url, max: 1 })
  fleet = await Fleet.open(0, { DATABASE_URL: url })
  await fleet.start()
  await fleet.start()
  await fleet.executor()
})
afterAll(async () => {
  await database.end()
  await fleet.close()
})

const count = async (query: string, ...values: unknown[]): Promise<number> => {
  const { rows } = await database.query<{ n: string }>(`select count(*) as n from ${query}`, values)
  return Number(rows[0]?.n)
}

describe('kept replies', () => {
  it('are played by every process as the console would', async () => {
    for (const at of [0, 1]) {
      const shown = await until(
        async () => (await fleet.say(at, KEYWORD, P)).shown ?? undefined,
        `process ${at} to have read what is kept`,
      )
      expect(shown).toBe(FIRST)
    }
  })

  it('show the others of a rule once, whichever process answered', async () => {
    const messages = async () => ((await fleet.get(`/sandbox/messages?openid=${Q}`)) as unknown[]).length
    const executor = await fleet.executor()
    const before = await messages()
    for (const at of [executor, 1 - executor]) expect((await fleet.say(at, KEYWORD, Q)).shown).toBe(FIRST)
    await until(async () => (await messages()) === before + 2, 'the second answers')
    expect(await count("inbox where kind = 'others' and body <> ''")).toBe(0)
  })

  it('that are stopped in one process are stopped in all', async () => {
    const executor = await fleet.executor()
    const shown = (await fleet.say(1 - executor, '自动回复')).shown ?? ''
    const number = /^(\d+) 关键词「营业时间/m.exec(shown)?.[1]
    expect((await fleet.say(executor, `自动回复 停 ${number}`)).shown).toContain('停')
    for (const at of [0, 1]) await until(async () => (await fleet.say(at, KEYWORD, P)).shown === null, `process ${at}`)
  })
})

describe('somebody who leaves through any process (F84)', () => {
  it.each([0, 1])('%i: is on disk before the answer, and erased by whoever executes', async (at) => {
    const openid = `oLeaves_through_process_${at}000`
    await fleet.event(1 - at, 'subscribe', openid)
    await until(async () => (await count('person where openid = $1', openid)) === 1, 'a person')
    const left = await fleet.event(at, 'unsubscribe', openid)
    expect(left.deliveries.map(({ status }) => status)).toEqual([200])
    expect(await count("inbox where kind = 'gone' and sender = $1", openid)).toBe(1)
    await until(async () => (await count('person where openid = $1', openid)) === 0, 'nobody')
    expect((await fleet.event(1 - at, 'subscribe', openid)).shown).toBe(WELCOME)
    await until(async () => (await count('person where openid = $1', openid)) === 1, 'the person anew')
  })

  it('is dropped from the memory of the others: what was gathered of them there is written by nobody', async () => {
    await fleet.say(0, '你好', Q)
    await until(async () => (await count('person where openid = $1', Q)) === 1, 'a person')
    // Of whoever is known this waits for its minute, in process 0.
    await fleet.say(0, '再见', Q)
    await fleet.event(1, 'unsubscribe', Q)
    await until(async () => (await count('person where openid = $1', Q)) === 0, 'nobody')
    await fleet.bots[0]!.stop()
    expect(await count('person where openid = $1', Q)).toBe(0)
    await fleet.bots[1]!.stop()
    fleet.bots.length = 0
  })
})
