import { parseArgs } from 'node:util'
import { MEASURES, type Verdict } from './checker.ts'
import { playFollowerStorm } from './follower-storm.ts'
import { playFleet } from './fleet-run.ts'
import { CHANGES, playKill, POINTS } from './kills.ts'
import { killDuringMigration } from './migrations.ts'
import { putFigures, whereAndWhen } from './figures.ts'
import { traceSyncs } from './power-cut.ts'
import { playPlacing, PLACING_POINTS, PLACINGS } from './placings.ts'
import { Processes, type ProcessesOptions } from './processes.ts'
import { createRandom, pick } from './random.ts'
import { NEMESES, playStorm } from './storms.ts'
import { playTriples } from './triples.ts'

/*
 * The long run: hurts the real processes again and again and writes what came of it into docs/reliability.md.
 * `npm run faults -- --kills 1800 --storms 300 --seed 1`; a seed replays the same rounds. `--only kills` runs one part.
 */

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1800' },
    storms: { type: 'string', default: '300' },
    placings: { type: 'string', default: '200' },
    seed: { type: 'string' },
    only: { type: 'string' },
    store: { type: 'string', default: 'sqlite' },
    minutes: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
/** Worlds side by side: a start is often waited for, so one more than a small machine has cores. */
const WORLDS = 3
const HASTY = { pushTimeoutMs: 1_000, env: { FENZU_REPLY_DEADLINE_MS: '600' } }
const PLAIN = { pushTimeoutMs: 5_000, env: { WECHAT_MODE: 'plain', FENZU_REPLY_DEADLINE_MS: '4500' } }
let failures = 0

console.log(`seed ${seed}`)
const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  kills: () => playTable('kills', 'killed', POINTS, Number(values.kills), playKillOf),
  storms: () => playTable('storms', 'what happened meanwhile', NEMESES, Number(values.storms), playStorm),
  placings: () => playTable('placings', 'killed', PLACING_POINTS, Number(values.placings), playPlacingOf),
  migrations: playMigrations,
  'power cut': playPowerCut,
  triples: playTripleDeliveries,
  followers: playFollowers,
}
if (values.store === 'postgres')
  failures += await playFleet(seed, values.minutes === undefined ? undefined : Number(values.minutes))
else
  for (const [name, play] of Object.entries(PARTS)) if (values.only === undefined || values.only === name) await play()
process.exitCode = failures === 0 ? 0 : 1

type Play<Case> = (
  processes: Processes,
  round: number,
  one: Case,
  random: () => number,
) => Promise<Verdict & { story: string }>

function playKillOf(processes: Processes, round: number, point: (typeof POINTS)[number], random: () => number) {
  return playKill(processes, round, pick(random, CHANGES), point, random)
}

/** Every second world is on tags. */
function playPlacingOf(
  processes: Processes,
  round: number,
  point: (typeof PLACING_POINTS)[number],
  random: () => number,
) {
  const backend = backendOf(round % WORLDS)
  return playPlacing(processes, backend, round, pick(random, PLACINGS), point, random)
}

function backendOf(world: number): 'groups' | 'tags' {
  return world % 2 === 0 ? 'tags' : 'groups'
}

function worldOptions(name: string, world: number): ProcessesOptions {
  if (name !== 'placings') return HASTY
  const env = { ...HASTY.env, WECHAT_BACKEND: backendOf(world), WECHAT_MANAGED_TAGS: '*' }
  return { ...HASTY, env }
}

async function playTable<Case extends string>(
  name: string,
  title: string,
  cases: readonly Case[],
  rounds: number,
  play: Play<Case>,
): Promise<void> {
  const measures = [...MEASURES, 'unknown'] as const
  const tallies = new Map(
    cases.map((one) => [one, { rounds: 0, lost: 0, doubled: 0, reordered: 0, silent: 0, unknown: 0 }]),
  )
  const startedAt = Date.now()
  const sum = (measure: 'rounds' | (typeof measures)[number]) =>
    [...tallies.values()].reduce((whole, tally) => whole + tally[measure], 0)
  const heartbeat = setInterval(() => {
    const minutes = ((Date.now() - startedAt) / 60_000).toFixed(0)
    console.log(`${name}: ${sum('rounds')} of ${rounds} rounds after ${minutes} min, ${failures} findings`)
  }, 60_000)
  const playWorld = async (world: number): Promise<void> => {
    const random = createRandom(seed + world)
    const processes = await Processes.open(worldOptions(name, world))
    try {
      await processes.post('/sandbox/reset', { followers: 80, quota: 'off' })
      await processes.startBot()
      for (let round = world; round < rounds; round += WORLDS) {
        const one = cases[Math.floor(round / WORLDS) % cases.length]
        const tally = one === undefined ? undefined : tallies.get(one)
        if (one === undefined || tally === undefined) continue
        const verdict = await play(processes, round, one, random)
        tally.rounds += 1
        for (const measure of measures) tally[measure] += verdict[measure]
        if (MEASURES.some((measure) => verdict[measure] > 0)) fail(verdict.story)
      }
    } finally {
      await processes.close()
    }
  }
  try {
    await Promise.all(Array.from({ length: WORLDS }, (_, world) => playWorld(world)))
  } finally {
    clearInterval(heartbeat)
  }
  const row = (head: string, of: (measure: 'rounds' | (typeof measures)[number]) => number) =>
    `| ${head} | ${(['rounds', ...measures] as const).map(of).join(' | ')} |`
  putFigures(
    name,
    [
      `| ${title} | rounds | ${measures.join(' | ')} |`,
      `| --- | ${'--- | '.repeat(6)}`.trim(),
      ...[...tallies].map(([one, tally]) => row(one, (measure) => tally[measure])),
      row('**in all**', sum),
      '',
      `${whereAndWhen((Date.now() - startedAt) / 60_000)}. To repeat it: \`npm run faults -- --only ${name} --${name} ${rounds} --seed ${seed}\`.`,
    ].join('\n'),
  )
  console.log(
    `${name}: ${measures.map((measure) => `${measure} ${sum(measure)}`).join(', ')} in ${sum('rounds')} rounds`,
  )
}

