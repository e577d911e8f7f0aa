import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { OWNER, P, Q, Stage, until, saidIn } from '../support/stage.ts'

const MOVE = '/cgi-bin/groups/members/update'
const CUSTOM = '/cgi-bin/message/custom/send'

let clock: ManualClock
let stage: Stage

beforeEach(async () => {
  clock = new ManualClock(Date.parse('2026-11-25T10:00:00+08:00'))
  stage = await Stage.open({ WECHAT_MODE: 'plain' }, clock)
})
afterEach(async () => {
  await stage.close()
})

const shown = async (text: string) => saidIn((await turnUntil(clock, stage.say(text))).shown)

describe('日志', () => {
  it('lists who changed what, when and why, newest first', async () => {
    expect(await shown('日志')).toBe('还没有记录')
    await shown(`移动 ${P} 108 备注：展会 认识`)
    await shown('新建 甲')
    await shown(`移动 ${P} 108`)
    const lines = (await shown('日志')).split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe('今天')
    expect(lines[1]).toMatch(/^2 10:00 我 已新建 甲\(\d+\)$/)
    expect(lines[2]).toBe('1 10:00 我 oDF3…CM58：未分组 → VIP(108)（备注：展会 认识）')
  })

  it('of a follower, of an admin and of a number', async () => {
    await shown(`移动 ${P} 108 reason: fair`)
    await shown(`移动 ${Q} 108`)
    expect((await shown(`日志 ${P}`)).split('\n')).toHaveLength(2)
    expect((await shown('日志 我')).split('\n')).toHaveLength(3)
    expect((await shown(`日志 @${OWNER}`)).split('\n')).toHaveLength(3)
    expect(await shown(`日志 @${P}`)).toBe('还没有记录')
    await shown('撤销 1')
    const story = await shown('日志 1')
    expect(story).toMatch(/^1 我：移动 → .*108.*\n备注：fair\n受理 2026-11-25 10:00:/)
    expect(story).toContain('已被 3 撤销')
    expect(await shown('日志 99')).toContain('没有编号 99')
  })

  it('keeps the reason of what had to be confirmed', async () => {
    const question = await shown('删除 107 备注:没人用')
    await shown(`确认 ${/确认 (\d{4})/.exec(question)?.[1]}`)
    expect(await shown('日志')).toContain('已删除 test(107)')
    expect(await shown('日志')).toContain('（备注：没人用）')
  })

  it('goes on page by page, and says when there is no such page', async () => {
    for (let count = 0; count < 32; count += 1) await shown(`移动 ${P} ${count % 2 === 0 ? 108 : 107}`)
    let text = await shown('日志')
    while (!text.includes('更早的')) text = await shown('更多')
    expect(text).toContain('更早的：日志 第2页')
    const second = await shown('日志 第2页')
    expect(second.split('\n').map((line) => line.split(' ')[0])).toEqual(['今天', '2', '1'])
    expect(await shown('日志 第9页')).toContain('没有这一页')
  })
})

describe('a result that nobody has seen', () => {
  it('is mentioned with the next answer, once, and no more when it was read', async () => {
    await stage.fault(CUSTOM, 'errcode', { errcode: 45015, times: 9 })
    await stage.fault(MOVE, 'delay', { ms: 7_000 })
    expect(await shown(`移动 ${P} 108`)).toMatch(/^⏳ 已受理 1/)
    await turnUntil(
      clock,
      until(async () => (await stage.calls(CUSTOM)).length > 0, 'the refused late answer'),
    )
    await clock.advance(1_000)
    expect(await shown('分组')).toMatch(/\n📬 还有结果没看：结果 1$/)
    expect(await shown('分组')).not.toContain('📬')
    await turnUntil(clock, stage.restart())
    expect(await shown('结果 1')).not.toContain('📬')
    expect(await shown('分组')).not.toContain('📬')
  })
})
