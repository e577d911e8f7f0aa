import type { Actor } from '../../domain/actor.ts'
import type { Ledger } from '../../store/ledger.ts'

/** Who is told how a command of that actor ended: of the end of something that was for a time, whoever gave that. */
export async function toldTo(actor: Actor, ledger: Pick<Ledger, 'find'>): Promise<Actor> {
  if (actor.kind !== 'scheduler') return actor
  return (await ledger.find(actor.command))?.actor ?? actor
}
