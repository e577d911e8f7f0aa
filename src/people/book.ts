import type { Clock } from '../domain/clock.ts'
import type { PersonName, PersonNames, PersonToken } from '../domain/person.ts'
import type { ContactKind, People, Person } from '../store/people.ts'
import { Contacts } from './contacts.ts'
import { LastTexts } from './last-texts.ts'

/** Most people a range such as `#5-#12` stands for, and most of a name that are offered. */
export const MOST_OF_A_RANGE = 1_000
export const MOST_OFFERED = 9
/** Admins whose last mentioned follower is remembered. */
const MAX_MENTIONED = 1_000

/** Who is meant by a token. */
export type WhoMatch =
  | { readonly kind: 'found'; readonly openids: readonly string[] }
  /** Several are called so, or (`exact` false) somebody's name only has it in it. */
  | {
      readonly kind: 'several'
      readonly given: string
      readonly candidates: readonly Person[]
      readonly exact: boolean
    }
  | {
      readonly kind: 'nobody'
      readonly given: string
      readonly why: 'number' | 'name' | 'last'
      readonly greatest: number
    }

export interface BookOptions {
  readonly lastTexts: boolean
  readonly events: { contactsNotWritten(error: unknown): void }
}

/**
 * The people of the account as this process knows them: numbers, names, and whom an admin spoke of last. A number is
 * given to somebody, and shown, only when it is on disk: after a crash no number means somebody else.
 */
export class PeopleBook {
  readonly store: People
  readonly #contacts: Contacts
  readonly #texts: LastTexts
  readonly #mentioned = new Map<string, string>()

  constructor(store: People, clock: Clock, { lastTexts, events }: BookOptions) {
    this.store = store
    this.#contacts = new Contacts(store, clock, events)
    this.#texts = new LastTexts(clock, lastTexts)
  }

  /** A follower let hear of themselves; `text` is what they wrote, kept in memory only. Touches no disk. */
  noted(openid: string, kind: ContactKind, text?: string): void {
    this.#contacts.note(openid, kind)
    if (text !== undefined) this.#texts.note(openid, text)
  }

  /** Whoever let hear of themselves so far has their number on disk. */
  written(): Promise<void> {
    return this.#contacts.write()
  }

  lastTextOf(openid: string): string | null {
    return this.#texts.of(openid)
  }

  /** The follower whom an admin's command was about, for 上一个. */
  mention(admin: string, openid: string): void {
    this.#mentioned.delete(admin)
    this.#mentioned.set(admin, openid)
    const [oldest] = this.#mentioned.keys()
    if (this.#mentioned.size > MAX_MENTIONED && oldest !== undefined) this.#mentioned.delete(oldest)
  }

  /** Who is meant; `admin` is the one who writes. */
  async find(token: PersonToken, admin: string): Promise<WhoMatch> {
    switch (token.kind) {
      case 'openid':
        return { kind: 'found', openids: [token.openid] }
      case 'me':
        return { kind: 'found', openids: [admin] }
      case 'last': {
        const openid = this.#mentioned.get(admin)
        if (openid !== undefined) return { kind: 'found', openids: [openid] }
        return { kind: 'nobody', given: '', why: 'last', greatest: await this.store.greatestNumber() }
      }
      case 'number':
        return this.#numbered(token.number, token.number)
      case 'range':
        return this.#numbered(Math.min(token.from, token.to), Math.max(token.from, token.to))
      case 'name':
        return this.#called(token.name)
    }
  }

  async namesOf(openids: readonly string[]): Promise<PersonNames> {
    const people = openids.length === 0 ? [] : await this.store.findMany(openids)
    return new Map(people.map(({ openid, number, alias }): [string, PersonName] => [openid, { number, alias }]))
  }

  /** Nothing of theirs that is in memory is shown or written any more. */
  forget(openid: string): void {
    this.#contacts.forget(openid)
    this.#texts.forget(openid)
    for (const [admin, mentioned] of this.#mentioned) if (mentioned === openid) this.#mentioned.delete(admin)
  }

  close(): Promise<void> {
    return this.#contacts.close()
  }

  async #numbered(from: number, to: number): Promise<WhoMatch> {
    const people = await this.store.numbered(from, to, MOST_OF_A_RANGE)
    if (people.length > 0) return { kind: 'found', openids: people.map(({ openid }) => openid) }
    const given = from === to ? `#${from}` : `#${from}-#${to}`
    return { kind: 'nobody', given, why: 'number', greatest: await this.store.greatestNumber() }
  }

  async #called(name: string): Promise<WhoMatch> {
    const called = await this.store.called(name, MOST_OFFERED + 1)
    const [only] = called
    if (called.length === 1 && only !== undefined) return { kind: 'found', openids: [only.openid] }
    if (called.length > 1) return { kind: 'several', given: name, candidates: called, exact: true }
    const near = await this.store.search(name, MOST_OFFERED + 1)
    if (near.length > 0) return { kind: 'several', given: name, candidates: near, exact: false }
    return { kind: 'nobody', given: name, why: 'name', greatest: await this.store.greatestNumber() }
  }
}
