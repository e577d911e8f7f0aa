import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, Monotonic, TimeOfDay } from '../../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { Contacts } from '../../../src/people/contacts.ts'
import { openSqliteStore } from '../../../src/store/sqlite/open.ts'
import { makeDatabase, startCluster } from '../../support/postgres.ts'
import { FENZU } from '../contest/contestants.ts'
import { ServerProcess } from '../contest/server-process.ts'
import { CONNECTIONS } from '../contest/throughput.ts'
import type { Results } from '../results.ts'
import { median } from '../statistics.ts'
import type { Surroundings } from './surroundings.ts'

const WARM_UP = 6_000
const COMMANDS = 500
const A_SECOND = 50
const FOLLOWERS = 5_000
const SECONDS = 180

/** A front on PostgreSQL beside one process on SQLite, an admin through another process than the executor, and contacts. */
export async function measureFleet(around: Surroundings): Promise<Results['fleet']> {
  const { generator, platform, rounds, seconds, say } = around
  await platform.reset(40)
  const cluster = await startCluster()
  const servers: ServerProcess[] = []
  const start = async (more: Record<string, string> = {}): Promise<ServerProcess> => {
    const server = await ServerProcess.start(FENZU, 'plain', platform.url, more)
    servers.push(server)
    return server
  }
  try {
    const alone = await start()
    const shared = { DATABASE_URL: await makeDatabase(cluster.url, 'bench') }
    // The first one executes; the one that is measured only answers.
    await start(shared)
    const front = await start(shared)
    const play = async ({ port, pid }: ServerProcess, count: number) => {
      const pushes = { mode: 'plain', kind: 'text', bytes: 512, count } as const
      const load = await generator.play({ port, pid, connections: CONNECTIONS, expected: '', pushes })
      if (load.wrong > 0) throw new Error(`${load.wrong} pushes were answered wrongly: ${load.example}`)
      return load
    }
    const micros = new Map<ServerProcess, number[]>()
    for (const server of [alone, front]) await play(server, WARM_UP)
    for (let round = 0; round < rounds; round += 1) {
      for (const server of [alone, front]) {
        const { cpuMicros } = await play(server, Math.ceil(10_000 * seconds))
        micros.set(server, [...(micros.get(server) ?? []), cpuMicros])
      }
    }
    const figures = {
      sqliteMicros: median(micros.get(alone) ?? []),
      postgresMicros: median(micros.get(front) ?? []),
      ...(await playCommands(front, around)),
      contacts: await measureContacts(),
    }
    say(`fleet: ${JSON.stringify(figures)}`)
    return figures
  } finally {
    for (const server of servers) await server.stop()
    await cluster.stop()
  }
}

async function playCommands({ port, pid }: ServerProcess, { generator, platform }: Surroundings) {
  const people = (await platform.world()).followers
    .map(({ openid }) => openid)
    .filter((openid) => openid !== SANDBOX_ACCOUNT.owner)
  const play = (count: number, group: number) => {
    const commands = [group, group === 108 ? 107 : 108].flatMap((to) => people.map((openid) => `移动 ${openid} ${to}`))
    const pushes = { mode: 'plain', kind: 'command', bytes: 0, count, commands } as const
    const expected = Buffer.from('✅').toString('latin1')
    return generator.play({ port, pid, connections: 32, expected, pushes, rate: A_SECOND })
  }
  await play(COMMANDS / 5, 108)
  const { p50Ms, p99Ms, wrong, example } = await play(COMMANDS, 107)
  if (wrong > 0) throw new Error(`${wrong} moves were not told as done: ${example}`)
  return { commands: COMMANDS, p50Ms, p99Ms }
}

/** Five thousand followers who each push once a second, for three minutes of a clock that is turned as fast as it goes. */
async function measureContacts(): Promise<Results['fleet']['contacts']> {
  const clock = new TurnedClock()
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-bench-')), 'fenzu.db')
  const store = await openSqliteStore({ path, appid: SANDBOX_ACCOUNT.appid, clock })
  const contacts = new Contacts(store.people, clock, {
    contactsNotWritten: (error) => {
      throw error
    },
  })
  // As they are cut out of pushes: a new string for each.
  const openidOf = (one: number): string => Buffer.from(`oFollower${String(one).padStart(19, '0')}`).toString()
  const bare = cpuOf(() => {
    for (let push = 0; push < FOLLOWERS * SECONDS; push += 1) openidOf(push % FOLLOWERS)
  })
  const before = process.cpuUsage()
  for (let second = 0; second < SECONDS; second += 1) {
    for (let one = 0; one < FOLLOWERS; one += 1) contacts.note(openidOf(one), 'text')
    clock.turn(1_000)
    await contacts.write()
  }
  const { user, system } = process.cpuUsage(before)
  const transactions = store.commits
  await contacts.close()
  await store.close()
  const pushes = FOLLOWERS * SECONDS
  return { pushes, micros: (user + system - bare) / pushes, transactionsASecond: transactions / SECONDS }
}

function cpuOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** Time goes on only when it is turned; who waits is served by whoever turns it. */
class TurnedClock implements Clock {
  #ms = Date.now()

  now(): TimeOfDay {
    return this.#ms as TimeOfDay
  }

  elapsed(): Monotonic {
    return this.#ms as Monotonic
  }

  steady(): number {
    return this.#ms
  }

  setTimer(): () => void {
    return () => undefined
  }

  turn(ms: number): void {
    this.#ms += ms
  }
}
