import { inEnglish, nameCommand } from '../english-commands.ts'
import { safeText } from '../safe-text.ts'
import { lines, nameFollower, nameGroup, safeCommand, safeHint, writeMoment, type Phrases } from '../wording.ts'

/** What could not be done or understood: the cause, and something that can be sent. */
export const REFUSING = {
  'not-following': ({ openid }) =>
    lines(`❌ ${nameFollower(openid)} does not follow the account`, 'Only followers can be looked up and moved'),
  'unknown-openid': ({ openid }) =>
    lines(
      `❌ The account knows nobody with this openid: ${nameFollower(openid)}`,
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
} satisfies Partial<Phrases>

const MISSING = {
  follower: 'whom? Please add the openid',
  group: 'which group? Please add its number or name',
  name: 'please add the name of the group',
  number: 'please add the number',
  digits: 'please add the four digits',
  code: 'please add the code',
} as const

function describeFault(reason: 'empty' | 'too-long' | 'control-characters', limit: number): string {
  if (reason === 'empty') return "can't be empty"
  return reason === 'too-long' ? `has a limit of ${limit}, this one is longer` : "can't hold control characters"
}
