import { describe, expect, it } from 'vitest'
import { writeEnding } from '../../src/commands/reading/endings/ending.ts'
import { splitEnding } from '../../src/commands/reading/endings/split.ts'
import { NO_LEXICON } from '../../src/commands/reading/lexicon.ts'
import { resolveEnding } from '../../src/commands/timed/calendar.ts'

const GROUPS = new Set(['VIP', '新人', '四天'])
const LEXICON = {
  ...NO_LEXICON,
  isGroup: (text: string) => GROUPS.has(text),
  meansGroup: (text: string) => GROUPS.has(text),
}
/** A Saturday. */
const NOW = Date.parse('2026-11-28T10:30:00+08:00')

function splitOf(tail: string): readonly [string, string] | undefined {
  const split = splitEnding(tail, LEXICON)
  return split && [split.tail, writeEnding(split.ending, 'zh')]
}

describe('the end of a move', () => {
  it.each([
    [' 小王 VIP 3天', ' 小王 VIP', '3天'],
    [' 小王 VIP 三天', ' 小王 VIP', '3天'],
    [' 小王 VIP，两个小时', ' 小王 VIP', '2小时'],
    [' 小王 VIP 半小时', ' 小王 VIP', '30分钟'],
    [' 小王 108 半小时', ' 小王 108', '30分钟'],
    [' 小王 VIP 一个半小时', ' 小王 VIP', '90分钟'],
    [' 小王 VIP 两天半', ' 小王 VIP', '60小时'],
    [' 小王 VIP 1.5小时', ' 小王 VIP', '90分钟'],
    [' 小王 VIP 半个月', ' 小王 VIP', '15天'],
    [' 小王 VIP 一个星期', ' 小王 VIP', '1周'],
    [' 小王 VIP 3個月', ' 小王 VIP', '3个月'],
    [' 小王 VIP 十二個鐘頭吧', ' 小王 VIP', '12小时'],
    [' 小王 VIP ３天。', ' 小王 VIP', '3天'],
    [' 小王 VIP 试用7天', ' 小王 VIP', '7天'],
    ['小王到VIP三天', '小王到VIP', '3天'],
    [' Tom to VIP for 3 days', ' Tom to VIP', '3天'],
    [' Tom VIP for half an hour', ' Tom VIP', '30分钟'],
    [' Tom VIP for a week', ' Tom VIP', '1周'],
    [' Tom VIP two hours', ' Tom VIP', '2小时'],
    [' #57 VIP 30m', ' #57 VIP', '30分钟'],
    [' #57 VIP 6d', ' #57 VIP', '6天'],
    [' 小王 VIP 1天12小时', ' 小王 VIP', '36小时'],
    [' Tom VIP for 1 hour and 30 minutes', ' Tom VIP', '90分钟'],
    [' 小王 3天 到 VIP', ' 小王 到 VIP', '3天'],
    [' 小王 VIP 3天 快点', ' 小王 VIP 快点', '3天'],
    [' Tom for 3 days to VIP', ' Tom to VIP', '3天'],
    [' 小王 VIP 到 12月1日', ' 小王 VIP', '到 12月1日'],
    [' 小王 VIP 到十二月一号为止', ' 小王 VIP', '到 12月1日'],
    [' 小王 VIP 到2027年1月1日', ' 小王 VIP', '到 2027年1月1日'],
    [' 小王 VIP 到 2027-01-01 18:00', ' 小王 VIP', '到 2027年1月1日 18:00'],
    [' 小王 VIP 到明天 18:00', ' 小王 VIP', '到 明天 18:00'],
    [' 小王 VIP 到明天下午三点半', ' 小王 VIP', '到 明天 15:30'],
    [' 小王 VIP 到今晚8点', ' 小王 VIP', '到 今天 20:00'],
    [' 小王 VIP 到 18:00', ' 小王 VIP', '到 今天 18:00'],
    [' 小王 VIP 到下周五', ' 小王 VIP', '到 下周五'],
    [' 小王 VIP 直到月底', ' 小王 VIP', '到 月底'],
    [' 小王 VIP 到15号', ' 小王 VIP', '到 15号'],
    [' Tom VIP until Dec 1', ' Tom VIP', '到 12月1日'],
    [' Tom VIP until 1 Dec', ' Tom VIP', '到 12月1日'],
    [' Tom VIP until December 1st, 2027', ' Tom VIP', '到 2027年12月1日'],
    [' Tom VIP until tomorrow at 6pm', ' Tom VIP', '到 明天 18:00'],
    [' Tom VIP till Friday', ' Tom VIP', '到 周五'],
    [' Tom VIP until noon', ' Tom VIP', '到 今天 12:00'],
  ])('is split off %s', (tail, rest, ending) => {
    expect(splitOf(tail)).toEqual([rest, ending])
  })

  it.each([
    ' 小王 VIP',
    ' 小王 四天',
    ' 小王 VIP 明天',
    ' 小王 VIP 3天后',
    ' 小王 VIP 3天之后',
    ' 小王 VIP 三天前',
    ' 小王 VIP 12月1日',
    ' 小王 到 3号',
    ' 到 3号',
    ' 小王 到 金卡3天',
    ' 小王 金卡三天',
    ' 小王 VIP 2',
    ' 小王 VIP 3月',
    ' 小王 VIP 半天',
    ' 小王 VIP 7天试用组',
    ' 小王 到 108',
    ' Tom to VIP in 3 days please now',
    ' Tom VIP 3 w',
    ' Tom to VIP in 3 days',
    ' Tom to VIP 3 days later',
    ' Tom to VIP every 2 hours',
    ' 小王 VIP 过3天',
    ' 小王 VIP 每3天',
    ' 小王 VIP 3天内',
  ])('is not read into %s', (tail) => {
    expect(splitOf(tail)).toBeUndefined()
  })

  it('is split off right behind the id of a group that 到 points at', () => {
    const lexicon = { ...NO_LEXICON, meansGroup: (text: string, quoted: boolean) => text === '108' && !quoted }
    const split = splitEnding('小王到108三天', lexicon)
    expect(split && [split.tail, writeEnding(split.ending, 'zh')]).toEqual(['小王到108', '3天'])
  })

  it('is written so that it is read again as the same, in both languages', () => {
    const all =
      ' VIP 3天| VIP 90分钟| VIP 到 12月1日| VIP 到 2027年1月1日 08:05| VIP 到 明天| VIP 到 下周五| VIP 到 月底'
    for (const tail of all.split('|')) {
      const ending = splitEnding(tail, LEXICON)?.ending
      for (const language of ['zh', 'en'] as const) {
        const written = ending && writeEnding(ending, language)
        expect([written, splitEnding(` VIP ${written ?? ''}`, LEXICON)?.ending]).toEqual([written, ending])
      }
    }
  })
})

