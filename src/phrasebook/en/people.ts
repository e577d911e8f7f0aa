import type { AnswerOf, BadAlias, QuotaLeft, RecentPerson } from '../../domain/answer.ts'
import { writeSeconds } from '../seconds.ts'
import { safeText } from '../safe-text.ts'
import { firstLine, lines, nameGroup, safeCommand, writeMoment, type Phrases, type Say } from '../wording.ts'
import { countOf } from './terms.ts'

/** Followers: who they are, and how the account stands. */
export const PEOPLE = {
  whereabouts: ({ openid, group, others, remark, subscribedAt, source, contactAt, changes = [], end = null }, say) =>
    lines(
      `${say.who(openid)}: ${nameGroup(group)}`,
      end === null ? null : `Back to ${nameGroup(end.back)} at ${writeMoment(end.until)}`,
      others.length === 0 ? null : `Also in: ${others.map(nameGroup).join(', ')}`,
      remark === null || remark === '' ? null : `Remark: ${safeText(remark)}`,
      subscribedAt === null ? null : `Follows since ${writeMoment(subscribedAt)}${nameSource(source ?? null)}`,
      contactAt === null || contactAt === undefined ? null : `Last active ${writeMoment(contactAt)}`,
      ...changes.map(
        ({ number, answer }) => `${number} ${answer === null ? '⏳ still running' : firstLine(say(answer))}`,
      ),
    ),
  recent({ people, filter, page, all, complete, next }, say) {
    if (people.length === 0 && page > 1) return lines('There is no such page', 'From the start: recent')
    if (people.length === 0)
      return complete ? lines(NOBODY[filter ?? 'all'], FILLS[filter ?? 'all']) : lines('No activity yet', IMPORT)
    const what = filter === 'new' ? 'followed' : filter === 'said' ? 'wrote' : 'active'
    const isWhole = page === 1 && next === null
    const where = isWhole ? '' : `, page ${page}${all === null ? '' : `; ${countOf(all, 'follower')} in all`}`
    return lines(
      `Most recently ${what} (${people.length})${where}`,
      ...people.map((person) => recentLine(person, say)),
      next === null ? null : NEXT,
    )
  },
  found({ keyword, people, page, all, complete, next }, say) {
    if (people.length === 0 && page > 1)
      return lines('There is no such page', `From the start: find ${safeText(keyword)}`)
    if (people.length === 0)
      return lines(`Nobody was found for "${safeText(keyword)}"`, complete ? 'See who there is: recent' : IMPORT)
    const isWhole = page === 1 && next === null
    return lines(
      isWhole ? countOf(people.length, 'follower') : `${countOf(all, 'follower')}, page ${page}`,
      ...people.map(({ openid, remark }) => nameFound(openid, remark, say)),
      next === null ? null : `${NEXT}, or be more exact`,
    )
  },
  openid: ({ openid }) => safeText(openid),
  members({ group, page, pages, all, people, known, complete = false, next }, say) {
    const head = `${nameGroup(group)}: ${countOf(all, 'follower')}, page ${page} of ${pages}`
    return lines(
      people.length === 0 ? `${head}, and nobody on it` : head,
      ...people.map((openid) => say.who(openid)),
      known && !complete ? 'Only followers seen so far; to import all: sync' : null,
      next === null ? null : `${NEXT}, or: ${safeCommand(say.english(next))}`,
    )
  },
  aliased({ openid, alias, remark, same }, say) {
    if (alias === null) return lines(`✅ ${say.number(openid)} has no alias any more`, REMARK[remark])
    const others = same > 0 ? `, and ${same} more ${same === 1 ? 'has' : 'have'} this name` : ''
    return lines(`✅ ${say.number(openid)} is called "${safeText(alias)}" from now on${others}`, REMARK[remark])
  },
  'bad-alias': ({ reason }) => lines(`❌ An alias ${BAD_ALIAS[reason]}`, 'Example: alias #57 Tom'),
  status: ({ mode, waiting, trouble, today, moves, lookups, clockOffsetMs, heldUpMs, errands }, say) =>
    lines(
      trouble === null ? `✅ All is well · ${mode} mode` : `⚠️ Trouble with WeChat's API: ${safeText(trouble, 120)}`,
      trouble === null ? null : `${mode} mode`,
      `Waiting ${waiting} · today ${today.all}, failed ${today.failed}`,
      `Quota for moving ${writeQuota(moves)} · for looking up ${writeQuota(lookups)}`,
      clockOffsetMs === null ? null : `Clock ${writeOffset(clockOffsetMs)} s`,
      heldUpMs === null
        ? null
        : `⚠️ Paused for ${writeSeconds(heldUpMs)} s within five minutes; nobody was answered meanwhile`,
      ...errandLines(errands, say),
    ),
  syncing({ phase, asked, total, known, unknown, failure }, say) {
    const goesOn = phase === 'begun' || phase === 'going-on'
    const head = {
      begun: '⏳ Sync started',
      'going-on': '⏳ Sync resumed',
      running: '⏳ Sync in progress',
      done: '✅ Sync complete',
    }[phase]
    return lines(
      // How many there are is told with the first page.
      phase === 'begun'
        ? `${head}, ${known} known here`
        : `${head}: ${total} in the account, ${asked} read, ${known} known here`,
      unknown === 0 ? null : `WeChat returned nothing about ${unknown} of them; they were skipped`,
      failure === null ? null : `It had stopped: ${firstLine(say(failure))}`,
      goesOn || phase === 'running' ? 'To see how far it is: sync' : null,
    )
  },
} satisfies Partial<Phrases>

