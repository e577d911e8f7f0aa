import { PUTS } from '../../commands/natural/leaning.ts'
import type { TextReading } from '../../commands/natural/reading.ts'
import { readText } from '../../commands/reading/grammar.ts'
import type { Lexicon } from '../../commands/reading/lexicon.ts'
import type { CommandSpec, Reading } from '../../commands/reading/reading.ts'
import { resolve } from '../../commands/reading/resolve.ts'
import { UNDO_WITHIN_MS } from '../../commands/running/undo/timeline.ts'
import { openidIn } from '../../commands/schemas.ts'
import type { Services } from '../../commands/services.ts'
import { adminOf } from '../../domain/actor.ts'
import { timeOfDayAgo } from '../../domain/clock.ts'

interface Asked extends Pick<Services, 'ledger' | 'clock' | 'people'> {
  readonly specs: readonly CommandSpec[]
  readonly lexicon: Lexicon
}

/** 小王移到VIP不对, said later: the change that it is of, by its number; undefined for any other text, and where none is found. */
export async function readComplainedOf(
  { meant, reading }: TextReading,
  admin: string,
  asked: Asked,
): Promise<Reading | undefined> {
  if (meant?.kind !== 'complaint' || reading.kind !== 'hint' || reading.answer.kind !== 'did-you-mean') return undefined
  const about = readText(`查 ${meant.person}`, asked.specs, asked.lexicon)
  if (about.kind !== 'command') return undefined
  const found = about.naming === undefined ? about : await resolve(about.naming, admin, asked.people)
  const openid = 'args' in found ? openidIn(found.args) : undefined
  const number = openid === undefined ? undefined : await changeOf(openid, admin, asked)
  if (number === undefined) return undefined
  const command = reading.answer.command === '日志' ? '撤销' : 'undo'
  return { kind: 'hint', answer: { ...reading.answer, command, example: `${command} ${number}` } }
}

/** The latest change of somebody by this admin, if it is in effect, can be taken back, and was about nobody else. */
async function changeOf(openid: string, admin: string, { ledger, clock }: Asked): Promise<number | undefined> {
  const [row] = await ledger.history({ openid, actor: adminOf(admin) }, 1, 0)
  if (row?.outcome !== 'done' || row.undoneBy !== null || !PUTS.has(row.command)) return undefined
  const { all } = await ledger.progress(row.number)
  return all === 1 && row.acceptedAt >= timeOfDayAgo(clock, UNDO_WITHIN_MS) ? row.number : undefined
}
