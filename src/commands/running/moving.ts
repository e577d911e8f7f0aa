import type { Answer, PersonFault } from '../../domain/answer.ts'
import type { GroupRef } from '../../domain/group.ts'
import { mainGroup, type Whereabouts } from '../../groups/backend.ts'
import type { MovePlan } from '../../groups/changes.ts'
import { isDefect, saysNoSuchGroup, saysQuotaSpent, toFailureAnswer } from '../../groups/failure.ts'
import { isWhere, type Moved, type PersonMove } from '../../groups/moves.ts'
import type { MovesEnd, Task } from '../command.ts'
import type { ItemEnd } from '../../store/ledger.ts'
import type { NewMoveEnd } from '../../store/move-ends.ts'
import type { Services } from '../services.ts'

/*
 * Moving followers, one or many: where they are, what is planned, how it ended for each. Commands that move, confirm or
 * take back all end here.
 */

/** From how many followers on a move, or taking one back, is asked about first. */
export const ASKED_ABOVE = 10

/** What moving needs. */
export type MovingServices = Pick<Services, 'ledger' | 'lookups' | 'backend' | 'clock' | 'moves' | 'list' | 'timed'>

/** Their names, for the commands that move. */
export const MOVING = ['ledger', 'lookups', 'backend', 'clock', 'moves', 'list', 'timed'] as const

/** Writes of how it ended for some are gathered for so many followers. */
const WRITTEN_TOGETHER = 50

export interface MoveWish {
  readonly openids: readonly string[]
  readonly to: GroupRef
}

/** Finds out where everybody is and what can be planned for them. Followers who can't be moved are told, never called for. */
export async function planMoves({ openids, to }: MoveWish, task: Task, services: MovingServices): Promise<MovePlan> {
  const target = to.id === 0 ? [] : [to.id]
  return planEach(openids, task, services, (openid) => planOne(openid, target, services))
}

/** What can be planned for each; whoever was changed by a later command stays as that left them. */
export async function planEach(
  openids: readonly string[],
  task: Task,
  { ledger }: Pick<Services, 'ledger'>,
  plan: (openid: string) => Promise<Planned>,
): Promise<MovePlan> {
  const superseded = await Promise.all(
    openids.map((openid) => ledger.hasNewerChange(openid, task.writtenAt, task.number)),
  )
  // Asked for in one turn of the event loop, so that they travel together.
  const found = await Promise.all(
    openids.map((openid, at): Promise<Planned> =>
      superseded[at] === true ? Promise.resolve({ openid, fault: { kind: 'superseded', openid } }) : plan(openid),
    ),
  )
  return toPlan(found)
}

/** What was found out about each, as one plan. */
export function toPlan(found: readonly Planned[]): MovePlan {
  return {
    kind: 'move',
    people: found.flatMap((one) => ('person' in one ? [one.person] : [])),
    already: found.flatMap((one) => ('already' in one ? [one.already] : [])),
    faults: found.flatMap((one) => ('fault' in one ? [one] : [])),
  }
}

/** What is planned for one: a change, nothing because it is so already, or what is told instead. */
export type Planned = { readonly person: PersonMove } | { readonly already: string } | PersonFault

async function planOne(openid: string, to: readonly number[], services: MovingServices): Promise<Planned> {
  const seen = await whereIs(openid, services)
  if ('fault' in seen) return seen
  if (seen.groups !== null && isWhere(seen.groups, to)) return { already: openid }
  const stuck = seen.full && seen.groups?.length === 0 && to.length > 0
  if (stuck) return { openid, fault: { kind: 'follower-full', openid } }
  return { person: { openid, from: seen.groups, to, ...(seen.full ? { full: true } : {}) } }
}

interface Seen {
  /** null when nobody could be asked and fenzu does not remember. */
  readonly groups: readonly number[] | null
  /** All that they carry; null when nobody could be asked. */
  readonly carried: readonly number[] | null
  readonly full: boolean
}

/**
 * Where the follower is now, read from the platform for each move: somebody may have moved them in the console since fenzu
 * last did, and the answer names from and to. Only when that question can't be asked today does fenzu's own memory serve,
 * and only where a move replaces whatever was.
 */
export async function whereIs(
  openid: string,
  {
    lookups,
    backend,
    ledger,
    clock,
  }: Pick<Services, 'backend' | 'ledger' | 'clock'> & {
    readonly lookups: Pick<Services['lookups'], 'where'>
  },
): Promise<Seen | PersonFault> {
  try {
    const seen: Whereabouts = await lookups.where(openid)
    if (seen.kind === 'not-following') return { openid, fault: { kind: 'not-following', openid } }
    return { groups: seen.groups, carried: seen.carried, full: seen.full }
  } catch (error) {
    if (saysQuotaSpent(error) && backend.capabilities.exclusive) {
      return { groups: await ledger.lastKnownGroups(openid), carried: null, full: false }
    }
    const fault = toFailureAnswer(error, clock.now(), openid)
    if (fault === undefined) throw error
    return { openid, fault }
  }
}

export interface CarryingOut {
  /** After a restart: whose end is on disk is left alone, and where the others are is asked before anything is sent. */
  readonly begun?: boolean
  /** What the moves need to end by themselves. */
  readonly ends?: readonly NewMoveEnd[]
  /** How many move at a time, where nobody waits for them and others do; all by default. */
  readonly together?: number
}