const NEXT = 'Next page: more'
const IMPORT = 'To import existing followers: sync'
const NOBODY = { all: 'Nobody follows yet', new: 'Nobody follows yet', said: 'Nobody has written yet' } as const
const FILLS = {
  all: 'Whoever follows or writes will be listed here',
  new: 'Whoever follows will be listed here',
  said: 'Whoever writes will be listed here',
} as const

/** The remark too where something else is the name. */
function nameFound(openid: string, remark: string | null, say: Say): string {
  const who = say.who(openid)
  return remark === null || who.startsWith(`${safeText(remark)} #`) ? who : `${who} ${safeText(remark)}`
}

const HOW = {
  text: 'wrote',
  message: 'sent a picture or the like',
  follow: 'followed',
  'follow-scan': 'followed by a code',
  imported: 'followed',
  scan: 'scanned a code',
  menu: 'tapped the menu',
} as const

function recentLine({ openid, how, at, text }: RecentPerson, say: Say): string {
  return `${say.who(openid)} ${writeMoment(at)} ${text === null || how !== 'text' ? HOW[how] : `"${safeText(text, 21)}"`}`
}

const REMARK = {
  untouched: null,
  written: 'The remark on WeChat was updated too',
  'too-long': 'The remark on WeChat was not updated: it holds 29 bytes at most',
  refused: 'The remark on WeChat was not updated: the account is not allowed to now',
} as const

const BAD_ALIAS: Readonly<Record<BadAlias, string>> = {
  empty: "can't be empty",
  'too-long': 'has a limit of 20 characters, this one is longer',
  'control-characters': "can't hold control characters",
  misleading: "can't look like a number, an openid, me or him, and can't hold # @ ＜ ＞",
}

function writeQuota(quota: QuotaLeft | null): string {
  return quota === null ? 'unknown' : `${quota.left}/${quota.limit}`
}

function writeOffset(ms: number): string {
  return `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1000).toFixed(1)}`
}

const SCENES: Readonly<Record<string, string>> = {
  ADD_SCENE_SEARCH: 'by search',
  ADD_SCENE_ACCOUNT_MIGRATION: 'by migration',
  ADD_SCENE_PROFILE_CARD: 'by a card',
  ADD_SCENE_QR_CODE: 'by a code',
  ADD_SCENE_PROFILE_LINK: 'by the name in an article',
  ADD_SCENE_PROFILE_ITEM: 'by the menu of an article',
  ADD_SCENE_PAID: 'after paying',
  ADD_SCENE_WECHAT_ADVERTISEMENT: 'by an advertisement',
  ADD_SCENE_REPRINT: 'by a reprint',
  ADD_SCENE_LIVESTREAM: 'by a livestream',
  ADD_SCENE_CHANNELS: 'by Channels',
}

function nameSource(source: { scene: string; code: string } | null): string {
  const scene = source === null ? undefined : SCENES[source.scene]
  if (source === null || scene === undefined) return ''
  return `, ${scene}${source.code === '' ? '' : ` "${safeText(source.code)}"`}`
}

function errandLines(errands: AnswerOf<'status'>['errands'], say: Say): (string | null)[] {
  if (errands === undefined) return []
  const { waiting, held, lost, failure } = errands
  return [
    waiting === 0 ? null : `Rules: ${countOf(waiting, 'follower')} still to be handled`,
    waiting === 0 || failure === null ? null : `⚠️ Rules wait and try again by themselves: ${firstLine(say(failure))}`,
    held === 0 ? null : `⚠️ The store is down: ${countOf(held, 'follower')} of rules kept in memory only`,
    lost === 0 ? null : `⚠️ ${countOf(lost, 'follower')} of rules not recorded: find them again with "rules catchup"`,
  ]
}
