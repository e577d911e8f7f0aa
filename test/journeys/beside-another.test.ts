import { afterEach, expect, it } from 'vitest'
import { P, Stage, saidIn } from '../support/stage.ts'
import { send } from '../support/send.ts'

let stage: Stage

afterEach(async () => {
  // Fails if anything but reading reached the platform of the other account.
  await stage.close()
})

it('a journey passes with a second account beside its own, which stays as it was, also over a restart', async () => {
  stage = await Stage.open({}, undefined, { besideAnother: true })
  expect(saidIn((await stage.say(`移动 ${P} 108`)).shown)).toMatch(/^✅ oDF3…CM58：.* → VIP\(108\)/)
  expect(await stage.groupOf(P)).toBe(108)
  expect((await stage.say('新建 华南')).shown).toContain('华南')
  await stage.restart()
  expect((await stage.say('撤销')).shown).toContain('华南')
  expect((await stage.say('日志')).shown).toContain('VIP')
  const ready = (await (await send(`${stage.fenzu.url}/readyz`)).json()) as Record<string, unknown>
  expect(ready).toMatchObject({ account: 'ok', waiting: 0 })
})
