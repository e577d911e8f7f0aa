import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../support/manual-clock.ts'
import { OWNER, P, Q, Stage } from '../support/stage.ts'

let clock: ManualClock
let stage: Stage

beforeEach(async () => {
  clock = new ManualClock(Date.now())
  stage = await Stage.open({ WECHAT_MODE: 'plain' }, clock)
})
afterEach(() => stage.close())

/** The clock stands still meanwhile. */
const shown = async (text: string, openid: string) => (await stage.say(text, openid)).shown
const invite = async () =>
  /认领 ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec((await shown('管理员 邀请', OWNER)) ?? '')?.[1] ?? 'none'

describe("a follower's flood of texts while a code waits (T28)", () => {
  it('is looked at ten times, then once a second, and answered as ever', async () => {
    const code = await invite()
    for (let count = 0; count < 10; count += 1) expect(await shown('你好', P)).toBeNull()
    expect(await shown(`认领 ${code}`, P)).toBeNull()
    expect(await shown('我', P)).toBeNull()
    await clock.advance(1_000)
    expect(await shown(`认领 ${code}`, P)).toContain('✅ 你已成为管理员')
  })

  it('takes nothing from another follower, and nothing from an admin', async () => {
    const code = await invite()
    for (let count = 0; count < 30; count += 1) await shown('你好', P)
    for (let count = 0; count < 12; count += 1) expect(await shown('我', OWNER)).toContain('所有者')
    expect(await shown(`认领 ${code}`, Q)).toContain('✅ 你已成为管理员')
  })
})
