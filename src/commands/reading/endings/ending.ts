import { z } from 'zod'

/*
 * For how long something shall be, or until when: as it was read, before anybody has looked at the clock.
 */

export const unit = z.enum(['minute', 'hour', 'day', 'week', 'month', 'year'])
export type Unit = z.infer<typeof unit>

const time = z.object({ hour: z.number(), minute: z.number() })
export type Time = z.infer<typeof time>

/** A day of the calendar in Asia/Shanghai. */
const day = z.discriminatedUnion('kind', [
  /** Without a year, or without a month, the next one that there is. */
  z.object({
    kind: z.literal('date'),
    year: z.number().exactOptional(),
    month: z.number().exactOptional(),
    day: z.number(),
  }),
  /** So many days after today. */
  z.object({ kind: z.literal('from-today'), days: z.number() }),
  /** 1 is Monday; so many weeks after this one, which begins on Monday; without, the next one that there is. */
  z.object({ kind: z.literal('weekday'), weekday: z.number(), weeks: z.number().exactOptional() }),
  z.object({ kind: z.literal('last-of'), of: z.enum(['month', 'year']) }),
])
export type Day = z.infer<typeof day>

export const ending = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('for'), amount: z.number(), unit }),
  z.object({ kind: z.literal('until'), day, time: time.exactOptional() }),
])
export type Ending = z.infer<typeof ending>

const UNITS_ZH: Readonly<Record<Unit, string>> = {
  minute: '分钟',
  hour: '小时',
  day: '天',
  week: '周',
  month: '个月',
  year: '年',
}
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const WEEKDAYS_ZH = '一二三四五六日'
const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
const FROM_TODAY = { zh: ['今天', '明天', '后天', '大后天'], en: ['today', 'tomorrow'] } as const

/** An ending as it can stand at the end of a command; English words only where it can be said in them. */
export function writeEnding(given: Ending, language: 'zh' | 'en'): string {
  if (given.kind === 'for') {
    const { amount, unit: name } = given
    return language === 'zh' ? `${amount}${UNITS_ZH[name]}` : `for ${amount} ${name}${amount === 1 ? '' : 's'}`
  }
  const clock = given.time === undefined ? '' : ` ${writeTime(given.time)}`
  return language === 'zh' ? `到 ${writeDayZh(given.day)}${clock}` : `until ${writeDayEn(given.day)}${clock}`
}

function writeTime({ hour, minute }: Time): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

function writeDayZh(given: Day): string {
  switch (given.kind) {
    case 'date': {
      const { year, month, day: number } = given
      if (month === undefined) return `${number}号`
      return `${year === undefined ? '' : `${year}年`}${month}月${number}日`
    }
    case 'from-today':
      return FROM_TODAY.zh[given.days] ?? `${given.days}天后`
    case 'weekday':
      return `${given.weeks === undefined ? '' : '下'.repeat(given.weeks) || '本'}周${WEEKDAYS_ZH.charAt(given.weekday - 1)}`
    case 'last-of':
      return given.of === 'month' ? '月底' : '年底'
  }
}

function writeDayEn(given: Day): string {
  switch (given.kind) {
    case 'date': {
      const { year, month, day: number } = given
      if (month === undefined) return `the ${number}th`
      return `${number} ${MONTHS[month - 1] ?? ''}${year === undefined ? '' : ` ${year}`}`
    }
    case 'from-today':
      return FROM_TODAY.en[given.days] ?? 'the day after tomorrow'
    case 'weekday': {
      const which = given.weeks === undefined ? '' : given.weeks === 0 ? 'this ' : 'next '
      return `${which}${WEEKDAYS[given.weekday - 1] ?? ''}`
    }
    case 'last-of':
      return `the end of the ${given.of}`
  }
}
