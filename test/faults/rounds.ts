import { DatabaseSync } from 'node:sqlite'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { until, type ApiCall, type Said } from '../support/stage.ts'
import type { Processes } from './processes.ts'

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
const KILL_AT: Partial<Record<Point, string>> = {
  'before the acceptance is on disk': 'before:1',
  'after the acceptance is on disk': 'after:1',
  'before the plan is on disk': 'before:2',
  'after the plan is on disk, before the call': 'after:2',
  'before the end is on disk': 'before:3',
  'after the end is on disk, before the answer': 'after:3',
}

export interface Verdict {
  readonly lost: number
  readonly doubled: number
  readonly silent: number
  readonly story: string
}

interface Row {
  readonly number: number
  readonly state: string
  readonly outcome: string | null
  readonly telling: string | null
}

/** mulberry32: the same seed, the same rounds. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * One command, one kill −9, one restart; then the pretended platform's own record is compared with the ledger and with what
 * the admin was shown. *Lost*: accepted and without effect. *Doubled*: more than one effect. *Silent*: ended, and neither
 * shown, nor pushed, nor told by 结果.
 */
export async function playRound(
  processes: Processes,
  round: number,
  kind: ChangeKind,
  point: Point,
  random: () => number,
): Promise<Verdict> {
  const text = await prepare(processes, kind, round, random)
  await processes.startBot(KILL_AT[point])
  const command = await leadUpTo(processes, kind, text)
  const base = lastNumber(processes)
  const since = ((await processes.get('/sandbox/calls?since=0')) as ApiCall[]).at(-1)?.seq ?? 0
  processes.arm()
  if (point === 'while the call is under way and not applied') await fault(processes, kind, 'hang')
  if (point === 'after the call was applied, before its answer') await fault(processes, kind, 'delay')
  const said = say(processes, command)
  await killAt(processes, kind, point, since, random)
  await processes.startBot()
  const { shown } = await said
  await until(async () => (await waiting(processes)) === 0, 'the end of what was accepted')
  const row = rowsAfter(processes, base)[0]
  const applied = ((await processes.get(`/sandbox/calls?since=${since}`)) as ApiCall[]).filter(
    (call) => call.path === PATHS[kind] && call.applied,
  ).length
  const told = await isTold(processes, row, shown)
  await processes.killBot()
  return {
    lost: row !== undefined && applied === 0 ? 1 : row === undefined && isDone(shown) ? 1 : 0,
    doubled: applied > 1 ? 1 : 0,
    silent: row !== undefined && !told ? 1 : 0,
    story: `round ${round}: ${kind}, ${point}: row ${JSON.stringify(row)}, applied ${applied}, shown ${JSON.stringify(shown)}`,
  }
}

async function prepare(processes: Processes, kind: ChangeKind, round: number, random: () => number): Promise<string> {
  await processes.post('/sandbox/reset', { quota: 'off' })
  const followers = ((await processes.get('/sandbox/world')) as { followers: { openid: string; groupid: number }[] })
    .followers
  const somebody = followers[Math.floor(random() * followers.length)]
  const target = somebody?.groupid === 108 ? 107 : 108
  switch (kind) {
    case 'move':
      return `移动 ${somebody?.openid} ${target}`
    case 'rename':
      return `改名 107 新名${round}`
    case 'create':
      return `新建 新组${round}`
    case 'delete':
      return '删除 107'
    case 'undo':
      return `移动 ${somebody?.openid} ${target}`
  }
}

/** What has to be said before the command that is killed: a question that it answers, or a move that it takes back. */
async function leadUpTo(processes: Processes, kind: ChangeKind, text: string): Promise<string> {
  if (kind !== 'delete' && kind !== 'undo') return text
  const { shown } = await say(processes, text)
  await until(async () => (await waiting(processes)) === 0, 'the end of what leads up')
  if (kind === 'undo') return '撤销'
  const digits = /确认 (\d{4})/.exec(shown ?? '')?.[1]
  if (digits === undefined) throw new Error('no question came')
  return `确认 ${digits}`
}

async function killAt(
  processes: Processes,
  kind: ChangeKind,
  point: Point,
  since: number,
  random: () => number,
): Promise<void> {
  if (KILL_AT[point] !== undefined) await processes.botEnded()
  else {
    if (point === 'at a random moment') await new Promise((resolve) => setTimeout(resolve, random() * 60))
    else
      await until(
        async () => isCalled((await processes.get(`/sandbox/calls?since=${since}`)) as ApiCall[], kind),
        'the call',
      )
    await processes.killBot()
  }
  await fetch(`${processes.sandboxUrl}/sandbox/faults`, { method: 'DELETE' })
}

function isCalled(calls: readonly ApiCall[], kind: ChangeKind): boolean {
  return calls.some(({ path }) => path === PATHS[kind])
}

function fault(processes: Processes, kind: ChangeKind, fault: string): Promise<unknown> {
  return processes.post('/sandbox/faults', { path: PATHS[kind], kind: fault, ms: 10_000 })
}

async function say(processes: Processes, text: string): Promise<Said> {
  return (await processes.post('/sandbox/say', { openid: SANDBOX_ACCOUNT.owner, text })) as Said
}

function isDone(shown: string | null): boolean {
  return shown !== null && /^(?:✅|↩️)/u.test(shown)
}

async function waiting(processes: Processes): Promise<number> {
  return ((await (await fetch(`${processes.botUrl}/readyz`)).json()) as { waiting: number }).waiting
}

async function isTold(processes: Processes, row: Row | undefined, shown: string | null): Promise<boolean> {
  if (row === undefined) return true
  if (isDone(shown)) return true
  const asked = (await say(processes, `结果 ${row.number}`)).shown
  return asked?.includes(String(row.number)) === true && !asked.includes('⏳')
}

function lastNumber(processes: Processes): number {
  return read(processes, 'select coalesce(max(number), 0) as number from command')[0]?.number ?? 0
}

function rowsAfter(processes: Processes, number: number): Row[] {
  return read(processes, `select number, state, outcome, telling from command where number > ${number} order by number`)
}

function read(processes: Processes, sql: string): Row[] {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(processes.database, { readOnly: true })
    return db.prepare(sql).all() as unknown as Row[]
  } catch {
    return []
  } finally {
    db?.close()
  }
}
