import { parseArgs } from 'node:util'
import { putFigures, whereAndWhen } from './figures.ts'
import { playFleet, playFleetDeliveries, playFleetOutages, playFleetUpgrades } from './fleet-run.ts'
import { playFollowerStorm } from './follower-storm.ts'
import { killDuringMigration } from './migrations.ts'
import { traceSyncs } from './power-cut.ts'
import { Processes } from './processes.ts'
import { createRandom } from './random.ts'
import { ROUNDS } from './rounds.ts'
import { playRuleRuns } from './rules/run.ts'
import { playTriples } from './triples.ts'

/*
 * The long run: hurts the real processes again and again and writes what came of it into docs/reliability.md.
 * `npm run faults -- --seed 1` plays everything; `--only kills --rounds 1800` one part. A seed replays the same rounds;
 * `--minutes` ends each part earlier.
 * `--store postgres` hurts several processes: `--only rounds` (`--worlds 8`: so many fleets side by side), `--only deliveries`,
 * `--only outages`, or `--only upgrades --old FOLDER`, where a clone of an earlier release lies, with its packages.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    store: { type: 'string', default: 'sqlite' },
    minutes: { type: 'string' },
    old: { type: 'string' },
    worlds: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const minutes = values.minutes === undefined ? undefined : Number(values.minutes)
const PLAIN = { pushTimeoutMs: 5_000, env: { WECHAT_MODE: 'plain', FENZU_REPLY_DEADLINE_MS: '4500' } }
let failures = 0

console.log(`seed ${seed}`)
const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  ...Object.fromEntries(Object.entries(ROUNDS).map(([name, play]) => [name, () => playRounds(play)])),
  migrations: playMigrations,
  'power cut': playPowerCut,
  triples: playTripleDeliveries,
  followers: playFollowers,
  rules: async () => {
    failures += await playRuleRuns({
      seed,
      minutes,
      rounds: values.rounds === undefined ? undefined : Number(values.rounds),
    })
  },
}
if (values.store === 'postgres') {
  const only = values.only ?? 'rounds'
  if (only === 'rounds')
    failures += await playFleet(seed, minutes, values.worlds === undefined ? undefined : Number(values.worlds))
  if (values.only === undefined || only === 'deliveries') failures += await playFleetDeliveries()
  if (values.only === undefined || only === 'outages') failures += await playFleetOutages()
  if (only === 'upgrades') failures += await playFleetUpgrades(seed, values.old ?? '')
} else if (values.only !== undefined && !(values.only in PARTS)) {
  throw new RangeError(`--only is one of ${Object.keys(PARTS).join(', ')}`)
} else
  for (const [name, play] of Object.entries(PARTS)) if (values.only === undefined || values.only === name) await play()
process.exitCode = failures === 0 ? 0 : 1

async function playRounds(play: (typeof ROUNDS)[string]): Promise<void> {
  failures += await play({ seed, minutes, ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }) })
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
