import { playScenario, type Scenario } from '../contest/throughput.ts'
import type { PushResult } from '../results.ts'
import type { Surroundings } from './surroundings.ts'

const SCENARIOS: readonly (Omit<Scenario, 'mode'> & { what: string; share: number })[] = [
  { kind: 'text', bytes: 512, what: "a follower's text, 0.5 KB", share: 1 },
  { kind: 'text', bytes: 2_048, what: "a follower's text, 2 KB", share: 0.5 },
  { kind: 'command', bytes: 512, what: "an admin's 帮助, answered with a text", share: 0.5 },
  { kind: 'subscribe', bytes: 512, what: 'a subscription', share: 0.5 },
]

/** Throughput at saturation and CPU time for each push. */
export async function measurePushes(around: Surroundings): Promise<PushResult[]> {
  const { contestants, generator, platform, rounds, seconds, say } = around
  const results: PushResult[] = []
  for (const mode of ['plain', 'safe'] as const) {
    for (const { what, share, ...scenario } of SCENARIOS) {
      const plan = { rounds, seconds: seconds * share, apiBase: platform.url }
      const rates = await playScenario({ mode, ...scenario }, contestants, generator, plan)
      results.push({ mode, what, rates: Object.fromEntries(rates) })
      for (const [name, { perSecond, cpuMicros }] of rates)
        say(`${mode}, ${what}: ${name} ${perSecond.toFixed(0)}/s, ${cpuMicros.toFixed(1)} µs`)
    }
  }
  return results
}
