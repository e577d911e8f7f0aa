import { z } from 'zod'
import { BLACKLIST_ID, type Group, type GroupRef } from '../../../domain/group.ts'
import type { GroupToken } from '../../../groups/match.ts'
import type { Lasting } from '../../../domain/facts.ts'
import type { ChangeResult, Prepared, Task } from '../../command.ts'
import { defineChange } from '../../define.ts'
import { listAndGroup, peopleAndGroup } from '../../reading/arguments/people.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { OTHER_OPENID, SAMPLE_OPENID } from '../../reading/samples.ts'
import { everybodyIn, MOST_AT_ONCE } from './whole-groups.ts'
import { writeMove } from './write-move.ts'
import type { Services } from '../../services.ts'
import { findGroup, findTarget, toRef, toTarget } from '../../running/finding.ts'
import { reportMoves, type Leftovers } from '../../running/move-report.ts'
import { ASKED_ABOVE, carryOutMoves, MOVING, planMoves, type MovingServices } from '../../running/moving.ts'
import * as stored from '../../schemas.ts'
import { ending } from '../../reading/endings/ending.ts'
import { withEnds } from '../../timed/ends.ts'
import { lasting, lastingOf, overBefore } from '../../timed/lasting.ts'
import { moveManyConfirmation, blacklistConfirmation } from './move-confirmations.ts'
import { moveReversal, undoMoveConfirmation } from './move-reversal.ts'

const MOVE: CommandSpec = {
  name: '移动',
  english: 'move',
  names: ['移动', '移', '移到', 'move', 'mv'],
  reader: peopleAndGroup,
  role: 'admin',
  suggestedFor: 'person and group',
  summary: { zh: '把一个人移到分组', en: 'moves a follower into a group' },
  examples: [
    `移动 ${SAMPLE_OPENID} 108`,
    `移动 ${SAMPLE_OPENID} VIP`,
    '移动 #57 VIP',
    `move ${SAMPLE_OPENID} 108`,
    `move ${SAMPLE_OPENID} VIP`,
    'move #57 VIP',
    `移动 ${SAMPLE_OPENID} 108 备注:展会认识`,
    `move ${SAMPLE_OPENID} 108 note: met at the fair`,
    '移动 新人全部 VIP 除了 小王',
    'move all of 新人 to VIP except Tom',
    '移动 #57 VIP 3天',
    '移动 #57 VIP 到 12月1日',
    'move #57 VIP for 3 days',
    'move #57 VIP until 1 Dec',
  ],
  takesReason: true,
  takesEnding: true,
}

const BATCH: CommandSpec = {
  name: '批量移动',
  english: 'batch',
  names: ['批量移动', 'batch'],
  reader: listAndGroup,
  role: 'admin',
  summary: { zh: '把一批人移到分组：粘贴 openid，隔开即可', en: 'moves many followers: paste their openids' },
  examples: [`批量移动 108 ${SAMPLE_OPENID} ${OTHER_OPENID}`, `batch 108 ${SAMPLE_OPENID} ${OTHER_OPENID}`],
  takesReason: true,
  takesEnding: true,
}

const args = z
  .object({
    ...stored.people,
    group: stored.groupToken,
    reason: stored.reason,
    /** Everybody in these groups, but for `except`. */
    sources: z.array(stored.groupToken).exactOptional(),
    except: z.array(stored.openid).exactOptional(),
    /** As it was read; once it is accepted it is `lasting`. */
    ending: ending.exactOptional(),
    lasting: lasting.exactOptional(),
  })
  .refine(({ openid, openids = [], sources = [] }) => openid !== undefined || openids.length + sources.length > 0)
type Args = z.infer<typeof args>

function followersOf({ openid, openids = [] }: Args): readonly string[] {
  return openid === undefined ? openids : [openid]
}

type Needs = (typeof MOVING)[number] | 'people'
type Parts = Parameters<typeof defineChange<Args, Needs>>[0]

