import { startCluster } from '../support/postgres.ts'
import { MEASURES } from './checker.ts'
import { playDeliveries } from './fleet-deliveries.ts'
import { FleetProcesses } from './fleet-processes.ts'
import { FLEET_NEMESES, playFleetRound, type FleetNemesis } from './fleet-rounds.ts'
import { playOutage } from './fleet-outage.ts'
import { playUpgrade } from './fleet-upgrade.ts'
import { putFigures, whereAndWhen } from './figures.ts'
import { createRandom } from './random.ts'

/** How often each is played in a whole run. */
const WHOLE: Readonly<Record<FleetNemesis, number>> = {
  'the executor is killed': 400,
  'a front is killed': 200,
  'the executor stands still for 5 s': 20,
  'the executor stands still for 20 s': 20,
  'the executor stands still for 60 s': 20,
  'the database is restarted': 40,
  'the executor is cut off from the database for 20 s': 40,
  'all are restarted one after the other': 40,
}
/** Most of a round is waiting, so more worlds than a small machine has cores. */
const WORLDS = 6
const MEMBERS = 3
/** A world that broke is opened anew, so often. */
const OPENED_ANEW = 20
/** A lease that was renewed a moment ago, the poll that finds it expired, and the start on the store. */
const PROMISED_TAKEOVER_MS = 13_000

/**
 * `npm run faults -- --store postgres`: several processes on one PostgreSQL. `--minutes` ends the run earlier, with what was
 * played until then; `--worlds` says how many fleets are hurt side by side. Each has a cluster of its own, so that a restart
 * of the database hurts no other. Returns the number of findings.
 */
export async function playFleet(seed: number, minutes: number | undefined, worlds = WORLDS): Promise<number> {
  const startedAt = Date.now()
  const endsAt = startedAt + (minutes ?? Infinity) * 60_000
  const tallies = new Map(
    FLEET_NEMESES.map((nemesis) => [
      nemesis,
      { begun: 0, rounds: 0, lost: 0, doubled: 0, reordered: 0, silent: 0, unknown: 0, takeovers: [] as number[] },
    ]),
  )
  let findings = 0
  let round = 0
  const playWorld = async (world: number, random: () => number): Promise<void> => {
    const cluster = await startCluster()
    let fleet: FleetProcesses | undefined
    try {
      fleet = await FleetProcesses.open(cluster, `world_${world}`, MEMBERS)
      while (Date.now() < endsAt) {
        const [next] = [...tallies].sort(
          ([one, { begun: a }], [other, { begun: b }]) => a / WHOLE[one] - b / WHOLE[other],
        )
        if (next === undefined) return
        const [nemesis, tally] = next
        if (tally.begun >= WHOLE[nemesis]) return
        tally.begun += 1
        round += 1
        const verdict = await playFleetRound(fleet, cluster, round, nemesis, random)
        tally.rounds += 1
        for (const measure of [...MEASURES, 'unknown'] as const) tally[measure] += verdict[measure]
        if (verdict.takeoverMs !== null) tally.takeovers.push(verdict.takeoverMs)
        const seconds = verdict.takeoverMs === null ? '' : `, ${(verdict.takeoverMs / 1_000).toFixed(1)} s`
        console.log(`${new Date().toISOString()} world ${world}, round ${round}: ${nemesis}${seconds}`)
        if ((verdict.takeoverMs ?? 0) > PROMISED_TAKEOVER_MS) console.log(`late takeover: ${fleet.output}`)
        if (MEASURES.every((measure) => verdict[measure] === 0)) continue
        findings += 1
        console.log(`!! ${verdict.story}`)
      }
    } finally {
      await fleet?.close()
      await cluster.stop()
    }
  }
  let broken = 0
  const playWorlds = async (world: number): Promise<void> => {
    const random = createRandom(seed + world)
    for (let opened = 0; opened < OPENED_ANEW; opened += 1) {
      try {
        await playWorld(world, random)
        return
      } catch (error) {
        // What could not be judged is a finding, too.
        findings += 1
        broken += 1
        console.log(`!! ${new Date().toISOString()} world ${world} broke:`, error)
      }
    }
  }
  await Promise.all(Array.from({ length: worlds }, (_, world) => playWorlds(world)))
  const rows = [...tallies].map(([nemesis, tally]) => {
    const sorted = tally.takeovers.sort((a, b) => a - b)
    const seconds = (part: number) =>
      ((sorted[Math.floor(sorted.length * part)] ?? sorted.at(-1) ?? 0) / 1_000).toFixed(1)
    const takeover = sorted.length === 0 ? '–' : `${seconds(0.5)} s, ${seconds(1)} s`
    return `| ${nemesis} | ${tally.rounds} of ${WHOLE[nemesis]} | ${tally.lost} | ${tally.doubled} | ${tally.reordered} | ${tally.silent} | ${tally.unknown} | ${takeover} |`
  })
  const text = [
    '| what happened to three processes on PostgreSQL | rounds | lost | doubled | reordered | silent | unknown | until somebody executes (median, longest) |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `${whereAndWhen((Date.now() - startedAt) / 60_000)}, ${worlds} fleets side by side, of which ${broken} broke and were opened anew, their round not counted. To repeat it: \`npm run faults -- --store postgres --seed ${seed}\`${minutes === undefined ? '' : `; this run was ended after ${minutes} minutes, so it is a part of the whole`}.`,
  ].join('\n')
  console.log(text)
  putFigures('fleet', text)
  return findings
}

