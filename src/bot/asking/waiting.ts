import type { Contents } from '../../commands/natural/contents.ts'
import type { Reading } from '../../commands/reading/reading.ts'
import { isTurnedDown } from '../../commands/reading/vocabulary.ts'
import type { OpenQuestion } from '../dialogues.ts'

/*
 * What the next text is to a question that waits: an answer, or something of its own.
 */

/** A command, and an attempt at one, break out of whatever was asked; `#57` alone may be the answer to it. */
export function isOfItself(reading: Reading): boolean {
  if (reading.kind === 'hint') return reading.answer.kind !== 'did-you-mean' && reading.answer.kind !== 'bad-openid'
  return reading.kind === 'command'
}

/** A suggestion, the tasks of 帮助, or who else could be meant: whatever comes next needs no answer to it. */
export function isOffered({ dialogue, answer }: OpenQuestion): boolean {
  return dialogue.kind === 'suggestion' || answer?.kind === 'help' || answer?.kind === 'no-such-person'
}

/** Whether a text can't say who was asked for: thanks and greetings; after a name that nobody has, all but a name. */
export function saysNobody(contents: Contents, { dialogue, answer }: OpenQuestion): boolean {
  if (dialogue.kind !== 'missing' || dialogue.person !== true || isTurnedDown(contents.text)) return false
  if (contents.isOnly('social') && contents.tokens.length > 0) return true
  return answer?.kind === 'no-such-person' && contents.tokens.some(({ kind }) => kind !== 'other')
}