describe('when that is', () => {
  const at = (tail: string, now = NOW): string => {
    const split = splitEnding(` VIP ${tail}`, LEXICON)
    if (split === undefined) return 'nothing'
    const resolved = resolveEnding(split.ending, now)
    if (resolved.kind === 'no') return resolved.reason
    return new Date(resolved.at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
  }

  it.each([
    ['2小时', '2026-11-28 12:30'],
    ['3天', '2026-12-01 10:30'],
    ['3个月', '2027-02-28 10:30'],
    ['一年', '2027-11-28 10:30'],
    ['到 12月1日', '2026-12-01 23:59'],
    ['到 1月5日', '2027-01-05 23:59'],
    ['到 今天', '2026-11-28 23:59'],
    ['到 今天 24:00', '2026-11-29 00:00'],
    ['到 明天 18:00', '2026-11-29 18:00'],
    ['到 18:00', '2026-11-28 18:00'],
    ['到 周六', '2026-11-28 23:59'],
    ['到 周五', '2026-12-04 23:59'],
    ['到 下周五', '2026-12-04 23:59'],
    ['到 周六 9点', '2026-12-05 09:00'],
    ['到 月底', '2026-11-30 23:59'],
    ['到 年底', '2026-12-31 23:59'],
    ['到5号', '2026-12-05 23:59'],
    ['到 2027年2月28日', '2027-02-28 23:59'],
  ])('%s is %s', (tail, moment) => {
    expect(at(tail)).toBe(moment)
  })

  it.each([
    ['到 今天 10:30', 'past'],
    ['到 8点', 'past'],
    ['到 11月1日', 'past'],
    ['到 2026-11-27', 'past'],
    ['0天', 'past'],
    ['400天', 'too-long'],
    ['两年', 'too-long'],
    ['到 2028年1月1日', 'too-long'],
    ['到 2月30日', 'no-such-day'],
    ['到 13月1日', 'no-such-day'],
  ])('%s can not be: %s', (tail, reason) => {
    expect(at(tail)).toBe(reason)
  })
})
