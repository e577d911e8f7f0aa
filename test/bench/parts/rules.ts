import { Processes } from '../../faults/processes.ts'
import { playRuleStorm } from '../../faults/rule-storm.ts'
import type { Results } from '../results.ts'
import type { Surroundings } from './surroundings.ts'

const PEOPLE = 100_000
/** Ten times the usual pace: at the usual one it takes seven minutes. */
const PACE = '100'
const PATIENCE_MS = 900_000

/** A hundred thousand who follow by a code that a rule knows, and a kill in the middle. */
export async function measureRules({ say }: Surroundings): Promise<Results['rules']> {
  const processes = await Processes.open({
    pushTimeoutMs: 5_000,
    env: { WECHAT_MODE: 'plain', FENZU_API_CALLS_PER_SECOND: PACE, LOG_LEVEL: 'warn' },
  })
  try {
    const figures = await playRuleStorm(processes, PEOPLE, PATIENCE_MS)
    say(`rules: ${JSON.stringify(figures)}`)
    return figures
  } finally {
    await processes.close()
  }
}
