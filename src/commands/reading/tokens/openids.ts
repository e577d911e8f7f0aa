import { isOpenid } from '../../../domain/follower.ts'
import { isIdLetter, isOpenidLike } from './words.ts'

/** What a text holds of openids: each once, in the order they stand there. */
export interface OpenidsInText {
  readonly openids: readonly string[]
  /** Tokens that begin like an openid and are about as long. */
  readonly invalid: readonly string[]
  readonly duplicates: number
  /** The text with a blank in the place of each. */
  readonly rest: string
}

const OPENID_LETTERS = 28
const QUOTE = /["“”„‟'‘’「」『』]/u
const INVISIBLE = /[\p{Cf}\p{Cs}]/gu

/**
 * Takes the openids out of a pasted text, wherever they stand and whatever parts them, to the end of it. One pass: a run of
 * letters of openids that is no openid is left where it is, and so is a quoted name that only looks like one.
 */
export function takeOpenids(text: string): OpenidsInText {
  const source = text.normalize('NFKC').replaceAll(INVISIBLE, '')
  const openids = new Set<string>()
  const invalid = new Set<string>()
  let [duplicates, at] = [0, 0]
  const rest: string[] = []
  while (at < source.length) {
    if (!isIdLetter(source[at])) {
      rest.push(source.charAt(at))
      at += 1
      continue
    }
    let end = at
    while (isIdLetter(source[end])) end += 1
    // An arrow that points at the group is no letter of an openid.
    if (source.startsWith('->', end - 1) && end - at === OPENID_LETTERS + 1) end -= 1
    const run = source.slice(at, end)
    at = end
    const quoted = QUOTE.test(source.charAt(end - run.length - 1)) && QUOTE.test(source.charAt(end))
    if (!isOpenidLike(run) || (quoted && !isOpenid(run))) {
      rest.push(run)
      continue
    }
    rest.push(' ')
    const where = isOpenid(run) ? openids : invalid
    if (where.has(run)) duplicates += 1
    where.add(run)
  }
  return { openids: [...openids], invalid: [...invalid], duplicates, rest: rest.join('') }
}
