import type { CannotChangeAdmin } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'
import { lines, writeMoment, type Phrases } from '../wording.ts'
import { a, countOf, LANGUAGES, ROLES } from './terms.ts'

/** Who may command, and as what. */
export const ADMINS = {
  admins: ({ admins, whole }, say) =>
    lines(
      countOf(admins.length, 'admin'),
      ...admins.map(({ openid, role, since }) => {
        const who = whole ? say.whole(openid) : say.who(openid)
        return `${who} ${ROLES[role]}${since === null ? ' (named in the settings)' : `, since ${writeMoment(since)}`}`
      }),
    ),
  'admins-restored': ({ admins, whole }, say) =>
    lines(
      '⚠️ A backup was put back: admins who were removed since are back. Look them over:',
      `${admins.map(({ openid, role }) => `${say.who(openid)} (${ROLES[role]})`).join(', ')}${admins.length < whole ? ` and ${whole - admins.length} more` : ''}`,
      'See all: admins; take one out: admins remove #number',
    ),
  whoami: ({ openid, role, language, operations }, say) =>
    `${ROLES[role]} ${say.who(openid)} · language ${LANGUAGES[language]} · ${countOf(operations, 'operation')} of yours`,
  claimed: ({ role, unmanaged = 0 }) =>
    lines(
      `✅ You are ${a(ROLES[role])} now`,
      unmanaged === 0 ? null : `${countOf(unmanaged, 'tag')} not managed yet, so nobody can be moved there: adopt all`,
      'What can be done: help',
    ),
  'already-admin': ({ role }) => `You are ${a(ROLES[role])} already`,
  'wrong-code': () =>
    lines(
      '❌ The code is wrong, used, too old, or there were too many wrong ones',
      'Ask an owner to send again: admins invite',
    ),
  invited: ({ code, role }) =>
    lines(
      `Ask them to send this to the account within 10 minutes: claim ${safeText(code)} (valid once)`,
      `They become: ${ROLES[role]}`,
    ),
  'too-many-invitations': ({ limit }) =>
    lines(
      `⚠️ ${limit} invitations wait to be used, so no other was made`,
      'They end after 10 minutes. Then send: admins invite',
    ),
  joined: ({ openid, role, by }, say) => `✅ ${say.who(openid)} became ${a(ROLES[role])}, invited by ${say.who(by)}`,
  'admin-removed': ({ openid, role }, say) => `✅ Removed: ${say.who(openid)}, ${a(ROLES[role])}`,
  'role-changed': ({ openid, from, to }, say) => `✅ ${say.who(openid)}: ${ROLES[from]} → ${ROLES[to]}`,
  'role-already': ({ openid, role }, say) => `✅ ${say.who(openid)} is ${a(ROLES[role])} already`,
  'cannot-change-admin': ({ openid, reason }, say) =>
    lines(
      `❌ Nothing was done: ${WHY_NOT[reason](say.who(openid))}`,
      reason === 'own-role' ? 'To leave, send: admins remove me' : 'See who there is: admins list',
    ),
  'role-too-high': ({ role }) =>
    lines(`❌ Only a role below your own can be given, not ${ROLES[role]}`, 'Example: admins invite viewer'),
  'not-allowed': ({ command, role, needs }, say) =>
    role === null
      ? lines(`❌ Not done (${say.command(command)}): you are no admin any more`, 'Please ask an owner')
      : lines(
          `❌ You are ${a(ROLES[role])}, which is not enough for ${say.command(command)} (needs ${ROLES[needs]})`,
          'Find an owner: admins list',
        ),
} satisfies Partial<Phrases>

const WHY_NOT: Readonly<Record<CannotChangeAdmin, (who: string) => string>> = {
  'no-admin': (who) => `${who} is no admin`,
  'in-settings': (who) => `${who} is named in FENZU_ADMINS, so only the operator can change that`,
  'not-below': (who) => `the role of ${who} is not below yours`,
  'own-role': () => "nobody changes one's own role",
  'last-owner': () => 'you are the last owner',
}
