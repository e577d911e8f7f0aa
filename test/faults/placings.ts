import { until } from '../support/stage.ts'
import type { Verdict } from './checker.ts'
import type { Levers, Processes } from './processes.ts'
import { pick } from './random.ts'

/*
 * Kills in the middle of moves that take several calls: on tags, where joining, looking and leaving are calls of their own,
 * and of many people at a time, on both APIs. What counts is where everybody is in the end.
 */

export const PLACING_POINTS = [
  'while the joining call is under way and not applied',
  'after joining, before its answer',
  'between joining and leaving',
  'after leaving, before its answer',
  'before the ends of some are on disk',
  'after the ends of some are on disk',
  'at a random moment',
] as const
export type PlacingPoint = (typeof PLACING_POINTS)[number]

export const PLACINGS = ['one', 'many', 'undo of many'] as const
export type Placing = (typeof PLACINGS)[number]

const TARGETS = [104, 106, 107, 108]
const MANY = 60
const ENDS = 'update "item" set "outcome"'

const CALLS = {
  groups: { join: '/cgi-bin/groups/members/update', joinMany: '/cgi-bin/groups/members/batchupdate', leave: undefined },
  tags: {
    join: '/cgi-bin/tags/members/batchtagging',
    joinMany: '/cgi-bin/tags/members/batchtagging',
    leave: '/cgi-bin/tags/members/batchuntagging',
  },
} as const

/** One command over one or sixty people, one kill −9, one start; then everybody must be in the one group they were sent to. */
export async function playPlacing(
  processes: Processes,
  backend: 'groups' | 'tags',
  round: number,
  placing: Placing,
  point: PlacingPoint,
  random: () => number,
): Promise<Verdict & { story: string }> {
  const before = await whereAll(processes, backend)
  const people = [...before.keys()].slice(1, 1 + (placing === 'one' ? 1 : MANY))
  const target = leastUsed(before, people, pick(random, TARGETS))
  const expected = new Map(before)
  for (const openid of people) expected.set(openid, [target])
  let command = placing === 'one' ? `移动 ${people.join(' ')} ${target}` : await confirmed(processes, people, target)
  if (placing === 'undo of many') {
    await processes.say(command)
    await processes.settled()
    await processes.say('撤销')
    await processes.settled()
    command = `确认 ${await digits(processes)}`
    for (const openid of people) expected.set(openid, before.get(openid) ?? [])
  }
  const atKill = await whereAll(processes, backend)
  const base = Number(processes.rows('select coalesce(max(number), 0) as number from command')[0]?.['number'])
  const since = await processes.lastCall()
  const said = await sayAndKill(processes, backend, placing, point, command, since, random)
  await processes.clearFaults()
  await processes.startBot()
  await said
  await processes.settled()
  const after = await whereAll(processes, backend)
  const accepted = Number(processes.rows(`select count(*) as n from command where number > ${base}`)[0]?.['n']) > 0
  const wanted = accepted ? expected : atKill
  const wrong = [...after].filter(([openid, groups]) => JSON.stringify(groups) !== JSON.stringify(wanted.get(openid)))
  // Some of the first world carry several labels, and may again after an undo.
  const twice = [...after].filter(
    ([openid, groups]) => groups.length > 1 && (wanted.get(openid)?.length ?? 0) < 2,
  ).length
  const open = processes.rows("select number from command where state != 'ended'").length
  const unknown = processes.rows(`select number from command where number > ${base} and outcome = 'unknown'`).length
  const named = (await processes.calls(since))
    .filter(({ path, applied }) => path === CALLS[backend].joinMany && applied)
    .flatMap(({ body }) => toNames(body))
  return {
    lost: wrong.length,
    doubled: twice + (named.length - new Set(named).size),
    reordered: 0,
    silent: open,
    unknown,
    story: `round ${round} on ${backend}: ${placing} to ${target}, killed ${point}: wrong ${JSON.stringify(wrong.slice(0, 5))}, in two ${twice}, named again ${named.length - new Set(named).size}, open ${open}, ${JSON.stringify(processes.rows(`select number, outcome, answer from command where number > ${base}`)).slice(0, 600)}`,
  }
}

