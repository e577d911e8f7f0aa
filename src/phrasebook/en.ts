import type { Asked, CommandHelp, ConfirmablePlan } from '../domain/answer.ts'
import { BLACKLIST_ID } from '../domain/group.ts'
import { inEnglish, nameCommand } from './english-commands.ts'
import { safeText } from './safe-text.ts'
import {
  examplesWith,
  firstLine,
  lines,
  nameFollower,
  nameGroup,
  nameOrigin,
  nameWithCount,
  safeCommand,
  safeHint,
  writeMoment,
  type Phrases,
} from './wording.ts'

/** English. Times are Asia/Shanghai here too, because that is where the account's day begins. */
export const EN: Phrases = {
  help: ({ commands }) => lines('You can send:', ...commands.map(helpLine), 'More about one: help move'),
  'help-one': ({ command }) =>
    lines(
      `${command.english}: ${command.summary.en}`,
      ...examplesOf(command).map((example) => `Example: ${example}`),
      `Also: ${[...command.aliases, command.name].join(', ')}`,
    ),
  groups({ groups, keyword }) {
    if (keyword !== null && groups.length === 0) {
      return lines(`⚠️ No group has "${safeText(keyword)}" in its name`, 'See all: groups')
    }
    const people = groups.reduce((sum, { count }) => sum + count, 0)
    return lines(`${countOf(groups.length, 'group')}, ${countOf(people, 'follower')}`, ...groups.map(nameWithCount))
  },
  whereabouts: ({ openid, group, remark, subscribedAt }) =>
    lines(
      `${nameFollower(openid)}: ${nameGroup(group)}`,
      remark === null || remark === '' ? null : `Remark: ${safeText(remark)}`,
      subscribedAt === null ? null : `Follows since ${writeMoment(subscribedAt)}`,
    ),
  'not-following': ({ openid }) =>
    lines(`❌ ${nameFollower(openid)} does not follow the account`, 'Only followers can be looked up and moved'),
  'unknown-openid': ({ openid }) =>
    lines(
      `❌ The account knows nobody with this openid: ${nameFollower(openid)}`,
      'Each account has its own openids: check that this one is from here',
    ),
  created: ({ group }) => `✅ Created ${nameGroup(group)}`,
  renamed: ({ id, from, to }) => `✅ Renamed: ${safeText(from)} → ${safeText(to)}(${id})`,
  deleted: ({ group, count }) => `✅ Deleted ${nameGroup(group)}, ${countOf(count, 'follower')} back in 未分组`,
  moved: ({ openid, from, to }) =>
    from === null
      ? `✅ ${nameFollower(openid)} → ${nameGroup(to)}`
      : `✅ ${nameFollower(openid)}: ${nameOrigin(from)} → ${nameGroup(to)}`,
  'already-there': ({ openid, group }) => `✅ ${nameFollower(openid)} is in ${nameGroup(group)} already`,
  'already-named': ({ group }) => `✅ It has this name already: ${nameGroup(group)}`,
  confirm: ({ plan, digits }) => `⚠️ ${describe(plan)}. To do it, reply within 5 minutes: yes ${digits}`,
  'confirm-again': ({ plan, digits }) =>
    lines(
      '⚠️ Nothing was done: things have changed, so please confirm again',
      `${describe(plan)}. To do it, reply within 5 minutes: yes ${digits}`,
    ),
  'pending-confirmation': ({ plan, digits }) =>
    lines(`⚠️ Not done yet: ${describe(plan)}`, `To do it, reply: yes ${digits}`, 'To drop it, reply: no'),
  'nothing-to-confirm': () =>
    lines('⚠️ Nothing waits for a yes', 'The 5 minutes may be over: please send the command again'),
  'wrong-digits': ({ triesLeft }) =>
    triesLeft > 0
      ? lines(
          `❌ Wrong digits, nothing was done, ${triesLeft} more ${triesLeft === 1 ? 'try' : 'tries'}`,
          'See the right ones: yes',
        )
      : '❌ Wrong digits too often, so it is cancelled. Please send the command again',
  cancelled: ({ count }) => (count > 0 ? '✅ Cancelled, nothing was done' : 'Nothing waits for a yes'),
  accepted: ({ number, asked }) =>
    lines(`⏳ Accepted ${number}: ${describeAsked(asked)}`, `Send "result ${number}" to see how it ends`),
  'still-running': ({ number, asked }) =>
    lines(`⏳ ${number} is still running: ${describeAsked(asked)}`, `Send again later: result ${number}`),
  'no-such-number': ({ number, latest }) =>
    lines(
      `❌ There is no number ${number}${latest === null ? '' : `, the last one is ${latest}`}`,
      'See your latest: result',
    ),
  'latest-results'({ results }, say) {
    if (results.length === 0) return lines('No command of yours was accepted yet', 'What can be done: help')
    return results
      .map(({ number, asked, answer }) =>
        answer === null
          ? `${number} ${describeAsked(asked)}: ⏳ still running`
          : `${number} ${describeAsked(asked)}: ${firstLine(say(answer))}`,
      )
      .join('\n')
  },
  result: ({ number, asked, answer }, say) => lines(`${number} ${describeAsked(asked)}`, say(answer)),
  undone: ({ number, answer }, say) =>
    answer === null ? `↩️ ${number} is withdrawn; nothing had been done` : lines(`↩️ ${number} is undone`, say(answer)),
  withdrawn: () => '↩️ Withdrawn; nothing was done',
  'nothing-to-undo': () => lines('⚠️ There is nothing of yours to undo', 'By its number: undo 12'),
  'cannot-undo': ({ number, reason }) =>
    lines(`❌ ${number} can't be undone: ${WHY_NOT_UNDONE[reason]}`, `See how it ended: result ${number}`),
  superseded: ({ openid }) => `❌ Not done: a later command took its place (${nameFollower(openid)})`,
  'no-such-group': ({ given, near, example }) =>
    lines(
      `❌ There is no group "${safeText(given)}"`,
      near.length === 0 ? null : `Near it: ${near.map(nameGroup).join(', ')}`,
      example === null ? 'See all: groups' : `Example: ${safeCommand(inEnglish(example))}`,
    ),
  'ambiguous-group': ({ given, candidates, examples }) =>
    lines(
      `⚠️ "${safeText(given)}" fits ${candidates.length}: ${candidates.slice(0, 10).map(nameGroup).join(', ')}`,
      ...examples.map((example) => `Example: ${safeCommand(inEnglish(example))}`),
    ),
  'system-group': ({ group }) =>
    lines(`❌ ${nameGroup(group)} belongs to WeChat and can't be renamed or deleted`, 'See the others: groups'),
  'bad-group-name': ({ reason, limit, example }) =>
    lines(`❌ The name of a group ${describeFault(reason, limit)}`, `Example: ${safeCommand(inEnglish(example))}`),
  'platform-failed': ({ errcode, hint, rid }) =>
    lines(
      `❌ That failed: ${safeHint(hint.en)}`,
      errcode === null ? null : `WeChat's errcode ${errcode}${rid === null ? '' : `, rid ${safeText(rid)}`}`,
    ),
  'quota-spent': ({ interfaceName, untilAt }) =>
    `❌ Not done: today's quota for ${safeText(interfaceName.en)} is spent. It is back at ${writeMoment(untilAt)} (Shanghai)`,
  'outcome-unknown': ({ hint }) => lines('⚠️ WeChat did not answer, so it may or may not be done', safeHint(hint.en)),
  interrupted: () => '❌ Not done: it was interrupted. Please send it again',
  'store-down': () => "❌ Not done: the server's storage is not available. Please send it again later",
  'too-many-waiting': () => '❌ Too busy, not accepted. Please send it again later',
  broken: () => '❌ The program failed, and that is on record. See first whether it was done: groups',
  'missing-argument': ({ command, missing, example }) =>
    lines(`⚠️ ${nameCommand(command)}: ${MISSING[missing]}`, `Example: ${safeCommand(inEnglish(example))}`),
  'bad-openid': ({ given, length, example }) =>
    lines(
      `❌ An openid has 28 characters, this one has ${length}: ${safeText(given)}`,
      `Example: ${safeCommand(inEnglish(example))}`,
    ),
  'not-an-openid': ({ given, example }) =>
    lines(
      `❌ "${safeText(given)}" is no openid (28 characters, beginning with o)`,
      `Example: ${safeCommand(inEnglish(example))}`,
    ),
  'one-at-a-time': ({ example }) =>
    lines('⚠️ Nothing was done: one follower at a time', `Example: ${safeCommand(inEnglish(example))}`),
  'not-understood-rest': ({ rest, corrected }) =>
    lines(
      `⚠️ Nothing was done: "${safeText(rest)}" is not understood`,
      `Send instead: ${safeCommand(inEnglish(corrected))}`,
    ),
  'did-you-mean': ({ given, command, example }) =>
    lines(
      `⚠️ Nothing was done for "${safeText(given)}". Did you mean ${nameCommand(command)}?`,
      `Send instead: ${safeCommand(inEnglish(example))}`,
    ),
  rest: ({ text }) => text,
  'no-more': () => 'There is no next page. Please send the command again',
  'slow-intake': () => lines('⚠️ The server is busy: not known yet whether it was accepted', 'See later: result'),
  language: () => '✅ Answers will be in English',
  'which-language': ({ examples }) =>
    lines('In which language?', ...examples.map((example) => `Example: ${inEnglish(example)}`)),
  admins: ({ admins }) =>
    lines(
      countOf(admins.length, 'admin'),
      ...admins.map(({ openid, since }) =>
        since === null ? nameFollower(openid) : `${nameFollower(openid)}, since ${writeMoment(since)}`,
      ),
    ),
  claimed: () => lines('✅ You are an admin now', 'What can be done: help'),
  'already-owner': () => 'You are an admin already',
}

