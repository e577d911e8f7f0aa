import { afterEach, expect, it } from 'vitest'
import { Processes } from '../faults/processes.ts'
import { playRuleStorm } from '../faults/rule-storm.ts'

let processes: Processes
afterEach(async () => {
  await processes.close()
})

it(
  'hundreds who follow by a code while the bot is killed are all grouped, in few calls (the long run is in the bench)',
  { timeout: 180_000 },
  async () => {
    processes = await Processes.open({
      pushTimeoutMs: 5_000,
      env: { WECHAT_MODE: 'plain', FENZU_API_CALLS_PER_SECOND: '50' },
    })
    const { lost, joiningCalls, commands } = await playRuleStorm(processes, 600, 120_000)
    expect(lost).toBe(0)
    // Full calls would be twelve; each second may have one that is not full, before the kill and after it.
    expect(joiningCalls).toBeLessThanOrEqual(60)
    expect(commands).toBeGreaterThan(0)
  },
)