/** Whom one call puts where: nobody may be put into the same group by two calls that were applied. */
function toNames(body: unknown): string[] {
  const {
    openid_list: openids = [],
    tagid,
    to_groupid,
  } = body as {
    openid_list?: string[]
    tagid?: number
    to_groupid?: number
  }
  return openids.map((openid) => `${openid} ${tagid ?? to_groupid}`)
}

/** A group that hardly anybody of them is in, so that there is something to move and to take back. */
function leastUsed(where: ReadonlyMap<string, number[]>, people: readonly string[], first: number): number {
  const inside = (target: number) => people.filter((openid) => where.get(openid)?.includes(target)).length
  return [first, ...TARGETS].reduce((best, target) => (inside(target) < inside(best) ? target : best))
}

async function confirmed(processes: Processes, people: readonly string[], target: number): Promise<string> {
  await processes.say(`批量移动 ${target} ${people.join(' ')}`)
  await processes.settled()
  return `确认 ${await digits(processes)}`
}

async function digits(processes: Processes): Promise<string> {
  const { shown } = await processes.say('确认')
  const found = /回复：确认 (\d{4})/.exec(shown ?? '')?.[1]
  if (found === undefined) throw new Error(`no question waits: ${shown}`)
  return found
}

async function sayAndKill(
  processes: Processes,
  backend: 'groups' | 'tags',
  placing: Placing,
  point: PlacingPoint,
  command: string,
  since: number,
  random: () => number,
): Promise<Promise<unknown>> {
  const { join, joinMany, leave } = CALLS[backend]
  const joining = placing === 'one' ? join : joinMany
  const lever = leverAt(point, placing)
  if (lever !== undefined) await processes.pull({ kill: lever })
  const held = pathHeldAt(point, joining, leave)
  if (held !== undefined) await processes.order(held.path, held.kind, { ms: 10_000 })
  const said = processes.say(command)
  if (lever === undefined) {
    if (held === undefined) await new Promise((resolve) => setTimeout(resolve, random() * 120))
    else
      await Promise.race([
        until(async () => (await processes.calls(since)).some(({ path }) => path === held.path), 'the call'),
        // A move that nobody has to leave anything for makes no such call, and is answered.
        said,
      ])
    await processes.killBot()
  } else {
    await Promise.race([processes.botEnded(), said])
    await processes.killBot()
  }
  return said
}

/** For a single follower the end of the command says it all: nothing of it is written before. */
function leverAt(point: PlacingPoint, placing: Placing): Levers['kill'] | undefined {
  if (placing === 'one') return undefined
  if (point === 'before the ends of some are on disk') return { side: 'before', pattern: ENDS }
  return point === 'after the ends of some are on disk' ? { side: 'after', pattern: ENDS } : undefined
}

function pathHeldAt(
  point: PlacingPoint,
  joining: string,
  leave: string | undefined,
): { path: string; kind: 'hang' | 'delay' } | undefined {
  switch (point) {
    case 'while the joining call is under way and not applied':
      return { path: joining, kind: 'hang' }
    case 'after joining, before its answer':
      return { path: joining, kind: 'delay' }
    case 'between joining and leaving':
      return leave === undefined ? undefined : { path: leave, kind: 'hang' }
    case 'after leaving, before its answer':
      return leave === undefined ? undefined : { path: leave, kind: 'delay' }
    default:
      return undefined
  }
}

async function whereAll(processes: Processes, backend: 'groups' | 'tags'): Promise<Map<string, number[]>> {
  const { followers } = await processes.world()
  return new Map(
    followers.map(({ openid, groupid, tagid_list }) => [
      openid,
      backend === 'tags' ? tagid_list.filter((id) => id > 2).sort() : groupid === 0 ? [] : [groupid],
    ]),
  )
}
