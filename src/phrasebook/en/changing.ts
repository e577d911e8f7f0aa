import { describePlan } from './confirming.ts'
import { describeUntil } from './timed.ts'
import { safeText } from '../safe-text.ts'
import { firstLine, lines, nameGroup, nameOrigin, type Phrases } from '../wording.ts'
import { countOf, nameTags } from './terms.ts'

/** What was changed, and what is taken back. */
export const CHANGING = {
  created: ({ group }) => `✅ Created ${nameGroup(group)}`,
  renamed: ({ id, from, to }) => `✅ Renamed: ${safeText(from)} → ${safeText(to)}(${id})`,
  deleted: ({ group, count }) => `✅ Deleted ${nameGroup(group)}, ${countOf(count ?? 0, 'follower')} back in 未分组`,
  moved: ({ openid, from, alsoLeft = [], to, until }, say) =>
    from === null
      ? `✅ ${say.who(openid)} → ${nameGroup(to)}`
      : `✅ ${say.who(openid)}: ${[from, ...alsoLeft].map(nameOrigin).join(', ')} → ${nameGroup(to)}${describeUntil(until)}`,
  'already-there': ({ openid, group, until, freed = false }, say) =>
    `✅ ${say.who(openid)} is in ${nameGroup(group)} already${freed ? ', and stays from now on' : describeUntil(until)}`,
  'batch-moved': ({ to, moved, already, faults, invalid, duplicates, until }, say) =>
    lines(
      moved === 0
        ? '⚠️ Nobody was moved'
        : `✅ ${countOf(moved, 'follower')} ${to === null ? 'back where they were' : `moved to ${nameGroup(to)}`}${describeUntil(until)}`,
      already === 0 ? null : `${already} there already`,
      faults.length === 0 ? null : `${faults.length} not moved:`,
      ...faults.map(({ openid, fault }) => `${say.who(openid)}: ${firstLine(say(fault))}`),
      ...listInvalid(invalid),
      duplicates === 0 ? null : `${duplicates} named again, counted once`,
    ),
  'half-moved': ({ openid, to, still, fault }, say) =>
    lines(
      `⚠️ ${say.who(openid)} is in ${nameGroup(to)}, and still in ${still.map(nameGroup).join(', ')}: send the same move again to fix that`,
      firstLine(say(fault)),
    ),
  labelled: ({ openid, label, added }, say) =>
    `✅ ${say.who(openid)}: tag ${nameGroup(label)} ${added ? 'added' : 'removed'}`,
  'label-already': ({ openid, label, added }, say) =>
    `✅ ${say.who(openid)} ${added ? 'already has' : 'does not have'} the tag ${nameGroup(label)}`,
  'batch-labelled': ({ label, added, changed, already, faults, invalid, duplicates }, say) =>
    lines(
      changed === 0
        ? '⚠️ No tags were changed'
        : `✅ ${nameGroup(label)} ${added ? 'added to' : 'removed from'} ${countOf(changed, 'follower')}`,
      already === 0 ? null : `${already} ${added ? 'had it already' : 'did not have it'}`,
      faults.length === 0 ? null : `${faults.length} not changed:`,
      ...faults.map(({ openid, fault }) => `${say.who(openid)}: ${firstLine(say(fault))}`),
      ...listInvalid(invalid),
      duplicates === 0 ? null : `${duplicates} named again, counted once`,
    ),
  adopted: ({ group, also }) => `✅ Managed now: ${nameTags(group, also)}`,
  released: ({ group, also }) => `✅ No longer managed: ${nameTags(group, also)}; nobody was moved`,
  'all-managed': () => '✅ Every tag is managed already',
  'already-managed': ({ group }) => `✅ ${nameGroup(group)} is managed already`,
  'already-named': ({ group }) => `✅ It has this name already: ${nameGroup(group)}`,
  confirm: ({ plan, digits }, say) => `⚠️ ${describePlan(plan, say)}. To do it, reply within 5 minutes: yes ${digits}`,
  'confirm-again': ({ plan, digits }, say) =>
    lines(
      '⚠️ Nothing was done: things have changed, so please confirm again',
      `${describePlan(plan, say)}. To do it, reply within 5 minutes: yes ${digits}`,
    ),
  'pending-confirmation': ({ plan, digits }, say) =>
    lines(`⚠️ Not done yet: ${describePlan(plan, say)}`, `To do it, reply: yes ${digits}`, 'To cancel, reply: no'),
  'nothing-to-confirm': () =>
    lines(
      '⚠️ No pending confirmation',
      'The 5 minutes may be over, or somebody in it just left: please send the command again',
    ),
  'wrong-digits': ({ triesLeft }) =>
    triesLeft > 0
      ? lines(
          `❌ Wrong digits, nothing was done, ${triesLeft} more ${triesLeft === 1 ? 'try' : 'tries'}`,
          'See the right digits: yes',
        )
      : '❌ Wrong digits too often, so it is cancelled. Please send the command again',
  cancelled: ({ count }) => (count > 0 ? '✅ Cancelled, nothing was done' : 'No pending confirmation'),
  undone: ({ number, answer }, say) =>
    answer === null ? `↩️ ${number} is withdrawn; nothing had been done` : lines(`↩️ ${number} is undone`, say(answer)),
  redone: ({ number, answer }, say) =>
    answer === null ? `↪️ The undo is withdrawn; ${number} goes on` : lines(`↪️ ${number} is redone`, say(answer)),
  withdrawn: ({ by = null }) =>
    by === null
      ? '↩️ Withdrawn; nothing was done'
      : lines('↩️ Withdrawn by somebody else; nothing was done', `See who: log ${by}`),
  'nothing-to-undo': () => lines('⚠️ There is nothing of yours to undo', 'By its number: undo 12'),
  'cannot-undo': ({ number, reason, earlier }) =>
    lines(
      `❌ ${number} can't be undone: ${WHY_NOT_UNDONE[reason]}`,
      earlier === undefined ? `See how it ended: result ${number}` : `Undo the one before: undo ${earlier}`,
    ),
  'nothing-to-redo': () =>
    lines('⚠️ There is nothing to redo: redo brings back what was undone', 'See what was done: log'),
  'cannot-redo': ({ number, reason }) =>
    lines(`❌ ${number} can't be redone: ${WHY_NOT_REDONE[reason]}`, `See how it ended: result ${number}`),
  superseded: ({ openid }, say) => `❌ Not done: a later command took its place (${say.who(openid)})`,
} satisfies Partial<Phrases>

