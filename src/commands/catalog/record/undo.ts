import { z } from 'zod'
import { storedAgeMs } from '../../../domain/clock.ts'
import type { ChangeResult, Task } from '../../command.ts'
import { defineChange } from '../../define.ts'
import { number as commandNumber } from '../../reading/arguments/short.ts'
import { cannotUndo, toEnding } from '../../running/endings.ts'
import { readPlan } from '../../running/plan.ts'
import { refusalToUndo, UNDO } from '../../running/undo-permission.ts'
import * as stored from '../../schemas.ts'
import type { Services } from '../../services.ts'

/** How long after its acceptance a command can be taken back. */
export const UNDO_WITHIN_MS = 7 * 86_400_000

/** What a text says, and what the ledger keeps: the command that is taken back, and everybody it is about. */
const args = z.object({
  number: z.number().exactOptional(),
  target: z.number().exactOptional(),
  followers: z.array(stored.openid).exactOptional(),
  reason: stored.reason,
})

/**
 * 撤销: takes back the sender's own latest change, or the one with a number. One that has not begun is withdrawn; one that
 * is under way is waited for, because an undo is a barrier; of one whose outcome nobody saw, the platform is asked first.
 */
export const undo = defineChange({
  spec: {
    ...UNDO,
    english: 'undo',
    names: ['撤销', 'undo'],
    reader: commandNumber({ changes: true }),
    summary: {
      zh: '撤销自己最近的一条命令，或指定编号的',
      en: 'undoes your latest command, or the one with a number',
    },
    examples: ['撤销', '撤销 12', 'undo', 'undo 12'],
    takesReason: true,
  },
  args,
  needs: ['admins', 'ledger', 'commands', 'clock', 'backend', 'changes'],
  alone: true,

  async prepare({ number, reason }, actor, services) {
    const { ledger } = services
    const row = number === undefined ? await ledger.latestChangeOf(actor) : await ledger.find(number)
    if (row === undefined) {
      if (number === undefined) return { kind: 'answer', answer: { kind: 'nothing-to-undo' } }
      return { kind: 'answer', answer: { kind: 'no-such-number', number, latest: await ledger.latestNumber() } }
    }
    const refused = await refusalToUndo(services, actor, row)
    if (refused !== undefined) return { kind: 'answer', answer: refused }
    const followers = await ledger.followersOf(row.number)
    const [only] = followers
    const openid = followers.length === 1 && only !== undefined ? only : null
    return {
      kind: 'change',
      args: { target: row.number, followers, ...(reason === undefined ? {} : { reason }) },
      asked: { command: UNDO.name, target: String(row.number), openid },
      scope: { kind: 'barrier', openids: followers },
    }
  },

  scope: ({ followers = [] }) => ({ kind: 'barrier', openids: followers }),
  undoes: ({ target }) => target,

  async run({ target }, task, services) {
    if (target === undefined) throw new TypeError('an undo needs the number of a command')
    return takeBack(target, task, services)
  },
})

async function takeBack(
  number: number,
  task: Task,
  services: Pick<Services, 'ledger' | 'commands' | 'clock' | 'backend' | 'changes'>,
): Promise<ChangeResult> {
  const { ledger, commands, clock, backend, changes } = services
  const row = await ledger.find(number)
  if (row === undefined || row.answer === null) return cannotUndo(number, 'changed-nothing')
  if (row.undoneBy !== null) return cannotUndo(number, 'already-undone')
  if (row.answer.kind === 'withdrawn') return { outcome: 'done', answer: { kind: 'undone', number, answer: null } }
  if (storedAgeMs(clock, row.acceptedAt) > UNDO_WITHIN_MS) return cannotUndo(number, 'too-old')
  const final = commands.workOf(row)?.final
  if (row.outcome === 'done' && final !== undefined) return cannotUndo(number, final)
  const recorded = readPlan(row.plan)
  if (recorded === null || (row.outcome !== 'done' && row.outcome !== 'unknown')) {
    return cannotUndo(number, 'changed-nothing')
  }
  await backend.ready()
  if (recorded.backend !== backend.capabilities.name) return cannotUndo(number, 'other-api')
  const { plan } = recorded
  if (row.outcome === 'unknown' && plan.kind !== 'move') {
    const settled = await changes.settle(plan)
    if (settled.kind === 'not-done') return cannotUndo(number, 'changed-nothing')
    if (settled.kind === 'unknown') return toEnding(plan, settled)
  }
  const reverse = commands.reversalOf(plan)
  return reverse === undefined ? cannotUndo(number, 'changed-nothing') : reverse(row, task)
}
