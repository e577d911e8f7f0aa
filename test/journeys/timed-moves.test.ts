import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { BACKENDS, P, Q, saidIn, Stage, until } from '../support/stage.ts'

const HOUR_MS = 3_600_000

describe.each(BACKENDS)('a move for a time on %s', (backend) => {
  let clock: ManualClock
  let stage: Stage

  beforeEach(async () => {
    clock = new ManualClock()
    stage = await Stage.open({ WECHAT_MODE: 'safe', WECHAT_BACKEND: backend }, clock)
  })
  afterEach(async () => {
    await stage.close()
  })

  const shown = async (text: string) => saidIn((await turnUntil(clock, stage.say(text), 100)).shown)

  /** The bot stops, so much time passes, and it starts by the machine's time as it is then. */
  const passWhileDown = (ms: number) =>
    turnUntil(
      clock,
      stage.withoutBot(() => {
        clock.jump(ms)
        clock.restart()
        return Promise.resolve()
      }),
    )

  const isBack = (openid: string, group: number) =>
    until(async () => {
      await clock.advance(1_000)
      return (await stage.groupOf(openid)) === group
    }, 'the move back')

  it('goes back by itself over a restart and a clock that jumps, and its admin hears of it (F81, F82)', async () => {
    expect(await shown(`移动 ${Q} VIP 6小时`)).toBe('✅ od8X…6KBc：新人 → VIP(108)，2026-11-25 16:00 移回')
    await shown('语言 中文')
    expect(await shown(`move ${P} to VIP until 25 Nov 11:00`)).toMatch(/VIP\(108\)，2026-11-25 11:00 移回$/)
    expect(await shown(`查 ${Q}`)).toContain('2026-11-25 16:00 移回 新人(102)')
    clock.jump(5 * HOUR_MS)
    await clock.advance(30 * 60_000)
    await passWhileDown(0)
    expect([await stage.groupOf(P), await stage.groupOf(Q)]).toEqual([108, 108])
    await clock.advance(HOUR_MS / 2)
    await isBack(P, 0)
    // It is found at the start.
    await passWhileDown(6 * HOUR_MS)
    await isBack(Q, 102)
    await until(async () => {
      await clock.advance(1_000)
      return (await stage.messages()).length === 2
    }, 'two late answers')
    expect((await stage.messages()).map(({ text }) => text).join()).toMatch(/3 到期移回[^]*2 到期：✅[^]*4 到期移回/)
    expect(await shown('日志')).toMatch(/^4 .* 定时 ⏰ 1 到期：✅ od8X…6KBc：VIP → 新人\(102\)$/m)
    expect(await shown('撤销 4')).toMatch(/^↩️ 已撤销 4/)
    expect(await stage.groupOf(Q)).toBe(108)
  })
})
