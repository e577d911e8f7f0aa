import { firstLine, lines, nameGroup, nameOrigin, writeMoment, type Phrases } from '../wording.ts'

/** Moves for a time. */
export const TIMED = {
  'bad-ending': ({ reason, given, until }) =>
    given === null
      ? lines(`❌ 没有移动：${until === null ? '期限' : `${writeMoment(until)} `}已过`, '换个期限，再移动一次')
      : lines(`❌ 没有移动：${WHY_NOT[reason](given.zh)}`, '例：移动 #57 VIP 3天', '例：移动 #57 VIP 到 12月1日'),
  'time-up': ({ number, answer, again }, say) => {
    if (answer === null) return `⏰ ${number} 到期：没有要移回的人`
    const told = say(answer)
    return lines(
      `⏰ ${number} 到期：${firstLine(told)}`,
      ...told.split('\n').slice(1),
      again ? '稍后自动再试，成功后告诉你' : null,
    )
  },
  'not-moved-back': ({ openid, why, group }, say) => `⚠️ ${say.who(openid)} 没有移回：${WHY_NOT_BACK[why](group)}`,
  'no-way-back': ({ openid }, say) =>
    lines(`❌ 没有移动 ${say.who(openid)}：今天查不到原来的分组，到期无处可回`, '不带期限就能移动'),
  'stays-there': ({ openid, group }, say) =>
    lines(`⚠️ ${say.who(openid)} 本来就在 ${nameGroup(group)}，没有设期限`, '要到期离开：先移到别的分组，再限时移动'),
} satisfies Partial<Phrases>

/** Behind what was moved: when it ends. */
export function describeUntil(until: number | undefined): string {
  return until === undefined ? '' : `，${writeMoment(until)} 移回`
}

const WHY_NOT = {
  'no-such-day': (given: string) => `没有「${given.replace(/^到 /u, '')}」这一天`,
  past: (given: string) => `「${given}」已过`,
  'too-long': (given: string) => `「${given}」太久，最长一年`,
} as const

const WHY_NOT_BACK = {
  'moved-since': (group: { id: number; name: string | null } | null) =>
    group === null ? '之后又被移动' : `之后又被移动，现在在 ${nameGroup(group)}`,
  'group-gone': (group: { id: number; name: string | null } | null) =>
    `原来的分组已删除${group === null ? '' : `，仍在 ${nameOrigin(group)}`}`,
  'other-api': () => '期间换了接口（分组或标签）',
} as const
