import { filesOf } from '../support/canaries.ts'
import { until } from '../support/stage.ts'
import type { Levers, Processes } from './processes.ts'
import { pick } from './random.ts'
import type { Outcome } from './tables.ts'

/** The points of forgetting at which the bot is killed, and one at a random moment. */
export const LEAVING_POINTS = [
  'before it is on disk who left',
  'after it is on disk who left, before the answer',
  'while a command about them runs',
  'before their rows are rewritten',
  'after some of their rows are rewritten',
  'before they are struck off the list',
  'after they are struck off the list',
  'before the files are cleared',
  'after the files are cleared',
  'at a random moment',
] as const
export type LeavingPoint = (typeof LEAVING_POINTS)[number]

export const LEAVERS = ['a follower', 'an admin'] as const
export type Leaver = (typeof LEAVERS)[number]

const MOVE = '/cgi-bin/groups/members/update'
const DEPARTURE = 'insert into "erasure"'
const REWRITING = 'update "command" set "admin"'
const STRUCK_OFF = 'delete from "erasure"'
const CLEARING = 'wal_checkpoint'
const KILLS: Partial<Record<LeavingPoint, Levers['kill']>> = {
  'before it is on disk who left': { side: 'before', pattern: DEPARTURE },
  'after it is on disk who left, before the answer': { side: 'after', pattern: DEPARTURE },
  'before their rows are rewritten': { side: 'before', pattern: REWRITING },
  'after some of their rows are rewritten': { side: 'after', pattern: REWRITING },
  'before they are struck off the list': { side: 'before', pattern: STRUCK_OFF },
  'after they are struck off the list': { side: 'after', pattern: STRUCK_OFF },
  'before the files are cleared': { side: 'before', pattern: CLEARING, alone: true },
  'after the files are cleared': { side: 'after', pattern: CLEARING, alone: true },
}

/** *Still named*: files and outputs that name whoever left, although their unsubscribe was answered, or was on disk. */
export const LEAVING_MEASURES = ['still named', 'unanswered'] as const

/**
 * Somebody of whom much is kept leaves, the bot is killed −9 on the way, starts again and works off what was left. Then every
 * byte below its folder and everything that it printed is searched for the openid. They follow again at the end.
 */
export async function playLeaving(
  processes: Processes,
  round: number,
  point: LeavingPoint,
  random: () => number,
): Promise<Outcome<(typeof LEAVING_MEASURES)[number]>> {
  const leaver = pick(random, LEAVERS)
  const { followers } = await processes.world()
  const { openid } = pick(
    random,
    followers.filter((one) => one.subscribe === 1 && !one.openid.startsWith('oAdmin')),
  )
  await leadUpTo(processes, openid, leaver, round)
  const base = await processes.lastCall()
  let running: Promise<unknown> = Promise.resolve()
  if (point === 'while a command about them runs') {
    await processes.order(MOVE, 'hang')
    running = processes.say(`移动 ${openid} 104`)
    await until(async () => (await processes.calls(base)).some(({ path }) => path === MOVE), 'the call')
  }
  const kill = KILLS[point]
  if (kill !== undefined) await processes.pull({ kill })
  const left = processes.event('unsubscribe', openid)
  if (kill === undefined) {
    if (point === 'at a random moment') await new Promise((resolve) => setTimeout(resolve, random() * 2_000))
    else await left
    await processes.killBot()
  }
  await processes.botEnded()
  await processes.clearFaults()
  await processes.startBot()
  let { deliveries } = await left
  await running
  const isOnDisk = kill !== undefined && point !== 'before it is on disk who left'
  if (!isOnDisk && deliveries.every(({ status }) => status === null)) {
    // The start took longer than the platform tries: it could not tell. They leave once more.
    await processes.event('subscribe', openid)
    deliveries = (await processes.event('unsubscribe', openid)).deliveries
  }
  await processes.settled()
  const isAnswered = deliveries.some(({ body }) => body === 'success')
  const places = isAnswered || isOnDisk ? await whereNamed(processes, openid) : []
  await processes.event('subscribe', openid)
  return {
    'still named': places.length,
    unanswered: isAnswered || deliveries.every(({ status }) => status === null) ? 0 : 1,
    story: `round ${round}: ${leaver} ${openid}, killed ${point}, answered ${JSON.stringify(deliveries)}: found in ${places.join(', ')}`,
  }
}

/** Contacts, a name, commands about them and by them, a question and a plan that wait. */
async function leadUpTo(processes: Processes, openid: string, leaver: Leaver, round: number): Promise<void> {
  await processes.say('在吗', openid)
  await processes.say(`别名 ${openid} 人${round}号`)
  await processes.say(`移动 ${openid} 108 备注:人${round}号来过`)
  if (leaver === 'an admin') {
    const { shown } = await processes.say('管理员 邀请')
    const code = /认领 (\S{9})/.exec(shown ?? '')?.[1] ?? ''
    await processes.say(`认领 ${code}`, openid)
    await processes.say('移动 我 107', openid)
    await processes.say('语言 English', openid)
    await processes.say('move', openid)
  }
  await processes.say(`拉黑 ${openid}`)
  await processes.say(`移动 ${openid}`)
  await processes.settled()
}

/** What still names them when nothing is left to do, after as long as that takes at most. */
async function whereNamed(processes: Processes, openid: string): Promise<string[]> {
  let places: string[] = []
  const isNowhere = (): Promise<boolean> => {
    const files = [...filesOf(processes.folder)].filter(([, bytes]) => bytes.includes(openid)).map(([name]) => name)
    places = processes.output.includes(openid) ? [...files, 'the output'] : files
    return Promise.resolve(places.length === 0)
  }
  await until(isNowhere, 'the forgetting', 60_000).catch(() => undefined)
  return places
}
