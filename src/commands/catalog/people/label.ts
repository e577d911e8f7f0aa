import { z } from 'zod'
import { isSystemGroup } from '../../../domain/group.ts'
import { defineConfirmation, type Confirmation } from '../../confirmation.ts'
import { defineChange, type Definition } from '../../define.ts'
import { peopleAndLabel } from '../../reading/arguments/people.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { SAMPLE_OPENID } from '../../reading/samples.ts'
import { findGroup, goneGroup, toRef, toTarget, writeRef } from '../../running/finding.ts'
import { planLabels } from '../../running/labelling.ts'
import { reportMoves } from '../../running/move-report.ts'
import { ASKED_ABOVE, carryOutMoves, MOVING } from '../../running/moving.ts'
import * as stored from '../../schemas.ts'
import { undoLabelConfirmation } from './label-reversal.ts'
import { MOST_WRITTEN, writeMove } from './write-move.ts'

const LABEL: CommandSpec = {
  name: '打标签',
  english: 'label',
  names: ['打标签', '贴标签', 'label', 'tag'],
  reader: peopleAndLabel,
  role: 'admin',
  onlyWith: 'tags',
  summary: { zh: '给人加一个标签，别的标签不动', en: 'adds a tag to followers, keeping their others' },
  examples: [`打标签 ${SAMPLE_OPENID} VIP`, '打标签 #57 VIP', `label ${SAMPLE_OPENID} VIP`, 'label #57 VIP'],
  takesReason: true,
}

const UNLABEL: CommandSpec = {
  name: '去标签',
  english: 'unlabel',
  names: ['去标签', '摘标签', 'unlabel', 'untag'],
  reader: peopleAndLabel,
  role: 'admin',
  onlyWith: 'tags',
  summary: { zh: '去掉人的一个标签，别的标签不动', en: 'removes a tag from followers, keeping their others' },
  examples: [`去标签 ${SAMPLE_OPENID} VIP`, '去标签 #57 VIP', `unlabel ${SAMPLE_OPENID} VIP`, 'unlabel #57 VIP'],
  takesReason: true,
}

/** What an answer shows of a command at most. */
const LONGEST_OFFERED = 200

const args = z
  .object({ ...stored.people, group: stored.groupToken, reason: stored.reason })
  .refine(({ openid, openids = [] }) => openid !== undefined || openids.length > 0)

function followersOf({ openid, openids = [] }: z.infer<typeof args>): readonly string[] {
  return openid === undefined ? openids : [openid]
}

/** 打标签: puts a tag on one follower or several. Free tags and managed ones alike; see planLabels for the latter. */
export const label = createLabel(LABEL, true, [labelManyConfirmation(() => LABEL, true), undoLabelConfirmation])

/** 去标签: takes a tag off. */
export const unlabel = createLabel(UNLABEL, false, [labelManyConfirmation(() => UNLABEL, false)])

function createLabel(spec: CommandSpec, added: boolean, confirmations: readonly Confirmation[]): Definition {
  return defineChange({
    spec,
    args,
    needs: [...MOVING, 'people'],
    confirmations,

    prepare(given, _actor, { list }) {
      const openids = followersOf(given)
      const target = toTarget(list.peek(given.group), given.group)
      const [only] = openids
      const asked =
        openids.length === 1 && only !== undefined
          ? { command: spec.name, target, openid: only }
          : { command: spec.name, target, openid: null, count: openids.length }
      return { kind: 'change', args: given, asked, scope: { kind: 'shared', openids } }
    },

    scope: (given) => ({ kind: 'shared', openids: followersOf(given) }),

    async run(given, task, services) {
      const { list, backend } = services
      const openids = followersOf(given)
      const { group: token, invalid = [], duplicates = 0 } = given
      await backend.ready()
      if (backend.capabilities.exclusive) {
        const known = added ? list.peek(token) : undefined
        const people = openids.length > MOST_WRITTEN ? [] : await services.people.store.findMany(openids)
        const numbers = new Map(people.map(({ openid, number }) => [openid, `#${number}`]))
        const named = openids.map((openid) => numbers.get(openid) ?? openid)
        const move = known === undefined ? null : writeMove('移动', { openids: named }, String(known.id))
        // A longer one would be cut short, and then it would be another command.
        const example = move === null || move.length > LONGEST_OFFERED ? null : move
        return { outcome: 'refused', answer: { kind: 'no-labels', example } }
      }
      const found = await findGroup(list, token, (id) => [spec.name, ...openids.slice(0, 1), id].join(' '))
      if ('answer' in found) return { outcome: 'refused', answer: found.answer }
      const tag = toRef(found.group)
      if (isSystemGroup(tag.id)) return { outcome: 'refused', answer: { kind: 'system-group', group: tag } }
      if (openids.length > ASKED_ABOVE || invalid.length > 0) {
        return task.ask({ kind: 'label-many', label: tag, added, openids, invalid, duplicates })
      }
      const plan = await planLabels({ openids, tag: tag.id, added }, task, services)
      return reportMoves(await carryOutMoves(plan, task, services), tag, services, { invalid, duplicates })
    },
  })
}

/** Many are asked about first, and so is a list of which something could not be read. */
function labelManyConfirmation(spec: () => CommandSpec, added: boolean): Confirmation {
  return defineConfirmation({
    kind: 'label-many',
    plan: z.object({
      kind: z.literal('label-many'),
      label: stored.groupRef,
      added: z.literal(added),
      openids: z.array(stored.openid),
      invalid: z.array(z.string()),
      duplicates: z.number(),
    }),
    needs: MOVING,
    work: () => ({ spec: spec() }),
    asked: ({ label: tag, openids }) => ({ target: writeRef(tag), openid: null, count: openids.length }),
    scope: ({ openids }) => ({ kind: 'shared', openids }),

    async carryOut(plan, task, services) {
      const tag = await services.list.refTo(plan.label.id)
      if (tag.name !== plan.label.name) {
        return tag.name === null ? goneGroup(String(tag.id)) : task.ask({ ...plan, label: tag }, true)
      }
      const labels = await planLabels({ openids: plan.openids, tag: tag.id, added }, task, services)
      return reportMoves(await carryOutMoves(labels, task, services), tag, services, plan)
    },
  })
}
