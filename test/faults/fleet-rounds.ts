import type { Cluster } from '../support/postgres.ts'
import { until } from '../support/stage.ts'
import { check, type Verdict } from './checker.ts'
import type { FleetProcesses } from './fleet-processes.ts'
import type { Processes } from './processes.ts'
import { pick } from './random.ts'

/** What is done to one of several processes, or to their database, while commands are under way. */
export const FLEET_NEMESES = [
  'the executor is killed',
  'a front is killed',
  'the executor stands still for 5 s',
  'the executor stands still for 20 s',
  'the executor stands still for 60 s',
  'the database is restarted',
  'the executor is cut off from the database for 20 s',
  'all are restarted one after the other',
] as const
export type FleetNemesis = (typeof FLEET_NEMESES)[number]

const SETTLING_MS = 240_000
const LOOK_MS = 200

export interface FleetVerdict extends Verdict {
  /** From what was done to the answer of the next executor; null where nobody had to take over. */
  readonly takeoverMs: number | null
  readonly story: string
}

/** Four commands at random moments, one nemesis, and the comparison of the two records when all has settled. */
export async function playFleetRound(
  fleet: FleetProcesses,
  cluster: Cluster,
  round: number,
  nemesis: FleetNemesis,
  random: () => number,
): Promise<FleetVerdict> {
  const from = await begin(fleet)
  const followers = (await fleet.world()).followers.slice(2, 40)
  const executor = await fleet.executor()
  const texts = Array.from({ length: 4 }, (_, at) =>
    at === 3 ? `新建 组${round}` : `移动 ${pick(random, followers).openid} ${pick(random, ['108', '107', '102'])}`,
  )
  const said = texts.map(async (text) => {
    await pause(random() * 400)
    return fleet.say(text)
  })
  await pause(random() * 400)
  const takeoverMs = await hurt(fleet, cluster, nemesis, executor, random)
  const shown = (await Promise.all(said)).map((one) => one.shown)
  const verdict = await settle(fleet, from)
  return {
    ...verdict,
    takeoverMs,
    story: `round ${round}, ${nemesis}: ${JSON.stringify(texts)} shown ${JSON.stringify(shown)}: ${verdict.story}`,
  }
}

/** Where the two records stood when a round began. */
export interface Beginning {
  readonly base: number
  readonly since: number
}

export async function begin(fleet: FleetProcesses): Promise<Beginning> {
  const base = Number((await fleet.rows('select coalesce(max(number), 0) as n from command'))[0]?.['n'])
  return { base, since: (await fleet.calls(0)).at(-1)?.seq ?? 0 }
}

/** Waits until everything has ended and was told, and lays the two records side by side. */
export async function settle(fleet: FleetProcesses, { base, since }: Beginning): Promise<Verdict & { story: string }> {
  await until(async () => (await open(fleet, base)) === 0, 'everything to end', SETTLING_MS, LOOK_MS)
  const rows = await fleet.rows(
    `select number, state, outcome, plan, telling from command where number > ${base} order by number`,
  )
  const records = { rows: () => rows, calls: (at: number) => fleet.calls(at), say: (text: string) => fleet.say(text) }
  return check(records as unknown as Processes, base, since)
}

async function open(fleet: FleetProcesses, base: number): Promise<number> {
  const [row] = await fleet.rows(
    `select (select count(*) from command where number > ${base} and (state <> 'ended' or telling is null))
      + (select count(*) from inbox where final is null) as n`,
  )
  return Number(row?.['n'])
}

async function hurt(
  fleet: FleetProcesses,
  cluster: Cluster,
  nemesis: FleetNemesis,
  executor: number,
  random: () => number,
): Promise<number | null> {
  const startedAt = performance.now()
  const takenOver = async (): Promise<number> => {
    await fleet.executor()
    return performance.now() - startedAt
  }
  switch (nemesis) {
    case 'the executor is killed':
    case 'a front is killed': {
      const at = nemesis === 'a front is killed' ? (executor + 1) % fleet.members.length : executor
      fleet.signal(at, 'SIGKILL')
      await fleet.ended(at)
      const ms = at === executor ? await takenOver() : null
      await fleet.start(at)
      return ms
    }
    case 'the executor stands still for 5 s':
    case 'the executor stands still for 20 s':
    case 'the executor stands still for 60 s': {
      const seconds = Number(/\d+/.exec(nemesis)?.[0])
      fleet.signal(executor, 'SIGSTOP')
      const waking = pause(seconds * 1_000).then(() => {
        fleet.signal(executor, 'SIGCONT')
      })
      const ms = await takenOver()
      await waking
      return ms
    }
    case 'the database is restarted':
      await cluster.kill(random() < 0.5 ? 'SIGQUIT' : 'SIGINT')
      await pause(random() * 3_000)
      await cluster.start()
      return takenOver()
    case 'the executor is cut off from the database for 20 s': {
      fleet.members[executor]?.wire.cut()
      const mending = pause(20_000).then(() => fleet.members[executor]?.wire.mend())
      await pause(8_000)
      const ms = await takenOver()
      await mending
      return ms
    }
    case 'all are restarted one after the other':
      for (const at of fleet.members.keys()) {
        fleet.signal(at, 'SIGTERM')
        await fleet.ended(at)
        await fleet.start(at)
      }
      return null
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
