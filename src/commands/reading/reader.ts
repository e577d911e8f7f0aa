import type { Lexicon } from './lexicon.ts'
import type { Attempt, CommandSpec, Naming, Reader, Reading } from './reading.ts'
import type { OpenidsInText } from './tokens/openids.ts'
import type { Word } from './tokens/words.ts'

export interface ReaderParts<Args extends object> {
  readonly usage: string
  readonly exact?: boolean
  readonly mostWords?: number
  readonly takesName?: boolean
  read(attempt: Attempt): Reading<Args>
  readonly readList?: (attempt: Attempt, listed: OpenidsInText) => Reading<Args>
  fits?(words: readonly Word[], lexicon: Lexicon): boolean
  /** Whom the arguments name who has to be looked up; undefined when nobody has to be. */
  naming?(args: Args, spec: CommandSpec): Naming | undefined
}

/** Makes a reader of its parts. */
export function createReader<Args extends object>(parts: ReaderParts<Args>): Reader<Args> {
  const { usage, exact = false, mostWords = 2, takesName = false, readList } = parts
  const named = (reading: Reading<Args>): Reading<Args> => {
    if (reading.kind !== 'command') return reading
    const naming = parts.naming?.(reading.args, reading.spec)
    return naming === undefined ? reading : { ...reading, naming }
  }
  return {
    usage,
    exact,
    mostWords,
    takesName,
    read: (attempt) => named(parts.read(attempt)),
    readList: readList && ((attempt, listed) => named(readList(attempt, listed))),
    fits: (words, lexicon) => parts.fits?.(words, lexicon) ?? false,
  }
}
