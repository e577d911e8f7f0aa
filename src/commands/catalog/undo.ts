import type { Answer } from '../../domain/answer.ts'
import { storedAgeMs } from '../../domain/clock.ts'
import { toEnding } from '../endings.ts'
import type { Plan } from '../../groups/changes.ts'
import type { ChangeCommand, ChangeResult, Services, Task } from '../command.ts'
import { UNDO } from '../specs.ts'
import { refusalToUndo } from '../undo-permission.ts'
import { cannotUndo, undoPlan } from './undo-plans.ts'

/** How long after its acceptance a command can be taken back. */
export const UNDO_WITHIN_MS = 7 * 86_400_000

/**
 * 撤销: takes back the sender's own latest change, or the one with a number. One that has not begun is withdrawn; one that
 * is under way is waited for, because an undo is a barrier; of one whose outcome nobody saw, the platform is asked first.
 */
export const undo: ChangeCommand = {
  kind: 'change',
  spec: UNDO,
  alone: true,

  async prepare({ number, reason }, admin, { admins, ledger }) {
    const row = number === undefined ? await ledger.latestChangeOf(admin) : await ledger.find(number)
    if (row === undefined) {
      if (number === undefined) return { kind: 'answer', answer: { kind: 'nothing-to-undo' } }
      return { kind: 'answer', answer: { kind: 'no-such-number', number, latest: await ledger.latestNumber() } }
    }
    const refused = await refusalToUndo({ admins, ledger }, admin, row)
    if (refused !== undefined) return { kind: 'answer', answer: refused }
    const followers = await ledger.followersOf(row.number)
    const [only] = followers
    const openid = followers.length === 1 && only !== undefined ? only : null
    const why = reason === undefined ? {} : { reason }
    const args = { target: row.number, followers, ...why }
    const asked = { command: UNDO.name, target: String(row.number), openid }
    return { kind: 'change', args, asked, scope: undo.scope(args) }
  },

  scope: ({ followers = [] }) => ({ kind: 'barrier', openids: followers }),

  async run({ target }, task, services) {
    if (target === undefined) throw new TypeError('an undo needs the number of a command')
    return takeBack(target, task, services)
  },
}

/** Who may command is changed by its own commands, forth and back. */
const ABOUT_ADMINS: ReadonlySet<Answer['kind']> = new Set(['joined', 'admin-removed', 'role-changed'])

async function takeBack(number: number, task: Task, services: Services): Promise<ChangeResult> {
  const row = await services.ledger.find(number)
  if (row === undefined || row.answer === null) return cannotUndo(number, 'changed-nothing')
  if (row.undoneBy !== null) return cannotUndo(number, 'already-undone')
  if (row.answer.kind === 'withdrawn') return { outcome: 'done', answer: { kind: 'undone', number, answer: null } }
  if (storedAgeMs(services.clock, row.acceptedAt) > UNDO_WITHIN_MS) return cannotUndo(number, 'too-old')
  if (row.outcome === 'done' && ABOUT_ADMINS.has(row.answer.kind)) return cannotUndo(number, 'about-admins')
  if (row.answer.kind === 'aliased') return cannotUndo(number, 'alias')
  const plan = row.plan as (Plan & { backend?: string }) | null
  if (plan === null || (row.outcome !== 'done' && row.outcome !== 'unknown'))
    return cannotUndo(number, 'changed-nothing')
  await services.backend.ready()
  if (plan.backend !== services.backend.capabilities.name) return cannotUndo(number, 'other-api')
  if (row.outcome === 'unknown' && plan.kind !== 'move') {
    const settled = await services.changes.settle(plan)
    if (settled.kind === 'not-done') return cannotUndo(number, 'changed-nothing')
    if (settled.kind === 'unknown') return toEnding(plan, settled)
  }
  return undoPlan(row, plan, task, services)
}
