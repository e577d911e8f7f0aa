import type { Lasting } from '../../domain/facts.ts'
import type { PersonFault } from '../../domain/answer.ts'
import type { GroupRef } from '../../domain/group.ts'
import { isSameSet } from '../../groups/backend.ts'
import type { MovePlan } from '../../groups/changes.ts'
import type { NewMoveEnd } from '../../store/move-ends.ts'
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
  plan: MovePlan,
  to: GroupRef,
  lasting: Lasting | undefined,
  { timed, backend }: Needs,
): Promise<PlanWithEnds> {
  const waiting = await endsOf(plan.already, timed)
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

async function endsOf(openids: readonly string[], { store }: Services['timed']) {
  const found = openids.length === 0 ? [] : await store.ofMany(openids)
  // Of a move that is under way there is another one besides.
  return new Map(found.toSorted((one, other) => one.number - other.number).map((end) => [end.openid, end]))
}
