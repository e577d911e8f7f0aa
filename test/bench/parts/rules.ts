import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MOST_RULES, type NewRule, type RuleTrigger } from '../../../src/domain/rules/rule.ts'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { openSqliteStore } from '../../../src/store/sqlite/open.ts'
import { Processes } from '../../faults/processes.ts'
import { playRuleStorm, type RuleStorm } from '../../faults/rule-storm.ts'
import { ManualClock } from '../../support/manual-clock.ts'
import { FENZU, type Contestant } from '../contest/contestants.ts'
import { playScenario } from '../contest/throughput.ts'
import type { Results } from '../results.ts'
import type { Surroundings } from './surroundings.ts'

const PEOPLE = 100_000
/** Ten times the usual pace: at the usual one it takes seven minutes. */
const PACE = '100'
const PATIENCE_MS = 900_000

const KINDS = ['scan', 'text', 'menu'] as const
/** What the load says begins like the words, and is not a word. */
const KEYS: Readonly<Record<(typeof KINDS)[number], string>> = {
  scan: 'poster',
  text: '请帮我报名这个周末上午的体验课程第',
  menu: 'join',
}

/** What rules cost whoever meets none, and a hundred thousand who follow by a code that a rule knows, with a kill in the middle. */
export async function measureRules(around: Surroundings): Promise<Results['rules']> {
  const push = await measurePush(around)
  around.say(`rules: ${JSON.stringify(push)}`)
  const storm = await measureStorm(Math.min(PEOPLE, around.most))
  around.say(`rules: ${JSON.stringify(storm)}`)
  return { push, storm }
}

async function measurePush({ platform, generator, rounds, seconds }: Surroundings): Promise<Results['rules']['push']> {
  await platform.reset(40)
  const without: Contestant = { ...FENZU, settings: { FENZU_KEPT_REPLIES: 'off' } }
  const settings = { ...without.settings, DATABASE_URL: `sqlite:${await makeRules()}` }
  const ruling: Contestant = { ...without, name: 'fenzu-rules', title: `fenzu with ${MOST_RULES} rules`, settings }
  const plan = { rounds, seconds, apiBase: platform.url }
  const scenario = { mode: 'plain', kind: 'text', bytes: 512 } as const
  const rates = await playScenario(scenario, [without, ruling], generator, plan)
  const cpuMicros = (name: string): number => rates.get(name)?.cpuMicros ?? Number.NaN
  return { rules: MOST_RULES, without: cpuMicros('fenzu'), withRules: cpuMicros('fenzu-rules') }
}

/** A store with as many rules as there can be, of all kinds. */
async function makeRules(): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-bench-')), 'fenzu.db')
  const store = await openSqliteStore({ path, appid: SANDBOX_ACCOUNT.appid, clock: new ManualClock() })
  const ruleOf = (trigger: RuleTrigger): NewRule => ({
    trigger,
    target: { kind: 'group', id: 102, backend: 'groups' },
    policy: 'ungrouped',
    source: 'file',
    madeAt: 0,
  })
  const others = Array.from({ length: MOST_RULES - 1 }, (_, at) => {
    const kind = KINDS[at % KINDS.length] ?? 'text'
    return ruleOf({ kind, key: `${KEYS[kind]}${at}` })
  })
  await store.rules.replace([], [ruleOf({ kind: 'follow' }), ...others])
  await store.close()
  return path
}

async function measureStorm(people: number): Promise<RuleStorm> {
  const processes = await Processes.open({
    pushTimeoutMs: 5_000,
    env: { WECHAT_MODE: 'plain', FENZU_API_CALLS_PER_SECOND: PACE, LOG_LEVEL: 'warn' },
  })
  try {
    return await playRuleStorm(processes, people, PATIENCE_MS)
  } finally {
    await processes.close()
  }
}
