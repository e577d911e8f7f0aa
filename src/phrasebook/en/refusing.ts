import type { AnswerOf, MissingOption } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'
import { lines, nameGroup, safeCommand, safeHint, writeMoment, type Phrases, type Say } from '../wording.ts'
import { ROLES } from './terms.ts'

/** What could not be done or understood: the cause, and something that can be sent. */
export const REFUSING = {
  'not-following': ({ openid }, say) =>
    lines(`❌ ${say.who(openid)} does not follow the account`, 'Only followers can be looked up and moved'),
  'unknown-openid': ({ openid }, say) =>
    lines(
      `❌ The account knows nobody with this openid: ${say.who(openid)}`,
      'Each account has its own openids: check that this one is from here',
    ),
  'no-such-group': ({ given, near, example, examples = [] }, say) =>
    lines(
      `❌ There is no group "${safeText(given)}"`,
      near.length === 0 ? null : examples.length === 0 ? `Near it: ${near.map(nameGroup).join(', ')}` : 'Did you mean:',
      examples.length > 0 ? chooseFrom(near.map(nameGroup)) : null,
      example === null ? 'See all: groups' : `Example: ${safeCommand(say.english(example))}`,
    ),
  'ambiguous-group': ({ given, candidates, examples }) =>
    lines(
      `⚠️ Nothing was done: "${safeText(given)}" fits ${candidates.length}. Which one?`,
      chooseFrom(candidates.slice(0, examples.length).map(nameGroup)),
    ),
  'system-group': ({ group }) =>
    lines(`❌ ${nameGroup(group)} belongs to WeChat and can't be changed`, 'See the others: groups'),
  'bad-group-name': ({ reason, limit, unit, example }, say) =>
    lines(
      `❌ The name of a group ${describeFault(reason, limit, unit)}`,
      `Example: ${safeCommand(say.english(example))}`,
    ),
  'unmanaged-group': ({ group, example }, say) =>
    lines(
      `❌ ${nameGroup(group)} is not managed: somebody may use it as a free label`,
      `To hand it over, send: ${safeCommand(say.english(example))}`,
    ),
  'not-managed': ({ group }) => lines(`⚠️ ${nameGroup(group)} is not managed anyway`, 'See all: groups'),
  'managed-by-settings': ({ group }) =>
    lines(
      `❌ ${nameGroup(group)} is managed because WECHAT_MANAGED_TAGS names it: the operator can change that`,
      'See all: groups',
    ),
  'nothing-to-adopt': () => lines('⚠️ The account works on groups, and all of them are managed', 'See all: groups'),
  'too-many-groups': ({ limit }) =>
    lines(`❌ There are ${limit} tags, which is all there can be: delete one first`, 'See all: groups'),
  'follower-full': ({ openid }, say) =>
    lines(
      `❌ ${say.who(openid)} carries 20 tags, none of them managed: take one away in the console first`,
      'See all: groups',
    ),
  'labels-full': ({ openid }, say) =>
    lines(
      `❌ ${say.who(openid)} carries 20 tags, which is all one can: take one away with "unlabel" first`,
      'See all: groups',
    ),
  'label-is-group': ({ openid, label, in: now, example }, say) =>
    lines(
      `❌ ${say.who(openid)} is in ${nameGroup(now)}; ${nameGroup(label)} is managed too, and nobody can be in both`,
      `To move them there, send: ${safeCommand(say.english(example))}`,
    ),
  'too-many-to-move': ({ limit }) =>
    lines(`❌ Nothing was done: at most ${limit} followers are moved at once`, 'Move them in portions: batch'),
  'nobody-to-move': ({ from, known }) =>
    lines(
      `⚠️ Nobody in ${from.map(nameGroup).join(', ')} is to be moved`,
      known ? 'I may not know everybody yet, send: sync' : 'See all: groups',
    ),
  'no-labels': ({ example }, say) =>
    lines(
      '❌ This account works on groups: each follower is in one only, and there are no labels beside it',
      example === null ? 'See all: groups' : `To change the group, send: ${safeCommand(say.english(example))}`,
    ),
  'platform-failed': ({ errcode, hint, rid }) =>
    lines(
      `❌ That failed: ${safeHint(hint.en)}`,
      errcode === null ? null : `WeChat's errcode ${errcode}${rid === null ? '' : `, rid ${safeText(rid)}`}`,
    ),
  'quota-spent': ({ interfaceName, untilAt }) =>
    lines(
      `❌ Not done: today's quota for ${safeText(interfaceName.en)} is spent. It is back at ${writeMoment(untilAt)} (Shanghai)`,
      'See what is left: status',
    ),
  'ended-by-restore': () =>
    lines(
      '⚠️ The server was restored from a backup in which this had not ended: nobody knows whether it was done, and it will not run again',
      'Look first how things are, then send it again if need be',
    ),
  'outcome-unknown': ({ hint }) => lines('⚠️ WeChat did not answer, so it may or may not be done', safeHint(hint.en)),
  interrupted: () => '❌ Not done: it was interrupted. Please send it again',
  'store-down': () => "❌ Not done: the server's storage is not available. Please send it again later",
  'too-many-waiting': () => '❌ Too busy, not accepted. Please send it again later',
  broken: () => '❌ The program failed, and that is on record. See first whether it was done: groups',
  'missing-argument': ({ command, missing, example, options, among }, say) =>
    lines(
      `⚠️ ${say.command(command)}: ${among === 'unmanaged' ? WHICH_TAGS : MISSING[missing]}`,
      options.length === 0 ? null : chooseFrom(options.map((option) => nameOption(option, say))),
      `Example: ${safeCommand(say.english(example))}`,
    ),
  'which-person': ({ given, exact, candidates }, say) =>
    lines(
      exact
        ? `⚠️ Nothing was done: ${candidates.length} people are called "${safeText(given)}". Which one?`
        : `⚠️ Nothing was done: nobody is called just "${safeText(given)}". Did you mean:`,
      chooseFrom(candidates.map((openid) => say.match(openid, given))),
    ),
  'no-such-person': ({ given, why, greatest, near = [], template }, say) =>
    lines(
      why === 'last'
        ? '❌ Nothing was done: no follower was mentioned just now'
        : why === 'number'
          ? `❌ Nothing was done: there is no ${safeText(given)}${greatest === 0 ? ', nobody has a number yet' : ` (the last one is #${greatest})`}`
          : `❌ Nothing was done: nobody is called "${safeText(given)}"`,
      near.length === 0 ? null : `Near it: ${near.map((openid) => say.match(openid, given)).join(', ')}`,
      why === 'name'
        ? `${template === undefined ? 'Use' : 'Who is it? Reply with'} a number (#57), an alias, a remark or an openid`
        : null,
      why === 'name'
        ? `To name somebody, for example: alias #57 ${/^\S{1,12}$/u.test(given) ? safeText(given) : 'Tom'}`
        : null,
      'See who there is: recent',
    ),
  'bad-openid': ({ given, length, example }, say) =>
    lines(
      `❌ An openid has 28 characters, this one has ${length}: ${safeText(given)}`,
      `Example: ${safeCommand(say.english(example))}`,
    ),
  'not-an-openid': ({ given, example }, say) =>
    lines(
      `❌ "${safeText(given)}" is no openid (28 characters, beginning with o)`,
      `Example: ${safeCommand(say.english(example))}`,
    ),
  'list-needs': ({ missing, rest, head, list }, say) =>
    lines(
      missing === 'group'
        ? '⚠️ Nothing was done: to which group?'
        : `⚠️ Nothing was done: "${safeText(rest)}" is not understood`,
      list !== undefined && missing === 'group'
        ? 'Send its number or name'
        : `Begin like this, with the same openids after it → ${safeCommand(say.english(head))}`,
      list !== undefined && missing === null ? 'Or reply with a full stop: 。' : null,
    ),
  'one-at-a-time': ({ example }, say) =>
    lines('⚠️ Nothing was done: one follower at a time', `Example: ${safeCommand(say.english(example))}`),
  'not-understood-rest': ({ rest, corrected }, say) =>
    lines(
      `⚠️ Nothing was done: "${safeText(rest)}" is not understood`,
      `Send instead: ${safeCommand(say.english(corrected))}`,
    ),
  'did-you-mean': ({ given, command, example }, say) =>
    lines(
      `⚠️ Nothing was done for "${safeText(given)}". Did you mean ${say.command(command)}?`,
      `Send instead: ${safeCommand(say.english(example))}`,
      'Or reply with a full stop: 。',
    ),
  'several-acts': ({ examples }, say) =>
    lines(
      '⚠️ Nothing was done: one message is one command',
      ...examples.map((example, at) => `${at + 1} ${safeCommand(say.english(example))}`),
      'Send them one by one, or reply with a full stop (。) to run the first',
    ),
  'label-for-a-time': ({ examples }, say) =>
    lines(
      '⚠️ Nothing was done: a tag has no time limit, only a move does',
      chooseFrom(examples.map((example) => safeCommand(say.english(example)))),
    ),
  'not-run': ({ why, example }, say) =>
    why === 'told'
      ? lines('Nothing was done', 'See what was done lately: log')
      : why === 'not' || example === null
        ? 'Nothing was done'
        : lines(
            'Nothing was done: only what is wanted now is run',
            `To do it now, send: ${safeCommand(say.english(example))}`,
          ),
  'not-understood': () => "I didn't get that. Send “help” to see what you can do",
} satisfies Partial<Phrases>

/** `1 VIP(108)`, one a line: a number that is sent back chooses. */
function chooseFrom(names: readonly string[]): string {
  return lines(...names.map((name, at) => `${at + 1} ${name}`), 'Reply with a number, 0 for none')
}

function nameOption(option: MissingOption, say: Say): string {
  switch (option.kind) {
    case 'group':
      return nameGroup(option.group)
    case 'person':
      return say.who(option.openid)
    case 'admin':
      return `${say.whole(option.openid)}, ${ROLES[option.role]}`
  }
}

const WHICH_TAGS = 'which tags? Several can be named (1, 3, 5), or all'

const MISSING = {
  admin: 'which admin? Send a number (#12), an alias or an openid',
  follower: 'whom? Send a number (#57), an alias or an openid',
  group: 'which group? Send its number or name',
  label: 'which tag? Send its number or name',
  name: 'what is the name?',
  number: 'please add the number',
  digits: 'please add the four digits',
  code: 'please add the code',
  word: 'what to look for? Send a part of a name, a remark or an openid',
  scene: 'what is the code called? Send a word like poster1',
  trigger: 'When? Say: follow, scan KEY, text WORD or menu KEY',
  key: 'Which word?',
  role: 'which role? Please add admin or viewer',
} as const

function describeFault(
  reason: AnswerOf<'bad-group-name'>['reason'],
  limit: number,
  unit: 'characters' | 'bytes',
): string {
  switch (reason) {
    case 'empty':
      return "can't be empty"
    case 'control-characters':
      return "can't hold control characters"
    case 'taken':
      return 'exists already, and each name is there once'
    case 'too-long':
      return unit === 'bytes'
        ? `has a limit of ${limit} letters or ${Math.floor(limit / 3)} Chinese characters, this one is longer`
        : `has a limit of ${limit} characters, this one is longer`
  }
}
