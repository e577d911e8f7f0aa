import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { refusalOf } from '../../../admins/permission.ts'
import { isAhead } from '../../../domain/clock.ts'
import type { Confirmed } from '../../command.ts'
import { defineChange } from '../../define.ts'
import { digits as fourDigits } from '../../reading/arguments/short.ts'
import { CONFIRMATION_VALID_MS, digestOf } from '../../running/plan-digest.ts'
import { refusalToUndo } from '../../running/undo/permission.ts'
import * as stored from '../../schemas.ts'
import type { Services } from '../../services.ts'

/** What a text says, and what the ledger keeps besides: the plan that was confirmed, and the reason of the command that asked. */
const args = z.object({ digits: z.string().exactOptional(), plan: z.unknown().optional(), reason: stored.reason })
const reasoned = z.object({ reason: stored.reason })

/**
 * 确认: carries out the one plan that waits for its actor, if the four digits are its own. A bare 确认 only says what waits.
 * The plan holds the world it was asked about: if that has changed, it is asked again; a plan that is not the one that was
 * shown, by its digest, is not carried out. Confirming uses the plan up in the same transaction in which it is accepted, so a
 * second yes finds nothing.
 */
export const confirm = defineChange({
  spec: {
    name: '确认',
    english: 'yes',
    names: ['确认', 'yes', 'confirm'],
    reader: fourDigits,
    role: 'admin',
    summary: {
      zh: '确认待执行的操作；不带数字则查看待确认的操作',
      en: 'confirms an operation; without digits it shows what is pending',
    },
    examples: ['确认 4821', 'yes 4821'],
  },
  args,
  needs: ['admins', 'confirmations', 'ledger', 'clock', 'commands'],
  alone: true,

  async prepare({ digits: given }, actor, { admins, confirmations, ledger, clock, commands }) {
    const waiting = await confirmations.get(actor, clock.steady())
    const confirmed = waiting === undefined ? undefined : commands.confirmed(waiting.plan)
    if (
      waiting === undefined ||
      confirmed === undefined ||
      !isAhead(clock, waiting.expiresAt, CONFIRMATION_VALID_MS) ||
      digestOf(waiting.plan) !== waiting.digest
    ) {
      return { kind: 'answer', answer: { kind: 'nothing-to-confirm' } }
    }
    const { plan, digits, askedBy } = waiting
    if (given === undefined) return { kind: 'answer', answer: { kind: 'pending-confirmation', plan, digits } }
    if (!isSame(given, digits)) {
      const triesLeft = await confirmations.countWrongTry(actor)
      return { kind: 'answer', answer: { kind: 'wrong-digits', triesLeft } }
    }
    const undone = confirmed.undoes === undefined ? undefined : await ledger.find(confirmed.undoes)
    const refused =
      refusalOf(admins, actor, confirmed.work.spec) ??
      (undone === undefined ? undefined : await refusalToUndo({ admins, ledger, commands }, actor, undone))
    if (refused !== undefined) return { kind: 'answer', answer: refused }
    const { reason } = reasoned.safeParse((await ledger.find(askedBy))?.args).data ?? {}
    return {
      kind: 'change',
      args: { digits, plan, ...(reason === undefined ? {} : { reason }) },
      asked: confirmed.asked,
      scope: confirmed.scope,
      confirms: true,
    }
  },

  scope: ({ plan }, services) => confirmedBy(plan, services).scope,
  work: ({ plan }, services) => confirmedBy(plan, services).work,
  undoes: ({ plan }, services) => confirmedBy(plan, services).undoes,
  run: ({ plan }, task, services) => confirmedBy(plan, services).carryOut(task),
})

/** The plan that the ledger kept with the yes. */
function confirmedBy(plan: unknown, { commands }: Pick<Services, 'commands'>): Confirmed {
  const confirmed = commands.confirmed(plan)
  if (confirmed === undefined) throw new TypeError('no command knows the plan that was confirmed')
  return confirmed
}

function isSame(given: string, digits: string): boolean {
  return given.length === digits.length && timingSafeEqual(Buffer.from(given), Buffer.from(digits))
}