/** One delivery at two processes at once, a thousand times. Returns the number of findings. */
export async function playFleetDeliveries(messages = 1_000): Promise<number> {
  const startedAt = Date.now()
  const cluster = await startCluster(['fsync=off'])
  try {
    const { different, repeated, effects, commands, seconds } = await playDeliveries(cluster, messages)
    const text = `${messages} commands, each delivered to two of three processes at once, in ${seconds.toFixed(1)} s: ${commands} commands in the ledger, ${effects} followers moved by them, ${different.length} messages whose two answers were not one and the same final one (${repeated} deliveries were left unanswered first, and made again as the platform does). ${whereAndWhen((Date.now() - startedAt) / 60_000)}.`
    putFigures('fleet deliveries', text)
    console.log(text)
    for (const one of different.slice(0, 10)) console.log(`!! ${one}`)
    return different.length + Math.abs(effects - messages) + Math.abs(commands - messages)
  } finally {
    await cluster.stop()
  }
}

/** A minute without the database, by a kill of it and by a cut of every way to it. Returns the number of findings. */
export async function playFleetOutages(seconds = 60, rate = 100): Promise<number> {
  const startedAt = Date.now()
  let findings = 0
  const rows: string[] = []
  for (const by of ['kill', 'cut'] as const) {
    const cluster = await startCluster()
    try {
      const { pushes, unanswered, p50Ms, p99Ms, slowestMs, met, lost, carriedOutMs } = await playOutage(
        cluster,
        `outage_${by}`,
        { seconds, rate, by },
      )
      const both = ([before, away]: readonly [number, number], digits = 0) =>
        `${before.toFixed(digits)} → ${away.toFixed(digits)}`
      rows.push(
        `| ${by === 'kill' ? 'the database is killed' : 'every process is cut off from it'} | ${both(pushes)} | ${both(unanswered)} | ${both(p50Ms, 1)} ms | ${both(p99Ms, 1)} ms | ${both(slowestMs)} ms | ${met} | ${lost} | ${(carriedOutMs / 1_000).toFixed(1)} s |`,
      )
      findings += unanswered[0] + unanswered[1] + lost
    } finally {
      await cluster.stop()
    }
  }
  const text = [
    `| ${seconds} s with the database → ${seconds} s without | pushes | not answered | median | p99 | slowest | met a rule meanwhile | of them lost | carried out after the return |`,
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `${whereAndWhen((Date.now() - startedAt) / 60_000)}; three processes, ${rate} pushes a second, and the generator of them on the same cores.`,
  ].join('\n')
  console.log(text)
  putFigures('fleet outages', text)
  return findings
}

/** Brings fleets of an earlier release up to date under load. Returns the number of findings. */
export async function playFleetUpgrades(seed: number, old: string, rounds = 10): Promise<number> {
  const startedAt = Date.now()
  const random = createRandom(seed)
  const cluster = await startCluster()
  const sums = { commands: 0, pushes: 0, unanswered: 0, lost: 0, doubled: 0, reordered: 0, silent: 0, unknown: 0 }
  let levels: readonly number[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      const verdict = await playUpgrade(cluster, `upgrade_${round}`, old, random)
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += verdict[key]
      levels = verdict.levels
      console.log(`${new Date().toISOString()} upgrade ${round}: ${JSON.stringify(sums)}`)
      if (verdict.unanswered > 0 || MEASURES.some((measure) => verdict[measure] > 0)) console.log(`!! ${verdict.story}`)
    }
  } finally {
    await cluster.stop()
  }
  const text = `${rounds} fleets of three processes of an earlier release were brought up to this one under load, one process after the other, the schema from level ${levels[0]} to ${levels[1]} in between: ${sums.commands} commands (lost ${sums.lost}, doubled ${sums.doubled}, reordered ${sums.reordered}, silent ${sums.silent}, unknown ${sums.unknown}) and ${sums.pushes} followers' pushes, of which ${sums.unanswered} were not answered. ${whereAndWhen((Date.now() - startedAt) / 60_000)}.`
  putFigures('fleet upgrades', text)
  console.log(text)
  return sums.unanswered + MEASURES.reduce((all, measure) => all + sums[measure], 0)
}
