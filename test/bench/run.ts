import { parseArgs } from 'node:util'
import { CONTESTANTS } from './contest/contestants.ts'
import { installPeers } from './contest/peers.ts'
import { PlatformProcess } from './contest/platform-process.ts'
import { LoadGenerator } from './load/generator-process.ts'
import { writeFigures } from './figures.ts'
import { measurePage } from './page/page.ts'
import { measureLeaving, measureReading } from './parts/account.ts'
import { measureBatch } from './parts/batch.ts'
import { measureCommands } from './parts/commands.ts'
import { measureFleet } from './parts/fleet.ts'
import { measureRelay, measureReplies } from './parts/followers.ts'
import { measureGrowth } from './parts/growth.ts'
import { measureLatency } from './parts/latency.ts'
import { measureMemory } from './parts/memory.ts'
import { measurePushes } from './parts/pushes.ts'
import { measureRules } from './parts/rules.ts'
import { measureStart } from './parts/start.ts'
import { measureStorm } from './parts/storm.ts'
import { measureWorks } from './parts/works.ts'
import type { Surroundings } from './parts/surroundings.ts'
import { isMeasurable } from './proc.ts'
import { keepResults, PARTS, readResults, whereAndWhen, type Part } from './results.ts'

/*
 * How fast fenzu is, beside other servers on the same machine at the same time: `npm run bench`, some fifteen minutes, writes
 * docs/benchmarks.md. A part of it: `npm run bench -- --only pushes,latency --rounds 2 --seconds 0.3 --dry`.
 */

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: PARTS.join(',') },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1.5' },
    servers: { type: 'string', default: CONTESTANTS.map(({ name }) => name).join(',') },
    most: { type: 'string', default: '1000000' },
    pace: { type: 'string', default: '10' },
    dry: { type: 'boolean', default: false },
  },
})

const MEASURES = {
  pushes: measurePushes,
  latency: measureLatency,
  memory: measureMemory,
  start: measureStart,
  commands: measureCommands,
  batch: measureBatch,
  storm: measureStorm,
  relay: measureRelay,
  replies: measureReplies,
  rules: measureRules,
  page: measurePage,
  growth: measureGrowth,
  works: measureWorks,
  reading: measureReading,
  leaving: measureLeaving,
  fleet: measureFleet,
}

if (!isMeasurable()) throw new Error('the bench reads CPU time and memory from /proc: run it on Linux')
const only = chosen('--only', values.only, PARTS)
const names = chosen(
  '--servers',
  values.servers,
  CONTESTANTS.map(({ name }) => name),
)
// Other parts measure fenzu alone.
if (only.some((part) => ['pushes', 'latency', 'memory', 'start'].includes(part))) installPeers()
const around: Surroundings = {
  platform: await PlatformProcess.start(),
  generator: new LoadGenerator(),
  contestants: CONTESTANTS.filter(({ name }) => names.includes(name)),
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  most: Number(values.most),
  callsPerSecond: Number(values.pace),
  say: (line) => {
    console.log(line)
  },
}
try {
  for (const part of only) await play(part)
} finally {
  around.generator.close()
  around.platform.stop()
}

async function play(part: Part): Promise<void> {
  const startedAt = Date.now()
  const figures = await MEASURES[part](around)
  if (values.dry) return
  const taken = whereAndWhen(around.rounds, (Date.now() - startedAt) / 60_000)
  const kept = { ...readResults(), [part]: { figures, taken } }
  keepResults(kept)
  writeFigures(kept)
}

function chosen<T extends string>(option: string, words: string, known: readonly T[]): T[] {
  return words.split(',').map((word) => {
    const found = known.find((one) => one === word)
    if (found === undefined) throw new Error(`${option} takes some of ${known.join(',')}; got ${word}`)
    return found
  })
}
