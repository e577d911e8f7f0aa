import type { AnswerOf } from '../../../domain/answer.ts'
import { comparableName, type Group } from '../../../domain/group.ts'
import type { BackendCapabilities } from '../../../groups/backend.ts'

/*
 * Names that groups are given: what the platform would refuse, and which groups are called so already.
 */

export function idsNamed(groups: readonly Group[], name: string): number[] {
  return groups.filter((group) => comparableName(group.name) === comparableName(name)).map(({ id }) => id)
}

/** Where the platform has each name once: found before it refuses. `example` builds a command that can be sent. */
export function nameTaken(
  name: string,
  { nameLimit, nameLimitUnit }: BackendCapabilities,
  example: (fitting: string) => string,
): AnswerOf<'bad-group-name'> {
  return {
    kind: 'bad-group-name',
    reason: 'taken',
    limit: nameLimit,
    unit: nameLimitUnit,
    example: example(`${name}2`),
  }
}

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/

/** What the platform would refuse a name for, found before anything is called. `example` builds a command that can be sent. */
export function findFault(
  name: string,
  { nameLimit, nameLimitUnit }: BackendCapabilities,
  example: (fitting: string) => string,
): AnswerOf<'bad-group-name'> | undefined {
  const measure = (text: string) => (nameLimitUnit === 'bytes' ? Buffer.byteLength(text) : [...text].length)
  const clean = name.replace(new RegExp(CONTROL_CHARACTERS, 'g'), '').trim()
  let fitting = clean === '' ? '老客户' : clean
  while (measure(fitting) > nameLimit) fitting = [...fitting].slice(0, -1).join('')
  const fault = (reason: AnswerOf<'bad-group-name'>['reason']): AnswerOf<'bad-group-name'> => ({
    kind: 'bad-group-name',
    reason,
    limit: nameLimit,
    unit: nameLimitUnit,
    example: example(fitting),
  })
  if (clean === '') return fault('empty')
  if (CONTROL_CHARACTERS.test(name)) return fault('control-characters')
  return measure(name) > nameLimit ? fault('too-long') : undefined
}