/** Records the plan and moves everybody in it. */
export async function carryOutMoves(
  plan: MovePlan,
  task: Task,
  services: MovingServices,
  { begun = false, ends: timed = [], together = Math.max(1, plan.people.length) }: CarryingOut = {},
): Promise<MovesEnd> {
  const { ledger, moves, clock, backend } = services
  const known = new Map(begun ? (await ledger.endedItems(task.number)).map((end) => [end.openid, end]) : [])
  if (!begun && plan.people.length + timed.length > 0) await task.record(plan, plan.people, timed)
  if (plan.already.length > 0) {
    const label = plan.label?.tag ?? null
    await task.note(plan.already.map((openid) => ({ openid, outcome: 'unchanged', label })))
  }
  const diary = new Diary(task, plan.people.length)
  const carryOut = async (person: PersonMove) => {
    const end = known.get(person.openid)
    if (end !== undefined) return { person, outcome: end.outcome, fault: end.fault, gone: false }
    const moved = await (plan.label === undefined
      ? moves.move(person, { unsure: begun })
      : moves.label(person.openid, plan.label, { unsure: begun }))
    const fault = await toFault(person, moved, services, clock.now())
    const outcome = moved.kind === 'done' || moved.kind === 'unknown' ? moved.kind : 'failed'
    await diary.note({ openid: person.openid, outcome, fault })
    return { person, outcome, fault, gone: moved.kind === 'failed' && saysNoSuchGroup(moved.error) }
  }
  const ends: Awaited<ReturnType<typeof carryOut>>[] = []
  for (let at = 0; at < plan.people.length; at += together) {
    ends.push(...(await Promise.all(plan.people.slice(at, at + together).map(carryOut))))
  }
  await diary.close()
  const moved = ends.filter(({ outcome }) => outcome === 'done').map(({ person }) => person)
  const faults = ends.flatMap(({ person, fault }) => (fault === null ? [] : [{ openid: person.openid, fault }]))
  const doubt = ends.some(({ outcome }) => outcome === 'unknown')
  const failed = [...plan.faults, ...faults].some(({ fault }) => !CHANGES_NOTHING.has(fault.kind))
  const lasts = plan.until !== undefined && plan.already.length > 0
  const outcome = moved.length > 0 || lasts ? 'done' : doubt ? 'unknown' : failed ? 'failed' : 'refused'
  const groupIsGone = ends.length > 0 && ends.every(({ gone }) => gone)
  const isGroup = plan.label === undefined || backend.manages(plan.label.tag)
  const there = ends.filter((end) => end.outcome !== 'failed').map(({ person }) => person.openid)
  const stands = isGroup ? [...there, ...plan.already] : []
  return { plan, moved, faults: [...plan.faults, ...faults], outcome, groupIsGone, stands }
}

/** Faults that say only why there was nothing to be done. */
const CHANGES_NOTHING: ReadonlySet<Answer['kind']> = new Set(['superseded', 'stays-there'])

async function toFault(
  person: PersonMove,
  moved: Moved,
  services: MovingServices,
  now: number,
): Promise<Answer | null> {
  const { openid } = person
  switch (moved.kind) {
    case 'done':
      return null
    case 'not-following':
      return { kind: 'not-following', openid }
    case 'unknown':
      return { kind: 'outcome-unknown', checked: 'nothing', hint: HOW_TO_LOOK }
    case 'half': {
      const still = await Promise.all(moved.still.map((id) => nameOf(id, services)))
      const to = await nameOf(mainGroup(person.to), services)
      return { kind: 'half-moved', openid, to, still, fault: failureOf(moved.error, openid, now) }
    }
    case 'failed':
      return failureOf(moved.error, openid, now)
  }
}

function failureOf(error: unknown, openid: string, now: number): Answer {
  const answer = toFailureAnswer(error, now, openid)
  if (answer === undefined) throw error
  return answer
}

/** A name that can't be had must not spoil the news that the change was made. */
export async function nameOf(id: number, { list }: Pick<Services, 'list'>): Promise<GroupRef> {
  try {
    return await list.refTo(id)
  } catch (error) {
    if (isDefect(error)) throw error
    return { id, name: null }
  }
}

const HOW_TO_LOOK = {
  zh: '用「查」看看这个人现在在哪个分组。',
  en: 'Use "where" to see which group the follower is in now.',
} as const

/** What has ended for whom, written down in portions; for a single follower the end of the command says it all. */
class Diary {
  readonly #task: Task
  readonly #wanted: boolean
  #ends: ItemEnd[] = []

  constructor(task: Task, people: number) {
    this.#task = task
    this.#wanted = people > 1
  }

  async note(end: ItemEnd): Promise<void> {
    if (!this.#wanted) return
    this.#ends.push(end)
    if (this.#ends.length >= WRITTEN_TOGETHER) await this.#write()
  }

  async close(): Promise<void> {
    if (this.#ends.length > 0) await this.#write()
  }

  async #write(): Promise<void> {
    const ends = this.#ends
    this.#ends = []
    await this.#task.note(ends)
  }
}
