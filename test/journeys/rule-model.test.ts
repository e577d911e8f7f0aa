import fc from 'fast-check'
import { expect, it } from 'vitest'
import { playRules, ruleRuns } from '../faults/rules/play.ts'
import { BACKENDS } from '../support/stage.ts'

/** The same every time, unless told; `npm run faults -- --only rules --seed 7` plays many others. */
const seed = Number(process.env['FENZU_SEED'] ?? 20_261_130)
const STEPS = 14

it.each(BACKENDS)(
  `on %s everybody is where a simple model says, over HTTP and kills −9 (FENZU_SEED=${seed})`,
  { timeout: 240_000 },
  async (backend) => {
    const [run] = fc.sample(ruleRuns(backend, STEPS), { numRuns: 1, seed })
    if (run === undefined) throw new Error('nothing was sampled')
    const differs = await playRules(run).catch((error: unknown) => [String(error)])
    expect(differs, `FENZU_SEED=${seed}: ${JSON.stringify(run)}`).toEqual([])
  },
)
