import { BLACKLIST_ID } from '../../domain/group.ts'
import type { MovePlan } from '../../groups/changes.ts'
import type { Label } from '../../groups/moves.ts'
import type { Task } from '../command.ts'
import { nameOf, planEach, whereIs, type MovingServices, type Planned } from './moving.ts'

/*
 * Labels: one tag is put on or taken off, and nothing else that somebody carries is touched. They are carried out, told and
 * taken back as moves are.
 */

export interface LabelWish extends Label {
  readonly openids: readonly string[]
}

/**
 * What can be planned for everybody. A managed tag is put on only where it would be the only one; whoever carries as many
 * tags as one can is told.
 */
export async function planLabels(wish: LabelWish, task: Task, services: MovingServices): Promise<MovePlan> {
  const { openids, tag, added } = wish
  const plan = await planEach(openids, task, services, (openid) => planOne(openid, { tag, added }, services))
  return { ...plan, label: { tag, added } }
}

async function planOne(openid: string, { tag, added }: Label, services: MovingServices): Promise<Planned> {
  const seen = await whereIs(openid, services)
  if ('fault' in seen) return seen
  if (seen.carried?.includes(tag) === added) return { already: openid }
  if (!added) return { person: { openid, from: [tag], to: [] } }
  if (seen.full) return { openid, fault: { kind: 'labels-full', openid } }
  const now = services.backend.manages(tag) ? seen.groups?.find((id) => id !== BLACKLIST_ID) : undefined
  if (now === undefined) return { person: { openid, from: [], to: [tag] } }
  const [label, group] = await Promise.all([nameOf(tag, services), nameOf(now, services)])
  const example = `移动 ${openid} ${tag}`
  return { openid, fault: { kind: 'label-is-group', openid, label, in: group, example } }
}

/** What takes it back: whoever got the label loses it, whoever lost it gets it. */
export function opposite({ tag, added }: Label): Label {
  return { tag, added: !added }
}
