import { z } from 'zod'
import type { Actor } from '../../../domain/actor.ts'
import type { Answer } from '../../../domain/answer.ts'
import type { CommandRow } from '../../../store/ledger.ts'
import type { ChangeResult, Prepared, Scope } from '../../command.ts'
import { defineChange } from '../../define.ts'
import { number as commandNumber } from '../../reading/arguments/short.ts'
import { refusalToUndo, UNDO } from '../../running/undo/permission.ts'
import { takeBack, TAKING_BACK, type TakingBackServices } from '../../running/undo/take-back.ts'
import { latestToRedo, latestToUndo, stepOf } from '../../running/undo/timeline.ts'
import * as stored from '../../schemas.ts'
import type { Services } from '../../services.ts'

const REDO = '重做'

/** What a text says, and what the ledger keeps: the command that is taken back, and everybody it is about. */
const args = z.object({
  number: z.number().exactOptional(),
  target: z.number().exactOptional(),
  followers: z.array(stored.openid).exactOptional(),
  /** Whether it was not named, but is the latest. */
  latest: z.literal(true).exactOptional(),
  reason: stored.reason,
})
type Args = z.infer<typeof args>

type PreparingServices = TakingBackServices & Pick<Services, 'admins'>

/** What both have in common: a command is taken back, be it an undo. */
const shared = {
  args,
  needs: ['admins', ...TAKING_BACK],
  alone: true,
  scope: ({ followers = [] }: Args): Scope => ({ kind: 'barrier', openids: followers }),
  undoes: ({ target }: Args) => target,
} as const

/**
 * 撤销: takes back the sender's own latest change that is in effect, or the one with a number; said again, the one before. One
 * that has not begun is withdrawn; one that is under way is waited for, because an undo is a barrier.
 */
export const undo = defineChange({
  ...shared,
  spec: {
    ...UNDO,
    english: 'undo',
    names: ['撤销', 'undo'],
    reader: commandNumber({ changes: true }),
    summary: {
      zh: '撤销自己最近的一条命令，再发则撤销更早的；也可指定编号',
      en: 'undoes your latest command, then those before it; or the one with a number',
    },
    examples: ['撤销', '撤销 12', 'undo', 'undo 12'],
    takesReason: true,
  },

  async prepare(given, actor, services) {
    const { number } = given
    const found =
      number === undefined
        ? await latestToUndo(actor, services)
        : await withNumber(number, services, (row) => toUndo(row, services))
    return accept(UNDO.name, { ...given, found, none: 'nothing-to-undo' }, actor, services)
  },

  async run({ target, latest }, task, services) {
    const result = await takeBack(known(target), task, services)
    return latest === true ? withEarlier(result, task.actor, services) : result
  },
})

/** 重做: brings back what the sender took back last, or the command with a number, which may have been taken back by others. */
export const redo = defineChange({
  ...shared,
  spec: {
    name: REDO,
    english: 'redo',
    names: [REDO, 'redo'],
    reader: commandNumber({ changes: true }),
    role: UNDO.role,
    summary: {
      zh: '恢复刚才撤销的命令，再发则恢复更早撤销的；也可指定编号',
      en: 'brings back what you undid last, then what you undid before; or the command with a number',
    },
    examples: [REDO, `${REDO} 12`, 'redo', 'redo 12'],
    takesReason: true,
  },

  async prepare(given, actor, services) {
    const { number } = given
    const found =
      number === undefined
        ? await latestToRedo(actor, services)
        : await withNumber(number, services, (row) => undoOf(row, services))
    return accept(REDO, { ...given, found, none: 'nothing-to-redo' }, actor, services)
  },

  run: ({ target }, task, services) => takeBack(known(target), task, services),
})

/** What a redo has brought back is taken back by its own number. */
async function toUndo(row: CommandRow, services: TakingBackServices): Promise<CommandRow> {
  const step = await stepOf(row, services)
  return step.kind === 'redo' && row.answer !== null && step.first.undoneBy !== step.target.number ? step.first : row
}

/** The undo that a number names, or that took back the command with that number. */
async function undoOf(row: CommandRow, services: TakingBackServices): Promise<CommandRow | Answer> {
  if ((await stepOf(row, services)).kind === 'undo') return row
  const by = row.undoneBy === null ? undefined : await services.ledger.find(row.undoneBy)
  return by ?? { kind: 'cannot-redo', number: row.number, reason: 'not-undone' }
}

async function withNumber(
  number: number,
  { ledger }: TakingBackServices,
  find: (row: CommandRow) => Promise<CommandRow | Answer>,
): Promise<CommandRow | Answer> {
  const row = await ledger.find(number)
  return row === undefined ? { kind: 'no-such-number', number, latest: await ledger.latestNumber() } : find(row)
}

interface Found extends Args {
  readonly found: CommandRow | Answer | undefined
  readonly none: 'nothing-to-undo' | 'nothing-to-redo'
}

async function accept(
  command: string,
  { number, found, none, reason }: Found,
  actor: Actor,
  services: PreparingServices,
): Promise<Prepared> {
  if (found === undefined) return { kind: 'answer', answer: { kind: none } }
  // A row is a command too, but of the ledger's kinds.
  if (!('actor' in found)) return { kind: 'answer', answer: found }
  const refused = await refusalToUndo(services, actor, found)
  if (refused !== undefined) return { kind: 'answer', answer: refused }
  const followers = await services.ledger.followersOf(found.number)
  const [only] = followers
  const openid = followers.length === 1 && only !== undefined ? only : null
  return {
    kind: 'change',
    args: {
      target: found.number,
      followers,
      ...(number === undefined ? { latest: true } : {}),
      ...(reason === undefined ? {} : { reason }),
    },
    asked: { command, target: String(await shownAs(found, services)), openid },
    scope: { kind: 'barrier', openids: followers },
  }
}

/** A redo is told by the number of what it brings back. */
async function shownAs(row: CommandRow, services: TakingBackServices): Promise<number> {
  const step = await stepOf(row, services)
  return step.kind === 'undo' ? step.target.number : row.number
}

function known(target: number | undefined): number {
  if (target === undefined) throw new TypeError('an undo needs the number of a command')
  return target
}

/** What can't be taken back does not stand in the way of what came before. */
async function withEarlier(result: ChangeResult, actor: Actor, services: TakingBackServices): Promise<ChangeResult> {
  const { outcome, answer } = result
  if (answer.kind !== 'cannot-undo') return result
  const earlier = await latestToUndo(actor, services, answer.number)
  return earlier === undefined ? result : { outcome, answer: { ...answer, earlier: earlier.number } }
}