async function playMigrations(): Promise<void> {
  const ROUNDS = 50
  const startedAt = Date.now()
  const random = createRandom(seed)
  let bad = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const problem = await killDuringMigration(round, random)
    if (problem === null) continue
    bad += 1
    fail(`migration ${round}: ${problem}`)
  }
  const minutes = (Date.now() - startedAt) / 60_000
  putFigures(
    'migrations',
    `${ROUNDS} kills −9 while an old store of 500 commands was brought up to date (before the commit, after it, at random): ${bad} stores were not whole afterwards. ${whereAndWhen(minutes)}.`,
  )
  console.log(`migrations: ${bad} of ${ROUNDS} went wrong`)
}

async function playPowerCut(): Promise<void> {
  const startedAt = Date.now()
  const result = await traceSyncs()
  const minutes = (Date.now() - startedAt) / 60_000
  const text =
    result.kind === 'no-tracer'
      ? 'Not traced: there is no strace on this machine.'
      : `${result.moves} moves were traced with strace: before the first byte of ${result.moves - result.early} of them left, all that had been written to the store's log was synced. ${whereAndWhen(minutes)}.`
  putFigures('power cut', text)
  console.log(`power cut: ${text}`)
  if (result.kind === 'traced' && (result.early > 0 || result.moves === 0)) fail(text)
}

async function playTripleDeliveries(): Promise<void> {
  const startedAt = Date.now()
  const processes = await Processes.open(PLAIN)
  try {
    await processes.post('/sandbox/reset', { quota: 'off' })
    await processes.startBot()
    const { messages, different, calls, effects, commits, seconds } = await playTriples(processes, 3_000)
    const text = `${messages} commands, each delivered three times at once, in ${seconds.toFixed(1)} s: ${calls} moving calls, ${effects} followers moved by them, ${different} messages whose three answers were not one and the same final one; ${commits} transactions were synced to the disk, ${(commits / messages).toFixed(2)} a command. ${whereAndWhen((Date.now() - startedAt) / 60_000)}.`
    putFigures('triples', text)
    console.log(`triples: ${text}`)
    if (different > 0 || effects !== messages) fail(text)
  } finally {
    await processes.close()
  }
}

async function playFollowers(): Promise<void> {
  const startedAt = Date.now()
  const lines: string[] = []
  for (const flooder of [undefined, 'oFloods_the_account_00000001']) {
    const processes = await Processes.open(PLAIN)
    try {
      await processes.post('/sandbox/reset', { quota: 'off' })
      await processes.startBot()
      const pushes = 100_000
      const storm = await playFollowerStorm(processes, pushes, flooder)
      lines.push(
        `| ${flooder === undefined ? 'as many followers' : 'one follower'} | ${storm.pushes} in ${storm.seconds.toFixed(0)} s | ${storm.refused} | ${storm.peakMb} MB | ${storm.slowestCommandMs.toFixed(0)} ms of ${storm.commands} |`,
      )
      if (storm.refused > 0 || storm.peakMb > 256 || storm.slowestCommandMs > 1_000) fail(lines.at(-1) ?? '')
    } finally {
      await processes.close()
    }
  }
  putFigures(
    'followers',
    [
      '| pushes of | how many | refused | most memory of the bot | slowest answer to an admin meanwhile |',
      '| --- | --- | --- | --- | --- |',
      ...lines,
      '',
      `${whereAndWhen((Date.now() - startedAt) / 60_000)}. The generator of the load ran on the same cores.`,
    ].join('\n'),
  )
  console.log(lines.join('\n'))
}

function fail(story: string): void {
  failures += 1
  console.log(`!! ${story}`)
}
