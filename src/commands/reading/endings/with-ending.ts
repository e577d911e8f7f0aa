import type { Answer } from '../../../domain/answer.ts'
import type { CommandSpec, Filled, Naming, Reading } from '../reading.ts'
import { isLatin } from '../tokens/letters.ts'
import { writeEnding, type Ending } from './ending.ts'

/** A command with its end: among its arguments, and wherever the command is written, in the language that it was typed in. */
export function withEnding(reading: Reading, spec: CommandSpec, ending: Ending, typed: string): Reading {
  const written = writeEnding(ending, isLatin(typed) ? 'en' : 'zh')
  if (reading.kind === 'hint') return { kind: 'hint', answer: withWritten(reading.answer, written) }
  if (reading.kind !== 'command' || reading.spec !== spec) return reading
  const { naming, ...rest } = reading
  const args = { ...reading.args, ending }
  if (naming === undefined) return { ...rest, args }
  const filled = (found: Filled): Filled =>
    'args' in found ? { args: { ...found.args, ending } } : { answer: withWritten(found.answer, written) }
  const named: Naming = {
    tokens: naming.tokens,
    write: (tokens) => `${naming.write(tokens)} ${written}`,
    fill: (found) => filled(naming.fill(found)),
  }
  return { ...rest, args, naming: named }
}

/** Of what is told of an attempt, the commands that could be sent have the end too. */
function withWritten(answer: Answer, written: string): Answer {
  const also = (command: string): string => `${command} ${written}`
  switch (answer.kind) {
    case 'missing-argument':
      return { ...answer, example: also(answer.example), template: also(answer.template) }
    case 'not-understood-rest':
      return { ...answer, corrected: also(answer.corrected) }
    case 'bad-openid':
    case 'not-an-openid':
    case 'one-at-a-time':
      return { ...answer, example: also(answer.example) }
    default:
      return answer
  }
}
