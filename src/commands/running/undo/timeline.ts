import type { Actor } from '../../../domain/actor.ts'
import { storedAgeMs } from '../../../domain/clock.ts'
import type { CommandRow } from '../../../store/ledger.ts'
import type { Commands } from '../../command.ts'
import type { Services } from '../../services.ts'
import { readPlan } from '../plan.ts'

/*
 * Which command 撤销 and 重做 mean. Both step through the changes of one actor: 撤销 takes back the newest one that is in
 * effect, 重做 brings back what was taken back last. An undo or a redo is a step, never what the next 撤销 takes back. All of
 * it is told from the ledger: a change that was taken back names the undo, a redo takes that mark away again and is named by
 * the undo that it took back.
 *
 * What an undo withdrew before it had begun, and a group that an undo deleted, can't be brought back: it is done anew, under
 * the number of the redo, which is then a change like any other.
 */

/** How long after its acceptance a command can be taken back. */
export const UNDO_WITHIN_MS = 7 * 86_400_000
/** Commands read at once on the way back. */
const READ_AT_ONCE = 20

type TimelineServices = Pick<Services, 'ledger' | 'clock'> & { readonly commands: Pick<Commands, 'acceptedOf'> }

/** What a command is to the others; `target` is the one that it takes back. */
export type Step =
  | { readonly kind: 'change' }
  | { readonly kind: 'undo'; readonly target: CommandRow }
  /** `first` is the change that it brings back. */
  | { readonly kind: 'redo'; readonly target: CommandRow; readonly first: CommandRow }

export async function stepOf(
  row: CommandRow,
  { ledger, commands }: Pick<TimelineServices, 'ledger' | 'commands'>,
): Promise<Step> {
  const undoes = commands.acceptedOf(row)?.undoes
  const target = undoes === undefined ? undefined : await ledger.find(undoes)
  if (target === undefined) return { kind: 'change' }
  const before = await stepOf(target, { ledger, commands })
  return before.kind === 'undo' ? { kind: 'redo', target, first: before.target } : { kind: 'undo', target }
}

/** Whether what an undo took back has to be done anew, because nothing is left of it. */
export function isAnew(undo: CommandRow, undone: CommandRow): boolean {
  if (undone.outcome === 'withdrawn') return undone.undoneBy === undo.number
  return readPlan(undo.plan)?.plan.kind === 'delete'
}

/**
 * The newest change of an actor that is in effect or under way, be it too old to be taken back; undefined when there is none.
 *
 * @param below looks only at commands before this number
 */
export async function latestToUndo(
  actor: Actor,
  services: TimelineServices,
  below: number | null = null,
): Promise<CommandRow | undefined> {
  const beingUndone = new Set<number>()
  const beingRedone = new Set<number>()
  for await (const row of changesOf(actor, services, below)) {
    const step = await stepOf(row, services)
    const { number, answer, undoneBy } = row
    const isRunning = answer === null
    switch (step.kind) {
      case 'change':
        if (!beingUndone.has(number) && (undoneBy === null || beingRedone.has(number))) return row
        break
      case 'undo':
        if (beingUndone.has(number)) beingRedone.add(step.target.number)
        else if (isRunning) beingUndone.add(step.target.number)
        break
      case 'redo': {
        const { target, first } = step
        if (undoneBy !== null || beingUndone.has(number)) break
        if (isAnew(target, first)) return row
        if (isRunning) beingUndone.add(target.number)
        // Nobody saw its end, or an earlier version let it stand in for what it brought back.
        else if (first.undoneBy === target.number) return row
        break
      }
    }
  }
  return undefined
}

/** The undo of an actor that was made last and is not taken back itself; undefined when there is none. */
export async function latestToRedo(actor: Actor, services: TimelineServices): Promise<CommandRow | undefined> {
  const beingRedone = new Set<number>()
  for await (const row of changesOf(actor, services, null)) {
    const step = await stepOf(row, services)
    if (step.kind === 'redo' && row.answer === null) beingRedone.add(step.target.number)
    if (step.kind === 'undo' && row.undoneBy === null && !beingRedone.has(row.number)) return row
  }
  return undefined
}

/** An actor's changes that were made, may have been or still may be, newest first, to the first that is too old. */
async function* changesOf(
  actor: Actor,
  { ledger, clock }: Pick<TimelineServices, 'ledger' | 'clock'>,
  below: number | null,
): AsyncGenerator<CommandRow> {
  for (let before = below; ;) {
    const rows = await ledger.changesOf(actor, before, READ_AT_ONCE)
    for (const row of rows) {
      yield row
      if (storedAgeMs(clock, row.acceptedAt) > UNDO_WITHIN_MS) return
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < READ_AT_ONCE) return
    before = last.number
  }
}
