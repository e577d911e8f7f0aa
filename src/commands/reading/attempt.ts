import type { Answer, AnswerOf } from '../../domain/answer.ts'
import { nameLike } from './tokens/command-names.ts'
import { foldWord, isLatin } from './tokens/letters.ts'
import type { Attempt, Reading } from './reading.ts'
import type { Word } from './tokens/words.ts'
import { FILLERS, GROUP_NOUNS } from './vocabulary.ts'

/** Not for us. */
export const ORDINARY = { kind: 'ordinary' } as const

export function run<Args extends object>({ spec }: Attempt, args: Args): Reading<Args> {
  return { kind: 'command', spec, args }
}

interface Hinted<Told extends Answer = Answer> {
  readonly kind: 'hint'
  readonly answer: Told
}

export function hint<Told extends Answer>(answer: Told): Hinted<Told> {
  return { kind: 'hint', answer }
}

/** A command in the language of the attempt, ready to be sent. */
export function write({ spec, typed }: Attempt, ...words: readonly string[]): string {
  return [nameLike(typed, spec), ...words].join(' ')
}

export function isEnglish({ typed }: Attempt): boolean {
  return isLatin(typed)
}

/** For the examples, where the group or the name was not given. */
export const SAMPLE_GROUP = '108'

export function sampleName(attempt: Attempt): string {
  return isEnglish(attempt) ? 'Regulars' : '老客户'
}

type Missing = Extract<Answer, { kind: 'missing-argument' }>['missing']

/** @param template the command so far, with `{}` where the next message belongs */
export function missing(
  attempt: Attempt,
  what: Missing,
  example: string,
  template = write(attempt, '{}'),
): Hinted<AnswerOf<'missing-argument'>> {
  const command = nameLike(attempt.typed, attempt.spec)
  return hint({ kind: 'missing-argument', command, missing: what, example, template, options: [] })
}

export function tooMuch(rest: readonly Word[], corrected: string): Hinted {
  return hint({ kind: 'not-understood-rest', rest: rest.map(({ text }) => text).join(' '), corrected })
}

/** Whether a blank or a mark parts the command word from what follows. */
export function isApart(tail: string): boolean {
  return /^[ ，,、；;:：]/.test(tail)
}

/** Marks that end a sentence and say nothing. */
export function isOrnament({ text, quoted }: Word): boolean {
  return !quoted && /^[。．.!！~～…]+$/.test(text)
}

/** The source without the marks that end it. */
export function withoutEnding(source: string): string {
  let end = source.length
  while (end > 0 && /[\s。．.!！~～…]/.test(source.charAt(end - 1))) end -= 1
  return source.slice(0, end)
}

const LONGEST_FILLER = 8

export function isFiller({ text, quoted }: Word): boolean {
  return !quoted && text.length <= LONGEST_FILLER && FILLERS.has(foldWord(text))
}

/** 分组 and group, where they only say what kind of thing is named. */
export function isNoun({ text, quoted }: Word): boolean {
  return !quoted && text.length <= LONGEST_FILLER && GROUP_NOUNS.has(foldWord(text))
}

/** The words that matter: no fillers, and 分组 or group only where it is the only word left. */
export function withoutFillers(words: readonly Word[]): Word[] {
  const kept = words.filter((word) => !isFiller(word) && !isOrnament(word))
  const named = kept.filter((word) => !isNoun(word))
  return named.length === 0 ? kept : named
}
