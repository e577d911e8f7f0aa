import type { Answer, Language } from '../domain/answer.ts'
import type { PersonNames } from '../domain/person.ts'
import { EN } from './en/index.ts'
import { inEnglish, nameCommand, type CommandNames } from './english-commands.ts'
import { safeText } from './safe-text.ts'
import { nameBriefly, nameFollower, nameMatched, type Phrases, type Say } from './wording.ts'
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
    say: (told, names = NOBODY) => createSay(phrases, commands, names)(told),
  }
}

function createSay(phrases: Phrases, commands: CommandNames, names: PersonNames): Say {
  const tell = (answer: Answer, say: Say): string => {
    const phrase = phrases[answer.kind] as (answer: Answer, say: Say) => string
    return phrase(answer, say)
  }
  const shared = {
    command: (name: string) => nameCommand(name, commands),
    english: (command: string) => inEnglish(command, commands),
    match: (openid: string, fragment: string) => nameMatched(openid, fragment, names),
    whole: (openid: string) => (names.has(openid) ? nameFollower(openid, names) : safeText(openid)),
    number: (openid: string) => {
      const name = names.get(openid)
      return name === undefined ? nameFollower(openid, names) : `#${name.number}`
    },
  }
  const brief = (answer: Answer): string => tell(answer, short).replace(/^✅ /u, '')
  const short: Say = Object.assign((answer: Answer) => tell(answer, short), {
    ...shared,
    who: (openid: string) => nameBriefly(openid, names),
    brief,
  })
  const say: Say = Object.assign((answer: Answer) => tell(answer, say), {
    ...shared,
    who: (openid: string) => nameFollower(openid, names),
    brief,
  })
  return say
}
