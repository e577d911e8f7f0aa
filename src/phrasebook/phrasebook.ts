import type { Answer, Language } from '../domain/answer.ts'
import { EN } from './en/index.ts'
import type { Phrases, Say } from './wording.ts'
import { ZH } from './zh/index.ts'

/*
 * The phrasebook makes sentences of facts. It knows nothing of commands, platforms or people: all it is told is an answer.
 */

export interface Phrasebook {
  /** The whole text of an answer, however long; what strangers wrote in it can neither be tapped nor hide anything. */
  say(answer: Answer): string
}

const TONGUES: Readonly<Record<Language, Phrases>> = { zh: ZH, en: EN }

export function createPhrasebook(language: Language): Phrasebook {
  const phrases = TONGUES[language]
  const say: Say = (answer) => {
    const phrase = phrases[answer.kind] as (answer: Answer, say: Say) => string
    return phrase(answer, say)
  }
  return { say }
}
