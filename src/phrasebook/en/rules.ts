import type { RuleLine } from '../../domain/rules/rule-answer.ts'
import type { RuleTrigger } from '../../domain/rules/rule.ts'
import { safeText } from '../safe-text.ts'
import { lines, nameGroup, nameOrigin, safeCommand, writeDate, type Phrases } from '../wording.ts'
import { countOf } from './terms.ts'

/** Rules, and who came and left. */
export const RULES = {
  rules: ({ rules, waiting, crowded }) =>
    rules.length === 0
      ? lines('There are no rules yet', 'Example: rules add follow to 新人')
      : lines(
          countOf(rules.length, 'rule'),
          ...rules.map(ruleLine),
          waiting === 0 ? null : `⏳ ${countOf(waiting, 'follower')} still to be handled`,
          ...crowded.map(({ group, count }) => crowdedLine(nameGroup(group), count)),
          'Pause one: rules off 1',
        ),
  'rule-made': ({ rule, crowded }) =>
    lines(
      `✅ Rule ${ruleLine(rule)}`,
      crowded === null ? null : crowdedLine(nameGroup(rule.to), crowded),
      'It applies to followers from now on',
    ),
  'rule-taken': ({ rule }) =>
    lines(`⚠️ Not added: there is rule ${ruleLine(rule)}`, `Delete it first: rules delete ${rule.number}`),
  'too-many-rules': ({ limit }) => lines(`❌ There can be ${limit} rules: delete some first`, 'See all: rules'),
  'bad-rule-key': ({ reason, limit, example }) =>
    lines(
      reason === 'empty'
        ? "❌ The rule's word can't be empty"
        : `❌ The rule's word is too long, ${limit} characters at most`,
      `Example: ${safeCommand(example)}`,
    ),
  'rule-group-refused': ({ group }) =>
    lines(`❌ A rule can't move anybody to ${nameGroup(group)}`, 'See others: groups'),
  'rules-switched': ({ rules, to }) =>
    lines(
      `✅ ${{ on: 'Started', off: 'Paused', deleted: 'Deleted' }[to]} ${countOf(rules.length, 'rule')}`,
      ...rules.slice(0, 10).map(ruleLine),
      to === 'deleted' ? 'Followers who were grouped stay where they are' : null,
    ),
  'no-such-rule': ({ number, latest }) =>
    lines(`❌ There is no rule ${number}${latest === 0 ? '' : `; the latest is ${latest}`}`, 'See all: rules'),
  'rule-of-file': ({ number }) =>
    lines(
      `❌ Rule ${number} comes from the rules file, so it can't be changed in the chat`,
      'Ask the operator to change the file and run fenzu rules apply',
    ),
  'rule-tried': ({ given, rule }) =>
    rule === null
      ? lines(`"${safeText(given)}" triggers no rule`, 'See all: rules')
      : lines(`"${safeText(given)}" triggers rule ${ruleLine(rule)}`),
  'rule-caught-up': ({ rule, looked, found }) =>
    lines(
      found === 0
        ? `✅ Rule ${rule}: nobody was missed`
        : `✅ Rule ${rule}: ${countOf(found, 'follower')} had been missed and will be handled now`,
      `Looked at ${countOf(looked, 'follower')}`,
    ),
  'no-catching-up': ({ rule }) =>
    lines(
      `❌ Rule ${rule} can't catch up: WeChat does not keep who said a word or tapped a menu`,
      'Rules on "follow" and "scan" can',
    ),
  'rule-moved': ({ to, label, moved, full = 0, gone = 0 }) => {
    const people = countOf(moved, 'follower')
    const done = label ? `✅ Tag ${nameGroup(to)} added to ${people}` : `✅ ${people} moved to ${nameGroup(to)}`
    const skipped = skippedWords(full, gone)
    return moved > 0 ? [done, ...skipped].join(', ') : `⚠️ ${nameGroup(to)}: ${skipped.join(', ')}`
  },
  'rule-undone': ({ rule, moved, stayed, failed }) =>
    lines(
      `↩️ Rule ${rule} is undone: ${countOf(moved, 'follower')} back where they were`,
      stayed === 0 ? null : `${stayed} no longer where the rule put them, left alone`,
      failed === 0 ? null : `⚠️ ${failed} not changed`,
    ),
  'nothing-of-rule': ({ rule, span }) =>
    lines(
      `⚠️ Rule ${rule} did nothing ${span === 'today' ? 'today' : 'within seven days'} that can be undone`,
      `See what it did: log rule ${rule}`,
    ),
  stats: ({ days, since, followers, groups, rules }) =>
    since === null
      ? lines('Nothing has been counted yet', 'Once followers come, leave or change groups, send "stats"')
      : lines(
          `${days === 1 ? 'Today' : `${days} days`}: ${followers.came} new · ${followers.left} lost`,
          ...groups.map(
            ({ group, came, left, now }) =>
              `${nameOrigin(group)}: ${came} came · ${left} left${now === null ? '' : ` · ${now} now`}`,
          ),
          ...(rules.length === 0 ? [] : ['Rules']),
          ...rules.map(({ rule, came, left, full, gone }) =>
            [
              `${rule.number} ${writeTrigger(rule.trigger)}: ${came} came · ${left} left · ${rule.now} now`,
              ...skippedWords(full, gone).map((words) => `⚠️ ${words}`),
            ].join(' · '),
          ),
          `Counted since ${writeDate(since)}`,
        ),
} satisfies Partial<Phrases>

const IDLE = {
  'other-api': '⚠️ made for the other API, not carried out',
  gone: '⚠️ the group was deleted, not carried out',
  unmanaged: '⚠️ the tag is not managed, not carried out',
} as const

/** Whom a rule left alone. */
function skippedWords(full: number, gone: number): string[] {
  return [
    ...(full === 0 ? [] : [`${full} left alone (20 tags already)`]),
    ...(gone === 0 ? [] : [`${gone} left alone (the group is gone)`]),
  ]
}

function crowdedLine(group: string, count: number): string {
  return count > 100_000
    ? `⚠️ ${group} has ${count} followers: WeChat lets nobody delete a tag with more than 100,000`
    : `⚠️ ${group} has ${count} followers: over 100,000, WeChat lets nobody delete the tag`
}

function writeTrigger(trigger: RuleTrigger): string {
  return trigger.kind === 'follow' ? 'follow' : `${trigger.kind} "${safeText(trigger.key)}"`
}

function ruleLine({ number, trigger, to, label, policy, on, ofFile, idle, now }: RuleLine): string {
  const marks = [
    policy === 'always' ? 'always' : null,
    ofFile ? 'from the file' : null,
    idle === null ? null : IDLE[idle],
    on ? null : 'paused',
  ].filter((mark) => mark !== null)
  const what = `${number} ${writeTrigger(trigger)} → ${label ? 'tag ' : ''}${nameGroup(to)}`
  return `${what}${now === 0 ? '' : ` · ${countOf(now, 'follower')}`}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`
}
