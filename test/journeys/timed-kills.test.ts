import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Processes } from '../faults/processes.ts'
import { Q, until } from '../support/stage.ts'

const MOVE = '/cgi-bin/groups/members/update'
const BEFORE = 102
const TIMEOUT_MS = 120_000

/** What the next start of the bot is killed by, if anything. */
const env: Record<string, string> = {}
let processes: Processes

beforeAll(async () => {
  processes = await Processes.open({ pushTimeoutMs: 5_000, env })
  await processes.startBot()
})
afterAll(async () => {
  await processes.close()
})

/** The hour is over while nothing runs. */
function setDue(): void {
  const db = new DatabaseSync(processes.database)
  db.exec('update move_end set due_at = 0')
  db.close()
}

async function startAndDie(kill: object | undefined): Promise<void> {
  if (kill !== undefined) {
    env['LEVERS_KILL'] = JSON.stringify(kill)
    await processes.startBot().catch(() => undefined)
    await processes.botEnded()
    delete env['LEVERS_KILL']
    return
  }
  // The platform moves them, and answers too late.
  await processes.order(MOVE, 'delay', { ms: 10_000 })
  const since = await processes.lastCall()
  await processes.startBot()
  await until(async () => (await processes.calls(since)).some(({ path }) => path === MOVE), 'the call')
  await processes.killBot()
  await processes.clearFaults()
}

const groupOfQ = async () => (await processes.world()).followers.find(({ openid }) => openid === Q)?.groupid

describe('the end of a move for a time', () => {
  it.each([
    ['after its acceptance is on disk', { side: 'after', pattern: 'insert into "command"' }],
    [
      'after its plan is on disk, before the call',
      { side: 'after', pattern: 'update "command" set "state" = \\?, "plan"' },
    ],
    ['after the call was applied, before its answer', undefined],
  ])(
    'comes once, when the process is killed %s (F83)',
    async (_when, kill) => {
      await processes.say(`移动 ${Q} VIP 1小时`)
      await processes.settled()
      const { number: move } =
        processes.rows("select max(number) as number from command where command = '移动'")[0] ?? {}
      await processes.killBot()
      setDue()
      const since = await processes.lastCall()
      await startAndDie(kill)
      await processes.startBot()
      const ends = () => processes.rows(`select outcome from command where admin = 'scheduler:${Number(move)}'`)
      await until(() => Promise.resolve(ends().some(({ outcome }) => outcome !== null)), 'the end')
      expect(await groupOfQ()).toBe(BEFORE)
      const calls = (await processes.calls(since)).filter(({ path, applied }) => path === MOVE && applied)
      expect(calls.map(({ body }) => body)).toEqual([{ openid: Q, to_groupid: BEFORE }])
      expect(ends()).toEqual([{ outcome: 'done' }])
      expect(processes.rows('select number from move_end')).toEqual([])
    },
    TIMEOUT_MS,
  )
})
