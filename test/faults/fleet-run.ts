import { startCluster } from '../support/postgres.ts'
import { MEASURES } from './checker.ts'
import { playDeliveries } from './fleet-deliveries.ts'
import { FleetProcesses } from './fleet-processes.ts'
import { FLEET_NEMESES, playFleetRound, type FleetNemesis } from './fleet-rounds.ts'
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
const WORLDS = 4
const MEMBERS = 3
/** A lease that was renewed a moment ago, the poll that finds it expired, and the start on the store. */
const PROMISED_TAKEOVER_MS = 13_000

/**
 * `npm run faults -- --store postgres`: several processes on one PostgreSQL. `--minutes` ends the run earlier, with what was
 * played until then. Each world has a cluster of its own, so that a restart of the database hurts no other. Returns the number of findings.
 */
export async function playFleet(seed: number, minutes: number | undefined): Promise<number> {
  const startedAt = Date.now()
  const endsAt = startedAt + (minutes ?? Infinity) * 60_000
  const tallies = new Map(
    FLEET_NEMESES.map((nemesis) => [
      nemesis,
      { begun: 0, rounds: 0, lost: 0, doubled: 0, reordered: 0, silent: 0, unknown: 0, takeovers: [] as number[] },
    ]),
  )
  let findings = 0
  const playWorld = async (world: number): Promise<void> => {
    const random = createRandom(seed + world)
    const cluster = await startCluster()
    const fleet = await FleetProcesses.open(cluster, `world_${world}`, MEMBERS)
    try {
      for (let round = world; Date.now() < endsAt; round += WORLDS) {
        const [next] = [...tallies].sort(
          ([one, { begun: a }], [other, { begun: b }]) => a / WHOLE[one] - b / WHOLE[other],
        )
        if (next === undefined) return
        const [nemesis, tally] = next
        if (tally.begun >= WHOLE[nemesis]) return
        tally.begun += 1
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
      await fleet.close()
      await cluster.stop()
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: WORLDS }, (_, world) => playWorld(world)))
  for (const one of ended) {
    if (one.status === 'fulfilled') continue
    findings += 1
    console.log('!! a world ended early:', one.reason)
  }
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
    `${whereAndWhen((Date.now() - startedAt) / 60_000)}. To repeat it: \`npm run faults -- --store postgres --seed ${seed}\`${minutes === undefined ? '' : `; this run was ended after ${minutes} minutes, so it is a part of the whole`}.`,
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
