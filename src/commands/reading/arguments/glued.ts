import { hint, isEnglish, ORDINARY, write } from '../attempt.ts'
import type { Attempt, Reading } from '../reading.ts'
import { writeWord } from '../tokens/words.ts'
import { SENTENCE } from '../vocabulary.ts'

/*
 * Arguments that are glued to the name of their command: too near to a command for silence, and not ours to take apart.
 */

/** 改名108老客户: the number is clear, but where a name begins is not ours to guess. */
export function readGluedPair(attempt: Attempt, text: string): Reading<never> {
  const digits = /^\d{1,9}/.exec(text)?.[0]
  const name = text.slice(digits?.length ?? 0)
  if (digits === undefined || SENTENCE.test(name) || Array.from(name).length > 8) return ORDINARY
  const example = write(attempt, digits, writeWord(name))
  return hint({ kind: 'did-you-mean', given: attempt.typed + text, command: attempt.spec.name, example })
}

/** What is asked about, wanted or reported is no name: 新建路怎么走, 新建文件夹在哪里. */
const NO_NAME = /[怎哪什几谁何如]|多少|^在|的|了|是|要|能|会|我|你|他/u

/** 新建老客户: too near to a command for silence and too near to a sentence to run. */
export function readGlued(attempt: Attempt, rest: string, isNewName: boolean): Reading<never> {
  const isName = isNewName && !isEnglish(attempt) && !NO_NAME.test(rest)
  const likely = isName || attempt.typed.includes('组') || /^[A-Za-z0-9]+$/.test(rest)
  if (!likely || SENTENCE.test(rest) || Array.from(rest).length > 8) return ORDINARY
  const example = write(attempt, rest)
  return hint({ kind: 'did-you-mean', given: attempt.typed + rest, command: attempt.spec.name, example })
}
