import type { Contents } from '../../commands/natural/contents.ts'
import type { Dialogue } from '../../commands/reading/dialogue.ts'
import type { Reading } from '../../commands/reading/reading.ts'

/** A place in the list that was offered, which is no name. */
const PLACE = /^(?:选|選|第)?[\d零一二两三四五六七八九十]{1,3}(?:个|個|号|號|位|组)?$/u

/**
 * What a text gives of what a question asked for, without the words around it: the group in 移到VIP and 就VIP吧. A text that
 * asks, denies, or leaves anything over gives nothing.
 */
export function partAskedFor(
  contents: Contents,
  { template, person = false }: Extract<Dialogue, { kind: 'missing' }>,
  reading: Reading,
): string | undefined {
  const { people, groups, durations, leftOver, folded } = contents
  if (PLACE.test(folded.trim()) || durations.length > 0 || leftOver > 0) return undefined
  if (contents.says('ask', 'not', 'if', 'later', 'told', 'delete', 'rename', 'create', 'undo', 'members', 'all'))
    return undefined
  // Half of another command is another command.
  if (reading.kind === 'hint' && reading.answer.kind === 'missing-argument' && !isOf(reading.answer.template, template))
    return undefined
  const [named, others] = person ? [people, groups] : [groups, people]
  return named.length > 0 && others.length === 0 && (person || named.length === 1) ? named.join(' ') : undefined
}

function isOf(template: string, other: string): boolean {
  return template.split(' ')[0] === other.split(' ')[0]
}
