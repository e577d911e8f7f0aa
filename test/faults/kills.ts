import { until, type Said } from '../support/stage.ts'
import { check, type Verdict } from './checker.ts'
import type { Levers, Processes } from './processes.ts'
import { pick } from './random.ts'

/** The eight points of a command's life at which the bot is killed, and one at a random moment. */
export const POINTS = [
  'before the acceptance is on disk',
  'after the acceptance is on disk',
  'before the plan is on disk',
  'after the plan is on disk, before the call',
  'while the call is under way and not applied',
  'after the call was applied, before its answer',
  'before the end is on disk',
  'after the end is on disk, before the answer',
  'at a random moment',
] as const
export type Point = (typeof POINTS)[number]

export const CHANGES = ['move', 'rename', 'create', 'delete', 'undo'] as const
export type ChangeKind = (typeof CHANGES)[number]

const PATHS: Readonly<Record<ChangeKind, string>> = {
  move: '/cgi-bin/groups/members/update',
  rename: '/cgi-bin/groups/update',
  create: '/cgi-bin/groups/create',
  delete: '/cgi-bin/groups/delete',
  undo: '/cgi-bin/groups/members/update',
}

const ACCEPTANCE = 'insert into "command"'
const PLAN = 'update "command" set "state" = \\?, "plan"'
const END = 'update "command" set "state" = \\?, "outcome"'
const KILLS: Partial<Record<Point, Levers['kill']>> = {
  'before the acceptance is on disk': { side: 'before', pattern: ACCEPTANCE },
  'after the acceptance is on disk': { side: 'after', pattern: ACCEPTANCE },
  'before the plan is on disk': { side: 'before', pattern: PLAN },
  'after the plan is on disk, before the call': { side: 'after', pattern: PLAN },
  'before the end is on disk': { side: 'before', pattern: END },
  'after the end is on disk, before the answer': { side: 'after', pattern: END },
}

/**
 * One command, one kill −9, one restart, one comparison. The bot runs when it begins and when it ends: rounds follow each
 * other in one world, so that each finds what the others left.
 */
export async function playKill(
  processes: Processes,
  round: number,
  kind: ChangeKind,
  point: Point,
  random: () => number,
): Promise<Verdict & { story: string }> {
  const command = await leadUpTo(processes, round, kind, random)
  const base = Number(processes.rows('select coalesce(max(number), 0) as number from command')[0]?.['number'])
  const since = await processes.lastCall()
  if (point === 'while the call is under way and not applied') await processes.order(PATHS[kind], 'hang')
  if (point === 'after the call was applied, before its answer')
    await processes.order(PATHS[kind], 'delay', { ms: 10_000 })
  const kill = KILLS[point]
  if (kill !== undefined) await processes.pull({ kill })
  const said = processes.say(command)
  if (kill === undefined) await killByHand(processes, kind, point, since, random)
  await processes.botEnded()
  await processes.clearFaults()
  await processes.startBot()
  const { shown } = await said
  await processes.settled()
  const verdict = await check(processes, base, since)
  const row = processes.rows(`select number from command where number > ${base}`)
  const claimed = row.length === 0 && isClaimed(shown) ? 1 : 0
  return {
    ...verdict,
    lost: verdict.lost + claimed,
    story: `round ${round}: ${kind}, killed ${point}, shown ${JSON.stringify(shown)}: ${verdict.story}`,
  }
}

/** What has to be said before the command that is killed: a group to delete, a question to answer, a move to take back. */
async function leadUpTo(processes: Processes, round: number, kind: ChangeKind, random: () => number): Promise<string> {
  const somebody = pick(random, (await processes.world()).followers)
  const move = `移动 ${somebody.openid} ${somebody.groupid === 108 ? 107 : 108}`
  switch (kind) {
    case 'move':
      return move
    case 'rename':
      return `改名 107 新名${round}`
    case 'create':
      return `新建 新组${round}`
    case 'delete': {
      await said(processes, `新建 旧组${round}`)
      await said(processes, `删除 旧组${round}`)
      const digits = /确认 (\d{4})/.exec((await said(processes, '确认')).shown ?? '')?.[1]
      if (digits === undefined) throw new Error('no question came')
      return `确认 ${digits}`
    }
    case 'undo':
      await said(processes, move)
      return '撤销'
  }
}

async function said(processes: Processes, text: string): Promise<Said> {
  const answer = await processes.say(text)
  await processes.settled()
  return answer
}

async function killByHand(
  processes: Processes,
  kind: ChangeKind,
  point: Point,
  since: number,
  random: () => number,
): Promise<void> {
  if (point === 'at a random moment') await new Promise((resolve) => setTimeout(resolve, random() * 60))
  else await until(async () => (await processes.calls(since)).some(({ path }) => path === PATHS[kind]), 'the call')
  await processes.killBot()
}

function isClaimed(shown: string | null): boolean {
  return shown !== null && /^(?:✅|↩️|⏳)/u.test(shown)
}
