import fc from 'fast-check'
import { BACKENDS } from '../../support/stage.ts'
import { putFigures, whereAndWhen } from '../figures.ts'
import { playRules, ruleRuns } from './play.ts'

const RUNS = 40
const STEPS = 25

export interface RuleRunsOptions {
  readonly seed: number
  readonly rounds?: number | undefined
  readonly minutes?: number | undefined
}

/** Many random lives with rules, every second one on tags. Returns how many did not end as the model says. */
export async function playRuleRuns({ seed, rounds = RUNS, minutes }: RuleRunsOptions): Promise<number> {
  const startedAt = Date.now()
  let [played, wrong, steps, kills] = [0, 0, 0, 0]
  for (; played < rounds && Date.now() - startedAt < (minutes ?? Infinity) * 60_000; played += 1) {
    const backend = BACKENDS[played % 2] ?? 'groups'
    const [run] = fc.sample(ruleRuns(backend, STEPS), { numRuns: 1, seed: seed + played })
    if (run === undefined) throw new Error('nothing was sampled')
    const differs = await playRules(run).catch((error: unknown) => [String(error)])
    steps += run.steps.length
    kills += run.steps.filter((one) => one.kind === 'pushes' && one.then === 'kill').length
    if (differs.length === 0) continue
    wrong += 1
    console.log(`!! rules, seed ${seed + played}: ${differs.join('; ')}: ${JSON.stringify(run)}`)
  }
  const text = `${played} random lives of ${STEPS} steps each (pushes of four followers at four rules, some delivered twice at once, moves of an admin, \`撤销 规则\`, pauses, unsubscriptions), ${kills} kills −9 in ${steps} steps, every second life on tags: in ${wrong} of them somebody was elsewhere in the end than a simple model says, or a rule told another number. ${whereAndWhen((Date.now() - startedAt) / 60_000)}. To repeat it: \`npm run faults -- --only rules --rounds ${played} --seed ${seed}\`.`
  putFigures('rules', text)
  console.log(`rules: ${text}`)
  return wrong
}
