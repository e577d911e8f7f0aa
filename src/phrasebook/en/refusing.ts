import type { AnswerOf } from '../../domain/answer.ts'
import { inEnglish, nameCommand } from '../english-commands.ts'
import { safeText } from '../safe-text.ts'
import { lines, nameGroup, safeCommand, safeHint, writeMoment, type Phrases } from '../wording.ts'

/** What could not be done or understood: the cause, and something that can be sent. */
export const REFUSING = {
  'not-following': ({ openid }, say) =>
    lines(`❌ ${say.who(openid)} does not follow the account`, 'Only followers can be looked up and moved'),
  'unknown-openid': ({ openid }, say) =>
    lines(
      `❌ The account knows nobody with this openid: ${say.who(openid)}`,
      'Each account has its own openids: check that this one is from here',
    ),
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
    lines(`❌ ${nameGroup(group)} belongs to WeChat and can't be changed`, 'See the others: groups'),
  'bad-group-name': ({ reason, limit, unit, example }) =>
    lines(
      `❌ The name of a group ${describeFault(reason, limit, unit)}`,
      `Example: ${safeCommand(inEnglish(example))}`,
    ),
  'unmanaged-group': ({ group, example }) =>
    lines(
      `❌ ${nameGroup(group)} is not managed: somebody may use it as a free label`,
      `To hand it over, send: ${safeCommand(inEnglish(example))}`,
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
  'list-needs': ({ missing, rest, head }) =>
    lines(
      missing === 'group'
        ? '⚠️ Nothing was done: to which group?'
        : `⚠️ Nothing was done: "${safeText(rest)}" is not understood`,
      `Begin like this, with the same openids after it → ${safeCommand(inEnglish(head))}`,
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
} satisfies Partial<Phrases>

const MISSING = {
  follower: 'whom? Please add the openid',
  group: 'which group? Please add its number or name',
  name: 'please add the name of the group',
  number: 'please add the number',
  digits: 'please add the four digits',
  code: 'please add the code',
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