function listInvalid(invalid: readonly string[]): string[] {
  if (invalid.length === 0) return []
  const shown = invalid.slice(0, 20).map((one) => safeText(one, 45))
  return [`${invalid.length} not recognized: ${shown.join(', ')}${invalid.length > shown.length ? ' …' : ''}`]
}

const WHY_NOT_UNDONE = {
  'already-undone': 'it was undone before',
  'changed-nothing': 'it changed nothing',
  'too-old': 'it is older than seven days',
  deletion: 'a deletion is final',
  'origin-unknown': 'the group before is not known',
  'group-gone': 'the group is gone',
  'group-not-empty': 'somebody is in the group',
  'other-api': 'the API was changed meanwhile (groups or tags)',
  'about-admins': 'who may command is changed by admins role and admins remove',
  'kept-replies': 'replies are changed by replies start and replies stop, the menu by menu restore',
  rules: 'rules are changed by rules off, rules on and rules delete',
  alias: 'an alias is simply set again',
  'end-only': 'it only changed when the move ends; move again to change that',
  'qr-code': "a QR code can't be taken back; a temporary one ends by itself",
} as const

const WHY_NOT_REDONE = {
  ...WHY_NOT_UNDONE,
  'already-undone': 'it was redone before',
  'changed-nothing': 'the undo changed nothing',
  'not-undone': 'it was not undone',
} as const
