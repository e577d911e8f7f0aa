import type { Naming } from '../../commands/reading/reading.ts'
import type { Filled } from '../../commands/reading/reading.ts'
import type { Answer } from '../../domain/answer.ts'

/**
 * What is told of a text that would not have been run if everybody in it were known: who is not there, and who is near.
 * Nobody is chosen from, and whoever is found after all is suggested.
 */
export function toldOf(resolved: Filled, { naming, command }: { naming: Naming; command: string }): Answer {
  if ('args' in resolved) return { kind: 'did-you-mean', given: command, command, example: naming.write(naming.tokens) }
  const { answer } = resolved
  if (answer.kind === 'which-person' && !answer.exact)
    return { kind: 'no-such-person', given: answer.given, why: 'name', greatest: 0, near: answer.candidates }
  if (answer.kind !== 'no-such-person') return answer
  const { template: _, ...told } = answer
  return told
}