const MISSING = {
  follower: 'whom? Please add the openid',
  group: 'which group? Please add its number or name',
  name: 'please add the name of the group',
  number: 'please add the number',
  digits: 'please add the four digits',
  code: 'please add the code',
} as const

function describe(plan: ConfirmablePlan): string {
  switch (plan.kind) {
    case 'delete':
      return `Delete ${nameGroup(plan.group)}: ${countOf(plan.count, 'follower')} will be back in 未分组`
    case 'create-same-name':
      return `"${safeText(plan.name)}" exists already (${plan.existing.join(', ')}): create another of this name`
    case 'rename-same-name':
      return `"${safeText(plan.name)}" exists already (${plan.existing.join(', ')}): rename ${nameGroup({ id: plan.id, name: plan.from })} to it all the same`
    case 'undo-move':
      return `${nameFollower(plan.openid)} was moved again and is in ${plan.now === null ? 'another group' : nameGroup(plan.now)}: move back to ${nameGroup(plan.back)} all the same`
    case 'undo-rename':
      return `${nameGroup({ id: plan.id, name: plan.now })} was renamed again: call it "${safeText(plan.back)}" all the same`
    case 'undo-create':
      return `Undoing the creation deletes ${nameGroup(plan.group)}, which is empty`
    case 'blacklist':
      return `Move ${nameFollower(plan.openid)} ${plan.from === null ? '' : `from ${nameGroup(plan.from)} `}to 黑名单(${BLACKLIST_ID})`
  }
}

function describeAsked({ command, target }: Asked): string {
  return target === '' ? nameCommand(command) : `${nameCommand(command)} → ${safeText(target, 100)}`
}

function describeFault(reason: 'empty' | 'too-long' | 'control-characters', limit: number): string {
  if (reason === 'empty') return "can't be empty"
  return reason === 'too-long' ? `has a limit of ${limit}, this one is longer` : "can't hold control characters"
}

function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

function helpLine(command: CommandHelp): string {
  return `${examplesOf(command)[0] ?? command.english}: ${command.summary.en}`
}

function examplesOf(command: CommandHelp): readonly string[] {
  return examplesWith(command, (example) => example.startsWith(command.english))
}

const WHY_NOT_UNDONE = {
  'already-undone': 'it was undone before',
  'changed-nothing': 'it changed nothing',
  'too-old': 'it is older than seven days',
  deletion: 'a deletion is final',
  'origin-unknown': 'the group before is not known',
  'group-gone': 'the group is gone',
  'group-not-empty': 'somebody is in the group',
} as const
