import type { Roster } from '../admins/roster.ts'
import type { Answer, Language } from '../domain/answer.ts'
import type { PersonNames } from '../domain/person.ts'
import type { PeopleBook } from '../people/book.ts'
import { nthPage, PAGE_LIMIT_BYTES } from '../phrasebook/paging.ts'
import { peopleIn } from '../phrasebook/people-in.ts'
import type { CommandNames } from '../phrasebook/english-commands.ts'
import { createPhrasebook, type Phrasebook } from '../phrasebook/phrasebook.ts'
import { nextSteps, writeSteps } from '../phrasebook/steps.ts'
import { StoreUnavailableError } from '../store/errors.ts'
import type { PageCache } from './page-cache.ts'
import type { Languages } from './speaking/languages.ts'

export interface RendererParts {
  readonly admins: Roster
  readonly languages: Languages
  readonly people: PeopleBook
  readonly pageCache: PageCache
  /** The commands' English names, by the canonical ones. */
  readonly commands: CommandNames
  /** Whether next steps can be tapped. */
  readonly links: boolean
}

/** Lists that have no further page but what does not fit into one message. */
const LISTS: ReadonlySet<Answer['kind']> = new Set(['groups', 'admins', 'help', 'latest-results'])
/** Below an answer about something else there is room for so many. */
const MOST_ADMINS = 6

/** Puts answers into words: in the language of whoever asked, with people by their names, one page at a time. */
export class Renderer {
  readonly #parts: RendererParts
  readonly #phrasebooks: Readonly<Record<Language, Phrasebook>>

  constructor(parts: RendererParts) {
    this.#parts = parts
    const { commands } = parts
    this.#phrasebooks = { zh: createPhrasebook('zh', commands), en: createPhrasebook('en', commands) }
  }

  /**
   * One page, with a mention of results that were not seen, of the admins if they are those of a backup, and what could be
   * sent next; 更多 brings the rest.
   */
  async say(admin: string, answer: Answer, unread: readonly number[] = [], restored = false): Promise<string> {
    const { languages, links, commands } = this.#parts
    const language = languages.of(admin)
    const phrasebook = this.#phrasebooks[language]
    const names = await this.#namesIn(answer)
    const mention = unread.length === 0 ? null : phrasebook.say({ kind: 'unread-results', numbers: unread })
    const look = restored ? await this.#adminsRestored(phrasebook) : null
    const steps = writeSteps(nextSteps(answer, names), { language, links, commands })
    const choice = languages.tellsHow(admin) ? phrasebook.say({ kind: 'language-followed' }) : null
    const below = [look, mention, choice, steps]
      .filter((line) => line !== null && line !== '')
      .map((line) => `\n${line}`)
      .join('')
    const limit = PAGE_LIMIT_BYTES - Buffer.byteLength(below)
    const wanted = answer.kind === 'help-all' ? (answer.page ?? 1) : 1
    const { page, rest } = nthPage(wanted, phrasebook.say(answer, names), limit, language)
    this.#keepMore(admin, answer, rest)
    return page + below
  }

  /** What 更多 brings afterwards: it belongs to the list that was shown last, whatever else was answered since. */
  #keepMore(admin: string, answer: Answer, rest: string | null): void {
    const { pageCache } = this.#parts
    if (answer.kind === 'rest') pageCache.keepRest(admin, rest)
    else if ('next' in answer) pageCache.keep(admin, rest, answer.next)
    else if (rest !== null || LISTS.has(answer.kind)) pageCache.keep(admin, rest)
  }

  async #adminsRestored(phrasebook: Phrasebook): Promise<string> {
    const all = this.#parts.admins.list().map(({ openid, role }) => ({ openid, role }))
    const answer: Answer = { kind: 'admins-restored', admins: all.slice(0, MOST_ADMINS), whole: all.length }
    return phrasebook.say(answer, await this.#namesIn(answer))
  }

  /** Without a store everybody is called by their openid: an answer is worth more than a name. */
  async #namesIn(answer: Answer): Promise<PersonNames> {
    try {
      return await this.#parts.people.namesOf(peopleIn(answer))
    } catch (error) {
      if (error instanceof StoreUnavailableError) return new Map()
      throw error
    }
  }
}
