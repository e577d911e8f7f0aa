import { z } from 'zod'
import { BLACKLIST_ID } from '../../../domain/group.ts'
import { mainGroup } from '../../../groups/backend.ts'
import { defineConfirmation, type Confirmation } from '../../confirmation.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { goneGroup, writeRef } from '../../running/finding.ts'
import { reportMoves } from '../../running/move-report.ts'
import { carryOutMoves, MOVING, planMoves } from '../../running/moving.ts'
import * as stored from '../../schemas.ts'
import { withEnds } from '../../timed/ends.ts'
import { lasting, overBefore } from '../../timed/lasting.ts'

/*
 * Moves that are asked about first: of many, and to the blacklist.
 */

export function moveManyConfirmation(spec: CommandSpec): Confirmation {
  return defineConfirmation({
    kind: 'move-many',
    plan: z.object({
      kind: z.literal('move-many'),
      to: stored.groupRef,
      openids: z.array(stored.openid),
      invalid: z.array(z.string()),
      duplicates: z.number(),
      whole: z.object({ from: z.array(stored.groupRef), known: z.boolean(), except: z.number() }).exactOptional(),
      lasting: lasting.exactOptional(),
    }),
    needs: MOVING,
    work: () => ({ spec }),
    asked: ({ to, openids }) => ({ target: writeRef(to), openid: null, count: openids.length }),
    scope: ({ openids }) => ({ kind: 'shared', openids }),

    async carryOut(plan, task, services) {
      const to = await services.list.refTo(plan.to.id)
      if (to.name !== plan.to.name) {
        return to.name === null ? goneGroup(String(to.id)) : task.ask({ ...plan, to }, true)
      }
      if (plan.lasting !== undefined && services.timed.isOver(plan.lasting)) return overBefore(plan.lasting)
      const moves = await planMoves({ openids: plan.openids, to }, task, services)
      const timed = await withEnds(moves, to, plan.lasting, services)
      return reportMoves(await carryOutMoves(timed.plan, task, services, timed), to, services, plan)
    },
  })
}

export function blacklistConfirmation(spec: CommandSpec): Confirmation {
  return defineConfirmation({
    kind: 'blacklist',
    plan: z.object({
      kind: z.literal('blacklist'),
      openid: stored.openid,
      from: stored.groupRef.nullable(),
      lasting: lasting.exactOptional(),
    }),
    needs: MOVING,
    work: () => ({ spec }),
    asked: ({ openid }) => ({ target: `黑名单(${BLACKLIST_ID})`, openid }),
    scope: ({ openid }) => ({ kind: 'shared', openids: [openid] }),

    async carryOut(plan, task, services) {
      if (plan.lasting !== undefined && services.timed.isOver(plan.lasting)) return overBefore(plan.lasting)
      const to = await services.list.refTo(BLACKLIST_ID)
      const moves = await planMoves({ openids: [plan.openid], to }, task, services)
      const [person] = moves.people
      if (
        person !== undefined &&
        person.from !== null &&
        plan.from !== null &&
        mainGroup(person.from) !== plan.from.id
      ) {
        return task.ask({ ...plan, from: await services.list.refTo(mainGroup(person.from)) }, true)
      }
      const timed = await withEnds(moves, to, plan.lasting, services)
      return reportMoves(await carryOutMoves(timed.plan, task, services, timed), to, services)
    },
  })
}