function createMove(spec: CommandSpec, more: Pick<Parts, 'confirmations' | 'reversals'>) {
  return defineChange({
    spec,
    args,
    needs: [...MOVING, 'people'],
    ...more,

    prepare(read, _actor, { list, clock }) {
      const { ending: named, ...plain } = read
      const resolved = named === undefined ? undefined : lastingOf(named, clock)
      if (resolved !== undefined && 'answer' in resolved) return { kind: 'answer', answer: resolved.answer }
      const given: Args = { ...plain, ...resolved }
      const openids = followersOf(given)
      const target = toTarget(list.peek(given.group), given.group)
      if (given.sources !== undefined) return prepareWhole(spec, given, target)
      const [only] = openids
      const asked =
        openids.length === 1 && only !== undefined
          ? { command: spec.name, target, openid: only }
          : { command: spec.name, target, openid: null, count: openids.length }
      return { kind: 'change', args: given, asked, scope: { kind: 'shared', openids } }
    },

    scope: (given) => ({ kind: 'shared', openids: followersOf(given) }),

    async run(given, task, services) {
      const openids = followersOf(given)
      const { group: token, invalid = [], duplicates = 0 } = given
      const lasts = given.lasting === undefined ? {} : { lasting: given.lasting }
      const rewrite = (id: string) => writeMove(spec.name, { ...given, openids }, id)
      const found = await findTarget(services, token, rewrite)
      if ('answer' in found) return { outcome: 'refused', answer: found.answer }
      if (given.sources !== undefined)
        return askAboutWhole({ ...given, sources: given.sources }, found.group, task, services)
      // Whoever pasted a list of which a part could not be read wants all of it moved, not the rest alone.
      const isMany = openids.length > ASKED_ABOVE || invalid.length > 0
      if (isMany || (found.group.id === BLACKLIST_ID && openids.length > 1)) {
        return task.ask({ kind: 'move-many', to: toRef(found.group), openids, invalid, duplicates, ...lasts })
      }
      const leftovers = { invalid, duplicates }
      return moveNow({ openids, to: found.group, token, leftovers, ...lasts }, rewrite, task, services)
    },
  })
}

function prepareWhole(spec: CommandSpec, given: Args, target: string): Prepared {
  const asked = { command: spec.name, target, openid: null }
  return { kind: 'change', args: given, asked, scope: { kind: 'shared', openids: [] } }
}

/** Everybody in some groups is always asked about, with their number. */
async function askAboutWhole(
  given: Args & { readonly sources: readonly GroupToken[] },
  to: Group,
  task: Task,
  services: MovingServices & Pick<Services, 'people'>,
): Promise<ChangeResult> {
  const { sources, except = [], lasting: until } = given
  const from: GroupRef[] = []
  for (const source of sources) {
    const found = await findGroup(services.list, source, (id) => {
      const others = sources.map((one) => (one === source ? { text: id, quoted: false } : one))
      return writeMove(MOVE.name, { ...given, openids: [], sources: others }, String(to.id))
    })
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    from.push(toRef(found.group))
  }
  const { openids: all, known } = await everybodyIn(from, services)
  const openids = all.filter((openid) => !except.includes(openid))
  if (openids.length > MOST_AT_ONCE) {
    return { outcome: 'refused', answer: { kind: 'too-many-to-move', limit: MOST_AT_ONCE } }
  }
  if (openids.length === 0) return { outcome: 'refused', answer: { kind: 'nobody-to-move', from, known } }
  const whole = { from, known, except: all.length - openids.length }
  const lasts = until === undefined ? {} : { lasting: until }
  return task.ask({ kind: 'move-many', to: toRef(to), openids, invalid: [], duplicates: 0, whole, ...lasts })
}

/** 移动: puts one follower, or several, into a group, which takes them out of the one they were in. */
export const move = createMove(MOVE, {
  confirmations: [blacklistConfirmation(MOVE), undoMoveConfirmation],
  reversals: [moveReversal],
})

/** 批量移动: the same for a list that was pasted. */
export const batch = createMove(BATCH, { confirmations: [moveManyConfirmation(BATCH)] })

interface MoveNow {
  readonly openids: readonly string[]
  readonly to: Group
  readonly token: GroupToken
  readonly leftovers: Leftovers
  readonly lasting?: Lasting
}

async function moveNow(
  { openids, to, token, leftovers, lasting: until }: MoveNow,
  rewrite: (id: string) => string,
  task: Task,
  services: MovingServices,
): Promise<ChangeResult> {
  if (until !== undefined && services.timed.isOver(until)) return overBefore(until)
  const { plan, ends } = await withEnds(await planMoves({ openids, to }, task, services), to, until, services)
  const [only] = plan.people
  if (to.id === BLACKLIST_ID && only !== undefined) {
    const from = only.from === null ? null : await services.list.refTo(only.from[0] ?? 0)
    return task.ask({
      kind: 'blacklist',
      openid: only.openid,
      from,
      ...(until === undefined ? {} : { lasting: until }),
    })
  }
  const end = await carryOutMoves(plan, task, services, { ends })
  if (!end.groupIsGone) return reportMoves(end, toRef(to), services, leftovers)
  // The list we had named a group that the platform no longer knows: look again, and move only if the same words still name one.
  services.list.forget()
  const again = await findTarget(services, token, rewrite)
  if ('answer' in again) return { outcome: 'refused', answer: again.answer }
  const people = plan.people.map((person) => ({ ...person, to: again.group.id === 0 ? [] : [again.group.id] }))
  const target = toRef(again.group)
  const later = await withEnds({ ...plan, people }, target, until, services)
  return reportMoves(await carryOutMoves(later.plan, task, services, later), target, services, leftovers)
}
