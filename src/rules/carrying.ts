import { BLACKLIST_ID } from '../domain/group.ts'
import type { Rule } from '../domain/rules/rule.ts'
import type { GroupBackend, Whereabouts } from '../groups/backend.ts'
import { blamesOneOfThem, concernsOne, isDefect, saysNoSuchGroup } from '../groups/failure.ts'
import type { Lookups } from '../groups/lookups.ts'
import { isWhere, type Moved, type Moves, type PersonMove } from '../groups/moves.ts'
import type { Skipped } from '../store/rules/counts.ts'
import type { Errand, ErrandEnd, Errands } from '../store/rules/errands.ts'

export interface CarryingParts {
  readonly backend: GroupBackend
  readonly lookups: Pick<Lookups, 'where'>
  readonly moves: Pick<Moves, 'move' | 'label'>
  readonly errands: Pick<Errands, 'begin' | 'changedSince'>
}

/** An errand with the rule that it belongs to. */
export interface RuledErrand {
  readonly errand: Errand
  readonly rule: Rule
}

export interface Carried {
  readonly ends: readonly ErrandEnd[]
  /** Whose call may have been made, and the platform could not be asked. */
  readonly doubtful: readonly Errand[]
  /** Whose call was not made: they wait again. */
  readonly again: readonly string[]
  /** Why some could not be carried out now. */
  readonly failure: unknown
}

type Following = Extract<Whereabouts, { kind: 'following' }>

/**
 * Carries out a batch for one target. Where everybody is, is asked in one call; who is to be left alone is left alone: whoever
 * an admin changed since, whoever is on the blacklist, in a group already or carries as many labels as one can. With `unsure`
 * they had begun before, and nobody saw the end. Throws what keeps all of them from being carried out; then nothing was begun.
 */
export async function carryOut(batch: readonly RuledErrand[], unsure: boolean, parts: CarryingParts): Promise<Carried> {
  const { backend, errands } = parts
  await backend.ready()
  const changed = await errands.changedSince(batch.map(({ errand, rule }) => ({ ...errand, label: labelOf(rule) })))
  const ends: ErrandEnd[] = []
  const again: string[] = []
  const doubtful: Errand[] = []
  const people: { task: RuledErrand; person: PersonMove }[] = []
  const found = await Promise.all(batch.map(async (task) => ({ task, seen: await whereIs(task.errand.openid, parts) })))
  for (const { task, seen } of found) {
    const { errand } = task
    const by = changed.get(errand.openid)
    if (by === 'under-way') {
      if (unsure) doubtful.push(errand)
      else again.push(errand.openid)
      continue
    }
    const plan = by === 'done' || seen === undefined ? 'nothing' : planOf(task, seen, backend)
    if (plan === 'nothing') ends.push({ ...errand, change: null })
    else if (plan === 'done') ends.push({ ...errand, change: changeOf(task) })
    else if (typeof plan === 'string') ends.push({ ...errand, change: null, skipped: plan })
    else people.push({ task, person: plan })
  }
  if (!unsure && people.length > 0)
    await errands.begin(people.map(({ person }) => ({ openid: person.openid, from: person.from ?? [] })))
  const moved = await Promise.all(people.map(({ task, person }) => move(task, person, unsure, parts)))
  let failure: unknown
  for (const [at, { task, person }] of people.entries()) {
    const end = moved[at]
    if (end === undefined) continue
    const { errand } = task
    const from = person.from ?? []
    switch (end.kind) {
      case 'done':
        ends.push({ ...errand, change: { from, to: person.to } })
        break
      case 'not-following':
        ends.push({ ...errand, change: null })
        break
      case 'failed':
        if (saysNoSuchGroup(end.error)) ends.push({ ...errand, change: null, skipped: 'gone' })
        else if (isFinal(end.error)) ends.push({ ...errand, change: null })
        else again.push(errand.openid)
        if (!isOfThisOne(end.error)) failure = end.error
        break
      case 'half':
      case 'unknown':
        doubtful.push({ ...errand, begunFrom: from })
        failure = end.kind === 'half' ? end.error : new Error('nobody saw whether a rule has moved somebody')
        break
    }
  }
  return { ends, doubtful, again, failure }
}

/** undefined when the platform does not know them. */
async function whereIs(openid: string, { lookups }: CarryingParts): Promise<Following | undefined> {
  try {
    const seen = await lookups.where(openid)
    return seen.kind === 'following' ? seen : undefined
  } catch (error) {
    if (concernsOne(error)) return undefined
    throw error
  }
}

/** What is to be done for one, `done` when it was done before, or why nothing is. */
function planOf(
  { errand, rule }: RuledErrand,
  seen: Following,
  backend: GroupBackend,
): PersonMove | 'done' | 'nothing' | Skipped {
  const { openid, begunFrom } = errand
  const { target, policy, state } = rule
  const { groups, carried, full } = seen
  if (target.backend !== backend.capabilities.name) return 'nothing'
  const label = labelOf(rule)
  const isThere = label === null ? isWhere(groups, [target.id]) : carried.includes(label)
  if (begunFrom !== null && isThere) return 'done'
  if (isThere || groups.includes(BLACKLIST_ID)) return 'nothing'
  if (begunFrom !== null) {
    // Where they were when it was begun, or half way: nobody else has moved them since.
    const isOurs = groups.every((id) => id === target.id || begunFrom.includes(id))
    return label !== null || isOurs ? personOf(openid, groups, target.id, full, label) : 'nothing'
  }
  if (state !== 'on') return 'nothing'
  if (label !== null) {
    const wouldBeTwo = backend.manages(label) && groups.length > 0
    if (wouldBeTwo) return 'nothing'
    return full ? 'full' : personOf(openid, groups, target.id, full, label)
  }
  if (policy === 'ungrouped' && groups.length > 0) return 'nothing'
  // Somebody else's label now: nobody is moved there.
  if (!backend.manages(target.id)) return 'gone'
  if (full && groups.length === 0) return 'full'
  return personOf(openid, groups, target.id, full, label)
}

function personOf(
  openid: string,
  groups: readonly number[],
  to: number,
  full: boolean,
  label: number | null,
): PersonMove {
  return { openid, from: label === null ? groups : [], to: [to], ...(full ? { full } : {}) }
}

function changeOf({ errand, rule }: RuledErrand): ErrandEnd['change'] {
  return { from: errand.begunFrom ?? [], to: [rule.target.id] }
}

function move({ rule }: RuledErrand, person: PersonMove, unsure: boolean, { moves }: CarryingParts): Promise<Moved> {
  const label = labelOf(rule)
  return label === null
    ? moves.move(person, { unsure })
    : moves.label(person.openid, { tag: label, added: true }, { unsure })
}

function labelOf({ target }: Rule): number | null {
  return target.kind === 'label' ? target.id : null
}

/** Whether trying again can't help: the group is gone, or the platform refuses this one. */
function isFinal(error: unknown): boolean {
  return isOfThisOne(error) || isDefect(error)
}

function isOfThisOne(error: unknown): boolean {
  return saysNoSuchGroup(error) || blamesOneOfThem(error)
}
