import type { Answer, Language } from '../domain/answer.ts'
import type { PersonNames } from '../domain/person.ts'
import { EN } from './en/index.ts'
import { inEnglish, nameCommand, type CommandNames } from './english-commands.ts'
import { nameFollower, type Phrases, type Say } from './wording.ts'
import { ZH } from './zh/index.ts'

/*
 * The phrasebook makes sentences of facts. It knows nothing of commands, platforms or people: all it is told is an answer.
 */

export interface Phrasebook {
  /** The whole text of an answer, however long, with people by their names; what strangers wrote in it can neither be tapped nor hide anything. */
  say(answer: Answer, names?: PersonNames): string
}

const NOBODY: PersonNames = new Map()
const LANGUAGES: Readonly<Record<Language, Phrases>> = { zh: ZH, en: EN }

/** @param commands their English names, by the canonical ones */
export function createPhrasebook(language: Language, commands: CommandNames): Phrasebook {
  const phrases = LANGUAGES[language]
  return {
    say(told, names = NOBODY) {
      const tell = (answer: Answer): string => {
        const phrase = phrases[answer.kind] as (answer: Answer, say: Say) => string
        return phrase(answer, say)
      }
      const say: Say = Object.assign(tell, {
        command: (name: string) => nameCommand(name, commands),
        english: (command: string) => inEnglish(command, commands),
        who: (openid: string) => nameFollower(openid, names),
        number: (openid: string) => {
          const name = names.get(openid)
          return name === undefined ? nameFollower(openid, names) : `#${name.number}`
        },
      })
      return tell(told)
    },
  }
}
