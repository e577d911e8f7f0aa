import type { Contents } from '../../commands/natural/contents.ts'
import type { Dialogue } from '../../commands/reading/dialogue.ts'
import type { OpenQuestion } from '../dialogues.ts'
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
  if (contents.says('ask', 'not', 'if', 'later', 'told', ...OTHER_ACTS)) return undefined
  // Half of another command is another command.
  if (reading.kind === 'hint' && reading.answer.kind === 'missing-argument' && !isOf(reading.answer.template, template))
    return undefined
  const [named, others] = person ? [people, groups] : [groups, people]
  return named.length > 0 && others.length === 0 && (person || named.length === 1) ? named.join(' ') : undefined
}

/** 就VIP吧, 打错了，VIP: the place in the list that was offered of the group that is named; undefined where it is not offered. */
export function placeOfGroup(
  contents: Contents,
  { dialogue, answer }: OpenQuestion,
  idOf: (name: string) => number | undefined,
): string | undefined {
  const isOfGroups = answer?.kind === 'no-such-group' || answer?.kind === 'ambiguous-group'
  const { people, groups, leftOver } = contents
  const [name, ...others] = groups
  if (!isOfGroups || dialogue.kind !== 'choice' || name === undefined || others.length + people.length > 0)
    return undefined
  if (leftOver > 0 || contents.says('ask', 'not', 'if', 'later', 'told', ...OTHER_ACTS)) return undefined
  const place = dialogue.commands.findIndex((command) => command.split(' ').includes(String(idOf(name))))
  return place < 0 ? undefined : String(place + 1)
}

const OTHER_ACTS = ['delete', 'rename', 'create', 'undo', 'members', 'all'] as const

function isOf(template: string, other: string): boolean {
  return template.split(' ')[0] === other.split(' ')[0]
}
