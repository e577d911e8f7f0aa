import type { Answer } from '../../domain/answer.ts'
import type { GroupRef } from '../../domain/group.ts'
import { mainGroup } from '../../groups/backend.ts'
import type { MovePlan } from '../../groups/changes.ts'
import type { ChangeResult, MovesEnd } from '../command.ts'
import type { Services } from '../services.ts'
import type { Label } from '../../groups/moves.ts'
import { nameOf } from './moving.ts'

/** What stood in the text besides followers that can be moved. */
export interface Leftovers {
  readonly invalid?: readonly string[]
  readonly duplicates?: number
}

/** How moving ended, told: for one follower from and to, for several how many and who did not. */
export async function reportMoves(
  end: MovesEnd,
  to: GroupRef | null,
  services: Pick<Services, 'list'>,
  { invalid = [], duplicates = 0 }: Leftovers = {},
): Promise<ChangeResult> {
  const { plan, moved, faults, outcome } = end
  const { stands } = end
  if (plan.label !== undefined) {
    return { ...(await reportLabels(end, plan.label, services, { invalid, duplicates })), stands }
  }
  const all = plan.people.length + plan.already.length + plan.faults.length
  if (all === 1 && invalid.length === 0) return { outcome, answer: await reportOne(end, to, services), stands }
  const answer: Answer = {
    kind: 'batch-moved',
    to,
    moved: moved.length,
    already: plan.already.length,
    faults: [...faults],
    invalid: [...invalid],
    duplicates,
    ...(plan.until === undefined ? {} : { until: plan.until }),
  }
  return { outcome, answer, stands }
}

/** How putting a label on, or taking one off, ended. */
async function reportLabels(
  { plan, moved, faults, outcome }: MovesEnd,
  { tag, added }: Label,
  services: Pick<Services, 'list'>,
  { invalid = [], duplicates = 0 }: Leftovers,
): Promise<ChangeResult> {
  const label = await nameOf(tag, services)
  const all = plan.people.length + plan.already.length + plan.faults.length
  const [fault] = faults
  const [already] = plan.already
  const [person] = moved
  if (all === 1 && invalid.length === 0) {
    if (fault !== undefined) return { outcome, answer: fault.fault }
    if (already !== undefined) return { outcome, answer: { kind: 'label-already', openid: already, label, added } }
    if (person === undefined) throw new TypeError('a label ended without an end')
    return { outcome, answer: { kind: 'labelled', openid: person.openid, label, added } }
  }
  const answer: Answer = {
    kind: 'batch-labelled',
    label,
    added,
    changed: moved.length,
    already: plan.already.length,
    faults: [...faults],
    invalid: [...invalid],
    duplicates,
  }
  return { outcome, answer }
}

/** Where everybody of a plan goes; null when they go to different groups. */
export async function targetOf({ people }: MovePlan, services: Pick<Services, 'list'>): Promise<GroupRef | null> {
  const targets = new Set(people.map(({ to }) => mainGroup(to)))
  const [only] = targets
  return targets.size === 1 && only !== undefined ? nameOf(only, services) : null
}

async function reportOne(
  { plan, moved, faults }: MovesEnd,
  to: GroupRef | null,
  services: Pick<Services, 'list'>,
): Promise<Answer> {
  const [fault] = faults
  if (fault !== undefined) return fault.fault
  const [already] = plan.already
  const [person] = moved
  const target = to ?? (await nameOf(mainGroup(person?.to ?? []), services))
  const until = plan.until === undefined ? {} : { until: plan.until }
  if (already !== undefined) {
    const freed = plan.freed?.includes(already) === true ? { freed: true } : {}
    return { kind: 'already-there', openid: already, group: target, ...until, ...freed }
  }
  if (person === undefined) throw new TypeError('a move ended without an end')
  const left = person.from?.filter((id) => !person.to.includes(id)) ?? null
  const from = left === null ? null : await nameOf(mainGroup(left), services)
  const others = await Promise.all((left ?? []).filter((id) => id !== from?.id).map((id) => nameOf(id, services)))
  const alsoLeft = others.length === 0 ? {} : { alsoLeft: others }
  return { kind: 'moved', openid: person.openid, from, ...alsoLeft, to: target, ...until }
}
