import type { GroupBackend } from '../groups/backend.ts'
import type { Plan } from '../groups/changes.ts'
import type { CommandRow } from '../store/ledger.ts'
import type { ChangeCommand, ChangeResult, Services, Task } from './command.ts'
import { asUndo, toEnding } from './endings.ts'
import { reportMoves, targetOf } from './move-report.ts'
import { carryOutMoves } from './moving.ts'
import type { CommandArgs } from './reading.ts'

/**
 * Goes on with a change that an earlier process had sent and did not see the end of. The platform is asked first, for each
 * follower of a move, and only what it says has not happened is made.
 */
export async function goOn(
  row: CommandRow,
  command: ChangeCommand,
  task: Task,
  services: Services,
): Promise<ChangeResult> {
  const args = row.args as CommandArgs
  const { backend, changes } = services
  const plan = row.plan as Plan & { backend?: string }
  if (!(await canSay(backend))) return NOT_ASKED
  // The ids in it belong to another API than the one that is used now.
  if (plan.backend !== backend.capabilities.name) return OTHER_API
  if (plan.kind === 'move') {
    const end = await carryOutMoves(plan, task, services, true)
    const leftovers = args.plan?.kind === 'move-many' ? args.plan : args
    return asUndo(undoneBy(args), await reportMoves(end, await targetOf(plan, services), services, leftovers))
  }
  const settled = await changes.settle(plan)
  if (settled.kind === 'not-done') return command.run(args, task, services)
  return asUndo(undoneBy(args), toEnding(plan, settled))
}

/** The command that a change takes back, if it does. */
export function undoneBy({ target, plan }: CommandArgs): number | undefined {
  return target ?? (plan !== undefined && 'number' in plan ? plan.number : undefined)
}

/** Whether it is known which API the account has. */
function canSay(backend: GroupBackend): Promise<boolean> {
  return backend.ready().then(
    () => true,
    () => false,
  )
}

const NOT_ASKED: ChangeResult = {
  outcome: 'unknown',
  answer: {
    kind: 'outcome-unknown',
    checked: 'nothing',
    hint: {
      zh: '重启后微信一直没有回应；用「查」或「分组」看看。',
      en: 'WeChat has not answered since the restart. Use "where" or "groups" to see.',
    },
  },
}

const OTHER_API: ChangeResult = {
  outcome: 'unknown',
  answer: {
    kind: 'outcome-unknown',
    checked: 'nothing',
    hint: {
      zh: '期间换了接口（分组或标签），无法核对；用「查」看看。',
      en: 'The API was changed meanwhile (groups or tags), so it can not be checked. Use "where" to see.',
    },
  },
}
