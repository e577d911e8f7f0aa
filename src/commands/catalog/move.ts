import { BLACKLIST_ID, type Group, type GroupRef } from '../../domain/group.ts'
import type { GroupToken } from '../../groups/match.ts'
import type { ChangeCommand, ChangeResult, Services, Task } from '../command.ts'
import { findTarget, toTarget } from '../finding.ts'
import { reportMoves } from '../move-report.ts'
import { carryOutMoves, planMoves } from '../moving.ts'
import type { CommandArgs, CommandSpec } from '../reading.ts'
import { BATCH, MOVE } from '../specs.ts'

/** From how many followers on a move is asked about first. */
const ASKED_ABOVE = 10

/** 移动: puts one follower, or several, into a group, which takes them out of the one they were in. */
export const move: ChangeCommand = createMove(MOVE)

/** 批量移动: the same for a list that was pasted. */
export const batch: ChangeCommand = createMove(BATCH)

function createMove(spec: CommandSpec): ChangeCommand {
  return {
    kind: 'change',
    spec,

    prepare(args, _admin, { list }) {
      const { openids, group } = given(args)
      const target = toTarget(list.peek(group), group)
      const [only] = openids
      const asked =
        openids.length === 1 && only !== undefined
          ? { command: spec.name, target, openid: only }
          : { command: spec.name, target, openid: null, count: openids.length }
      return Promise.resolve({ kind: 'change', args, asked, scope: { kind: 'shared', openids } })
    },

    scope: (args) => ({ kind: 'shared', openids: given(args).openids }),

    async run(args, task, services) {
      const { openids, group: token } = given(args)
      const rewrite = (id: string) => [spec.name, ...openids.slice(0, 1), id].join(' ')
      const found = await findTarget(services, token, rewrite)
      if ('answer' in found) return { outcome: 'refused', answer: found.answer }
      if (openids.length > ASKED_ABOVE || (found.group.id === BLACKLIST_ID && openids.length > 1)) {
        const { invalid = [], duplicates = 0 } = args
        return task.ask({ kind: 'move-many', to: toRef(found.group), openids, invalid, duplicates })
      }
      return moveNow({ openids, to: found.group, token, args }, rewrite, task, services)
    },
  }
}

interface MoveNow {
  readonly openids: readonly string[]
  readonly to: Group
  readonly token: GroupToken
  readonly args: CommandArgs
}

async function moveNow(
  { openids, to, token, args }: MoveNow,
  rewrite: (id: string) => string,
  task: Task,
  services: Services,
): Promise<ChangeResult> {
  const plan = await planMoves({ openids, to }, task, services)
  const [only] = plan.people
  if (to.id === BLACKLIST_ID && only !== undefined) {
    const from = only.from === null ? null : await services.list.refTo(only.from[0] ?? 0)
    return task.ask({ kind: 'blacklist', openid: only.openid, from })
  }
  const end = await carryOutMoves(plan, task, services)
  if (!end.groupIsGone) return reportMoves(end, toRef(to), services, args)
  // The list we had named a group that the platform no longer knows: look again, and move only if the same words still name one.
  services.list.forget()
  const again = await findTarget(services, token, rewrite)
  if ('answer' in again) return { outcome: 'refused', answer: again.answer }
  const people = plan.people.map((person) => ({ ...person, to: again.group.id === 0 ? [] : [again.group.id] }))
  return reportMoves(await carryOutMoves({ ...plan, people }, task, services), toRef(again.group), services, args)
}

function toRef({ id, name }: Group): GroupRef {
  return { id, name }
}

function given({ openid, openids, group }: CommandArgs): { openids: readonly string[]; group: GroupToken } {
  const all = openids ?? (openid === undefined ? [] : [openid])
  if (all.length === 0 || group === undefined) throw new TypeError('a move needs an openid and a group')
  return { openids: all, group }
}
