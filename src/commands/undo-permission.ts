import type { Answer } from '../domain/answer.ts'
import type { CommandRow, Ledger } from '../store/ledger.ts'
import type { AdminBook } from './admin-book.ts'
import { commandOf, lackFor } from './permission.ts'
import type { CommandArgs, CommandSpec } from './reading.ts'
import { undoneBy } from './resuming.ts'
import { CLAIM, CREATE, DISMISS, GRANT, REMOVE, SPECS, UNDO } from './specs.ts'

interface Asked {
  readonly admins: AdminBook
  readonly ledger: Pick<Ledger, 'find'>
}

/**
 * Why an admin may not take a command back: it needs the role of 撤销, of the command itself and of what undoing it does
 * (a creation is deleted). Commands about admins are taken back by nobody but who gave them. Asked when 撤销 is accepted and
 * when its turn comes; undefined when they may.
 */
export async function refusalToUndo(
  { admins, ledger }: Asked,
  admin: string,
  row: CommandRow,
): Promise<Answer | undefined> {
  const spec = specOf(row)
  for (const least of [UNDO.role, spec?.role ?? 'owner', ...(spec === CREATE ? [REMOVE.role] : [])]) {
    const needs = lackFor(admins, admin, least)
    if (needs === null) continue
    return { kind: 'not-allowed', command: `${UNDO.name} ${row.number}`, role: admins.roleOf(admin) ?? null, needs }
  }
  if (spec !== undefined && ABOUT_ADMINS.has(spec) && row.admin !== admin) {
    return { kind: 'cannot-undo', number: row.number, reason: 'about-admins' }
  }
  const target = undoneBy(row.args as CommandArgs)
  const taken = target === undefined ? undefined : await ledger.find(target)
  return taken === undefined ? undefined : refusalToUndo({ admins, ledger }, admin, taken)
}

const ABOUT_ADMINS: ReadonlySet<CommandSpec> = new Set([DISMISS, GRANT, CLAIM])

/** The command whose work it is: of a yes, what it confirmed. */
function specOf({ command, args }: CommandRow): CommandSpec | undefined {
  const { plan } = args as CommandArgs
  return plan === undefined ? SPECS.find(({ name }) => name === command) : commandOf(plan)
}
