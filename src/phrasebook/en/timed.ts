import { firstLine, lines, nameGroup, nameOrigin, writeMoment, type Phrases } from '../wording.ts'

/** Moves for a time. */
export const TIMED = {
  'bad-ending': ({ reason, given, until }) =>
    given === null
      ? lines(
          `❌ Not moved: ${until === null ? 'its time' : writeMoment(until)} is over`,
          'Please move again, for longer',
        )
      : lines(
          `❌ Not moved: ${WHY_NOT[reason](given.en)}`,
          'Example: move #57 VIP for 3 days',
          'Example: move #57 VIP until 1 Dec',
        ),
  'time-up': ({ number, answer, again }, say) => {
    if (answer === null) return `⏰ Time is up for ${number}: nobody was left to move back`
    const told = say(answer)
    return lines(
      `⏰ Time is up for ${number}: ${firstLine(told)}`,
      ...told.split('\n').slice(1),
      again ? 'It is tried again by itself; you will be told when it works' : null,
    )
  },
  'not-moved-back': ({ openid, why, group }, say) =>
    `⚠️ ${say.who(openid)} not moved back: ${WHY_NOT_BACK[why](group)}`,
  'no-way-back': ({ openid }, say) =>
    lines(
      `❌ ${say.who(openid)} not moved: the group before can't be looked up today, so there is no way back`,
      'Without an end the move works',
    ),
  'stays-there': ({ openid, group }, say) =>
    lines(
      `⚠️ ${say.who(openid)} was in ${nameGroup(group)} before, so there is no end to it`,
      'To have one: move to another group first, then here for a time',
    ),
} satisfies Partial<Phrases>

/** Behind what was moved: when it ends. */
export function describeUntil(until: number | undefined): string {
  return until === undefined ? '' : `, back at ${writeMoment(until)}`
}

const WHY_NOT = {
  'no-such-day': (given: string) => `there is no such day: ${given.replace(/^until /, '')}`,
  past: (given: string) => `that is over: ${given}`,
  'too-long': (given: string) => `the limit is one year: ${given}`,
} as const

const WHY_NOT_BACK = {
  'moved-since': (group: { id: number; name: string | null } | null) =>
    group === null ? 'moved again since' : `moved again since, now in ${nameGroup(group)}`,
  'group-gone': (group: { id: number; name: string | null } | null) =>
    `the group before was deleted${group === null ? '' : `, still in ${nameOrigin(group)}`}`,
  'other-api': () => 'the API was changed meanwhile (groups or tags)',
} as const
