import type { Lasting } from '../../../domain/facts.ts'
import type { GroupToken } from '../../../groups/match.ts'
import { writeEnding } from '../../reading/endings/ending.ts'
import { writeWord } from '../../reading/tokens/words.ts'
import { toEnding } from '../../timed/calendar.ts'

/** More people than this are named once more by whoever wants them moved. */
export const MOST_WRITTEN = 50

interface Written {
  readonly openids: readonly string[]
  readonly sources?: readonly GroupToken[]
  readonly except?: readonly string[]
  readonly lasting?: Lasting
  readonly reason?: string | undefined
}

/** A move as it can be sent, with another group in place of one that could not be found. */
export function writeMove(
  name: string,
  { openids, sources = [], except = [], lasting, reason }: Written,
  group: string,
): string {
  return [
    name,
    ...(openids.length > MOST_WRITTEN ? [] : openids),
    ...sources.map(({ text, quoted }) => `${writeWord(text, quoted)}全部`),
    group,
    ...(except.length === 0 || except.length > MOST_WRITTEN ? [] : ['除了', ...except]),
    ...(lasting === undefined ? [] : [writeEnding(toEnding(lasting.until), 'zh')]),
    ...(reason === undefined ? [] : [`备注:${reason}`]),
  ].join(' ')
}
