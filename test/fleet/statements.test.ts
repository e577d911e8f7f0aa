import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { POLL_MS } from '../../src/store/fleet.ts'
import { Fleet } from '../support/fleet.ts'
import { P } from '../support/stage.ts'

/*
 * What a command costs the database is above all the number of statements: each is a journey, is read and planned, and wakes
 * two processes. So they are counted, and the bound is raised only by whoever means to.
 */

const COMMANDS = 20
/** Of a move through the process that does not execute, its beginnings and ends of transactions counted too. */
const MOST_A_COMMAND = 24

/** Asked as time goes by, and not for a command. */
const LOOKS_AT_LEASE = /from account_revision/
const AS_TIME_GOES_BY = [
  LOOKS_AT_LEASE,
  /^update lease/,
  /from "?errand/,
  /as is_accepted/,
  /select dedupe_key, interim, final/,
]

const sent: string[] = []
let fleet: Fleet

beforeAll(async () => {
  fleet = await Fleet.open(2)
})
afterAll(async () => {
  await fleet.close()
})

it('carries a command out with few statements, and wakes nobody whom it is not about', async () => {
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    if (typeof args[0] === 'string') sent.push(args[0].replace(/\s+/g, ' ').trim())
    return original.apply(this, args) as never
  })
  const executor = await fleet.executor()
  const front = 1 - executor
  const move = async (at: number): Promise<void> => {
    expect((await fleet.say(front, `移动 ${P} ${at % 2 === 0 ? 108 : 107}`)).shown).toContain('✅')
  }
  // What is done once in a process is done.
  for (let at = 0; at < 4; at += 1) await move(at)
  sent.length = 0
  const startedAt = performance.now()
  for (let at = 0; at < COMMANDS; at += 1) await move(at)
  const tookMs = performance.now() - startedAt
  const forCommands = sent.filter((text) => !AS_TIME_GOES_BY.some((pattern) => pattern.test(text)))
  expect(forCommands.length / COMMANDS).toBeGreaterThan(10)
  expect(forCommands.length / COMMANDS).toBeLessThanOrEqual(MOST_A_COMMAND)
  const looks = sent.filter((text) => LOOKS_AT_LEASE.test(text)).length
  expect(looks).toBeLessThanOrEqual(fleet.bots.length * (tookMs / POLL_MS + 2))
})
