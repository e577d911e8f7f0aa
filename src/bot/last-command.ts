import { adminOf } from '../domain/actor.ts'
import type { LastCommand } from '../commands/natural/interpretation.ts'
import { writeWord } from '../commands/reading/tokens/words.ts'
import type { Ledger } from '../store/ledger.ts'

/** What an admin's latest change was about, for texts that lean on it (`还是移到新人吧`); null when there is none. */
export async function lastCommandOf(admin: string, ledger: Ledger): Promise<LastCommand | null> {
  const row = await ledger.latestChangeOf(adminOf(admin))
  if (row === undefined) return null
  const { command, target } = row.asked
  const { all } = await ledger.progress(row.number)
  return { command, people: all, group: groupIn(target) }
}

/** `VIP(108)` is group 108; a name that has no number yet is itself. */
function groupIn(target: string): string | null {
  if (target === '') return null
  return /\((\d{1,9})\)$/.exec(target)?.[1] ?? writeWord(target)
}
