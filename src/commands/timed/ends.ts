import type { Lasting } from '../../domain/facts.ts'
import type { PersonFault } from '../../domain/answer.ts'
import type { GroupRef } from '../../domain/group.ts'
import { isSameSet } from '../../groups/backend.ts'
import type { MovePlan, VoidEnd } from '../../groups/changes.ts'
import type { MoveEnd, NewMoveEnd } from '../../store/move-ends.ts'
import type { Services } from '../services.ts'

type Needs = Pick<Services, 'timed' | 'backend'>

export interface PlanWithEnds {
  readonly plan: MovePlan
  readonly ends: readonly NewMoveEnd[]
}

/**
 * The plan of a move, with what is needed to end it if it is for a time. Whoever is there for a time already stays until the
 * new end, and then goes back to where they were at first; whoever is there for good stays so.
 */
export async function withEnds(
  given: MovePlan,
  to: GroupRef,
  lasting: Lasting | undefined,
  services: Needs,
): Promise<PlanWithEnds> {
  const { timed, backend } = services
  const waiting = await endsOf([...given.people.map(({ openid }) => openid), ...given.already], timed)
  const plan = withVoids(given, waiting, timed)
  if (lasting === undefined) {
    const freed = plan.already.filter((openid) => waiting.has(openid))
    return { plan: freed.length === 0 ? plan : { ...plan, freed }, ends: [] }
  }
  const target = to.id === 0 ? [] : [to.id]
  const { name } = backend.capabilities
  const people = plan.people.filter(({ from }) => from !== null)
  const lost = plan.people.filter(({ from }) => from === null)
  const already = plan.already.filter((openid) => isSameSet(waiting.get(openid)?.to ?? [-1], target))
  const staying = plan.already.filter((openid) => !already.includes(openid))
  const faults: PersonFault[] = [
    ...lost.map(({ openid }): PersonFault => ({ openid, fault: { kind: 'no-way-back', openid } })),
    ...staying.map((openid): PersonFault => ({ openid, fault: { kind: 'stays-there', openid, group: to } })),
  ]
  const ends = [
    ...people.map(({ openid, from }) => ({ openid, to: target, back: from ?? [] })),
    ...already.map((openid) => ({ openid, to: target, back: waiting.get(openid)?.back ?? [] })),
  ].map((of) => timed.toEnd(lasting, { ...of, backend: name }))
  return { plan: { ...plan, people, already, faults: [...plan.faults, ...faults], until: lasting.until }, ends }
}

/**
 * The plan of taking a command back, with the ends that the command made void: they wait again for whoever goes back to where
 * they were for a time, as long as that is not over.
 */
export async function withEndsAgain(
  given: MovePlan,
  voids: readonly VoidEnd[],
  { timed, backend }: Needs,
): Promise<PlanWithEnds> {
  const waiting = await endsOf(
    given.people.map(({ openid }) => openid),
    timed,
  )
  const plan = withVoids(given, waiting, timed)
  const { name } = backend.capabilities
  const again = voids.filter(
    (end) => !timed.isOver(end) && plan.people.some(({ openid, to }) => openid === end.openid && isSameSet(to, end.to)),
  )
  const ends = again.map((end) => timed.toEnd(end, { openid: end.openid, to: end.to, back: end.back, backend: name }))
  const [first] = again
  const isOne = first !== undefined && again.length === plan.people.length && again.every(isSameTime(first))
  return { plan: isOne ? { ...plan, until: first.until } : plan, ends }
}

function isSameTime({ until }: VoidEnd): (other: VoidEnd) => boolean {
  return (other) => other.until === until
}

function withVoids(plan: MovePlan, waiting: ReadonlyMap<string, MoveEnd>, timed: Services['timed']): MovePlan {
  if (waiting.size === 0) return plan
  const voids = [...waiting.values()].map((end) => {
    return { openid: end.openid, ...timed.toLasting(end), to: end.to, back: end.back }
  })
  return { ...plan, voids }
}

async function endsOf(openids: readonly string[], { store }: Services['timed']): Promise<Map<string, MoveEnd>> {
  // Mostly nothing waits at all, and a move may be of thousands.
  if (openids.length === 0 || (await store.firstDue()) === null) return new Map()
  const found = await store.ofMany(openids)
  // Of a move that is under way there is another one besides.
  return new Map(found.toSorted((one, other) => one.number - other.number).map((end) => [end.openid, end]))
}
