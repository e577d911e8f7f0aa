import { afterEach, expect, it } from 'vitest'
import { checkLoop } from '../../src/doctor/checks/loop.ts'
import { Stage } from '../support/stage.ts'
import { send } from '../support/send.ts'

const open: Stage[] = []
afterEach(async () => {
  for (const stage of open.splice(0)) await stage.close()
})

it('tells in 状态, /readyz and /metrics when it stood still, and the doctor warns (F41)', async () => {
  const stage = await Stage.open()
  open.push(stage)
  // Node has looked at the loop once.
  await new Promise((resolve) => setTimeout(resolve, 60))
  const endsAt = performance.now() + 1_300
  while (performance.now() < endsAt) continue
  expect((await stage.say('状态')).shown).toMatch(/⚠️ 五分钟内停顿过 \d+\.\d 秒，其间谁都得不到回复/)
  const details = (await (await send(`${stage.fenzu.url}/readyz`)).json()) as { loopDelayMs: number }
  expect(details.loopDelayMs).toBeGreaterThan(1_200)
  const metrics = await (await send(`${stage.fenzu.url}/metrics`)).text()
  expect(Number(/^fenzu_event_loop_delay_seconds (\S+)$/m.exec(metrics)?.[1])).toBeGreaterThan(1.2)
  const bot = { ready: true, accepted: null, loopDelayMs: details.loopDelayMs }
  expect(checkLoop({ bot })).toMatchObject({ state: 'warn', name: 'loop' })
  expect(checkLoop({ bot: { ...bot, loopDelayMs: 40 } })).toMatchObject({ state: 'ok' })
})
