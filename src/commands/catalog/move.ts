import { BLACKLIST_ID, type GroupRef } from '../../domain/group.ts'
import { saysNoSuchGroup, saysQuotaSpent, toFailureAnswer } from '../../groups/failure.ts'
import type { GroupToken } from '../../groups/match.ts'
import type { CommandArgs } from '../reading.ts'
import type { ChangeCommand, ChangeResult, Services, Task } from '../command.ts'
import { toEnding } from '../endings.ts'
import { findGroup, toTarget } from '../finding.ts'
import { MOVE } from '../specs.ts'

/** 移动: puts one follower into a group, which takes them out of the one they were in. */
export const move: ChangeCommand = {
  kind: 'change',
  spec: MOVE,

  prepare(args, _admin, { list }) {
    const { openid, group } = given(args)
    const target = toTarget(list.peek(group), group)
    return Promise.resolve({
      kind: 'change',
      args,
      asked: { command: MOVE.name, target, openid },
      scope: move.scope(args),
    })
  },

  scope: (args) => ({ kind: 'shared', openids: [given(args).openid] }),

  async run(args, task, services) {
    const { openid, group: token } = given(args)
    if (await services.ledger.hasNewerChange(openid, task.writtenAt, task.number)) {
      return { outcome: 'refused', answer: { kind: 'superseded', openid } }
    }
    const found = await findGroup(services.list, token, (id) => `${MOVE.name} ${openid} ${id}`)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const to = { id: found.group.id, name: found.group.name }
    const whereabouts = await whereIs(openid, services)
    if ('outcome' in whereabouts) return whereabouts
    const { from } = whereabouts
    if (from?.id === to.id) return { outcome: 'refused', answer: { kind: 'already-there', openid, group: to } }
    if (to.id === BLACKLIST_ID) return task.ask({ kind: 'blacklist', openid, from })
    try {
      return await carryOutMove({ openid, from, to }, task, services)
    } catch (error) {
      if (!saysNoSuchGroup(error)) throw error
      return moveToWhatItIsNow({ openid, from, to }, token, task, services)
    }
  },
}

export interface MoveWish {
  readonly openid: string
  readonly from: GroupRef | null
  readonly to: GroupRef
}

export async function carryOutMove(
  { openid, from, to }: MoveWish,
  task: Task,
  { changes, list }: Services,
): Promise<ChangeResult> {
  const plan = { kind: 'move', openid, from: from?.id ?? null, to: to.id } as const
  const item = { openid, from: plan.from, to: plan.to }
  return toEnding(plan, await changes.carryOut(plan, () => task.record(plan, [item])), list)
}

/**
 * Where the follower is now, read from the platform for each move: somebody may have moved them in the console since fenzu
 * last did, and the answer names from and to. Only when that question can't be asked today does fenzu's own memory serve.
 */
export async function whereIs(
  openid: string,
  { backend, list, ledger, clock }: Services,
): Promise<{ from: GroupRef | null } | ChangeResult> {
  try {
    const whereabouts = await backend.whereabouts(openid)
    if (whereabouts.kind === 'not-following') return { outcome: 'failed', answer: { kind: 'not-following', openid } }
    return { from: await list.refTo(whereabouts.groupId) }
  } catch (error) {
    if (saysQuotaSpent(error)) {
      const remembered = await ledger.lastKnownGroup(openid)
      return { from: remembered === null ? null : await list.refTo(remembered) }
    }
    const answer = toFailureAnswer(error, clock.now(), openid)
    if (answer === undefined) throw error
    return { outcome: 'failed', answer }
  }
}

/** The list we had named a group that the platform no longer knows: look again, and move only if the same words still name one. */
async function moveToWhatItIsNow(
  wish: MoveWish,
  token: GroupToken,
  task: Task,
  services: Services,
): Promise<ChangeResult> {
  services.list.forget()
  const again = await findGroup(services.list, token, (id) => `${MOVE.name} ${wish.openid} ${id}`)
  if ('answer' in again) return { outcome: 'refused', answer: again.answer }
  return carryOutMove({ ...wish, to: { id: again.group.id, name: again.group.name } }, task, services)
}

function given(args: CommandArgs): { openid: string; group: GroupToken } {
  if (args.openid === undefined || args.group === undefined) throw new TypeError('a move needs an openid and a group')
  return { openid: args.openid, group: args.group }
}
