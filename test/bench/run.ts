import { parseArgs } from 'node:util'
import { CONTESTANTS } from './contest/contestants.ts'
import { installPeers } from './contest/peers.ts'
import { PlatformProcess } from './contest/platform-process.ts'
import { playScenario, type Scenario } from './contest/throughput.ts'
import { LoadGenerator } from './load/generator-process.ts'
import { isMeasurable } from './proc.ts'

/* How fast fenzu is beside other servers on this machine: `npm run bench`, or a part: `npm run bench -- --only pushes --rounds 3`. */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1.5' },
    servers: { type: 'string' },
  },
})
if (!isMeasurable()) throw new Error('the bench reads CPU time and memory from /proc: run it on Linux')

const SCENARIOS: readonly Scenario[] = (['plain', 'safe'] as const).flatMap((mode) => [
  { mode, kind: 'text', bytes: 512 },
  { mode, kind: 'text', bytes: 2_048 },
  { mode, kind: 'command', bytes: 512 },
  { mode, kind: 'subscribe', bytes: 512 },
])

installPeers()
const names = values.servers?.split(',')
const contestants = CONTESTANTS.filter(({ name }) => names === undefined || names.includes(name))
const platform = await PlatformProcess.start()
const generator = new LoadGenerator()
try {
  for (const scenario of SCENARIOS) {
    const plan = { rounds: Number(values.rounds), seconds: Number(values.seconds), apiBase: platform.url }
    const result = await playScenario(scenario, contestants, generator, plan)
    for (const [name, { perSecond, cpuMicros }] of result)
      console.log(JSON.stringify(scenario), name, perSecond.toFixed(0), cpuMicros.toFixed(1))
  }
} finally {
  generator.close()
  platform.stop()
}
