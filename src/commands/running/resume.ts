import { sleep, storedAgeMs, type Clock } from '../../domain/clock.ts'
import { z } from 'zod'
import type { GroupBackend } from '../../groups/backend.ts'
import type { CommandRow } from '../../store/ledger.ts'
import type { AcceptedChange, ChangeResult, Task } from '../command.ts'
import { people } from '../schemas.ts'
import type { Services } from '../services.ts'
import { toEnding } from './endings.ts'
import { reportMoves, targetOf, type Leftovers } from './move-report.ts'
import { carryOutMoves, type MovingServices } from './moving.ts'
import { readPlan } from './plan.ts'

/**
 * Goes on with a change that an earlier process had sent and did not see the end of. The platform is asked first, for each
 * follower of a move, and only what it says has not happened is made.
 */
export async function goOn(
  row: CommandRow,
  accepted: AcceptedChange,
  task: Task,
  services: MovingServices & Pick<Services, 'changes'>,
): Promise<ChangeResult> {
  const { backend, changes } = services
  const recorded = readPlan(row.plan)
  if (recorded === null) return accepted.run(task)
  if (!(await canSay(backend))) return NOT_ASKED
  const { plan } = recorded
  // The ids in it belong to another API than the one that is used now.
  if (recorded.backend !== backend.capabilities.name) return OTHER_API
  if (plan.kind === 'move') {
    const end = await carryOutMoves(plan, task, services, { begun: true })
    if (accepted.report !== undefined) return accepted.report(end)
    return reportMoves(end, await targetOf(plan, services), services, leftoversOf(row.args))
  }
  // The command finds what was recorded, and may do it again.
  if (plan.kind === 'alias' || plan.kind === 'manage') return accepted.run(task)
  const settled = await changes.settle(plan)
  if (settled.kind === 'not-done') return accepted.run(task)
  return toEnding(plan, settled)
}

const leftovers = z.object({ invalid: people.invalid, duplicates: people.duplicates })
const confirmed = z.object({ plan: leftovers })

/** What was left over of a list, told with its end: of a confirmation, what its plan says. */
function leftoversOf(args: unknown): Leftovers {
  const plan = confirmed.safeParse(args)
  return plan.success ? plan.data.plan : leftovers.parse(args)
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

/** Waits until nobody can be sending a command any more that another process was about to send. */
export async function settled({ sentAt }: CommandRow, settleMs: number, clock: Clock): Promise<void> {
  const leftMs = settleMs - storedAgeMs(clock, sentAt ?? 0)
  if (leftMs > 0) await sleep(clock, leftMs)
}
