import type { Clock } from '../domain/clock.ts'
import { comparableName } from '../domain/group.ts'
import type { PersonName, PersonNames, PersonToken } from '../domain/person.ts'
import type { ContactKind, ImportedPerson, People, Person } from '../store/people.ts'
import { Contacts } from './contacts.ts'
import { LastTexts } from './last-texts.ts'
import { nearNames } from './near-names.ts'
import { overlaid } from './overlaid.ts'

/** Most people a range such as `#5-#12` stands for, and most of a name that are offered. */
export const MOST_OF_A_RANGE = 1_000
export const MOST_OFFERED = 9
/** Behind a name an emoji says nothing, unless somebody is called so. */
const CLOSING_EMOJI = /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f]|\p{RI}\p{RI})+$/u
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
      readonly why: 'number' | 'name' | 'short' | 'last'
      readonly greatest: number
    }

export interface BookOptions {
  /** Whether the beginnings of last texts are kept, or where they are. */
  readonly lastTexts: boolean | LastTexts
  /** Those that are gathered elsewhere in this process. */
  readonly contacts?: Contacts | undefined
  readonly events: { contactsNotWritten(error: unknown): void }
}

/**
 * The people of the account as this process knows them: numbers, names, and whom an admin spoke of last. A number is
 * given to somebody, and shown, only when it is on disk: after a crash no number means somebody else.
 */
export class PeopleBook {
  /** With what is only in memory of when people were last heard of. */
  readonly store: People
  /** Who has which alias or remark, by its comparable form: few have one, and whoever reads a text asks for each word of it. */
  readonly #named = new Map<string, number>()
  readonly #contacts: Contacts
  /** Whether they are this book's own, to be written when it is closed. */
  readonly #ownsContacts: boolean
  readonly #texts: LastTexts
  readonly #mentioned = new Map<string, string>()

  private constructor(store: People, clock: Clock, { lastTexts, contacts, events }: BookOptions) {
    this.#ownsContacts = contacts === undefined
    this.#contacts = contacts ?? new Contacts(store, clock, events)
    this.store = overlaid(store, this.#contacts)
    this.#texts = lastTexts instanceof LastTexts ? lastTexts : new LastTexts(clock, lastTexts)
  }

  static async open(store: People, clock: Clock, options: BookOptions): Promise<PeopleBook> {
    const book = new PeopleBook(store, clock, options)
    for (const name of await store.names()) book.#count(name, 1)
    return book
  }

  /** Whether somebody has exactly this alias or remark. */
  isName(name: string): boolean {
    return this.#named.has(comparableName(name))
  }

  /** Gives a follower a name, or takes it away with null. */
  async setAlias(openid: string, alias: string | null): Promise<Person> {
    const before = await this.store.find(openid)
    const person = await this.store.setAlias(openid, alias)
    this.#count(before?.alias ?? null, -1)
    this.#count(alias, 1)
    return person
  }

  /** Puts down what 备注 the account has for a follower. */
  async setRemark(openid: string, remark: string | null): Promise<void> {
    await this.import([{ openid, remark }])
  }

  /** Puts down what the platform tells of followers; returns how many were new. */
  async import(people: readonly ImportedPerson[]): Promise<number> {
    const before = await this.#among(people)
    const fresh = await this.store.import(people)
    this.#recount(people, before)
    return fresh
  }

  /** The same for those who are still there. */
  async update(people: readonly ImportedPerson[]): Promise<void> {
    const before = await this.#among(people)
    const known = people.filter(({ openid }) => before.has(openid))
    await this.store.update(known)
    this.#recount(known, before)
  }

  /**
   * A follower sent something; `text` is what they wrote, kept in memory only. Touches no disk.
   *
   * @param followedAt CreateTime, in seconds, of what shows that they follow since then
   */
  noted(openid: string, kind: ContactKind, text?: string, followedAt?: number): void {
    const own = this.#contacts.note(openid, kind, followedAt)
    if (text !== undefined) this.#texts.note(own, text)
  }

  /** Whoever was active so far has their number on disk. */
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

  /** Who is meant; `admin` is the one who writes, `others` are people who may be meant although nothing is known of them. */
  async find(token: PersonToken, admin: string, others: readonly string[] = []): Promise<WhoMatch> {
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
      case 'short':
        return this.#shortened(token, others)
      case 'name':
        return this.#called(token.name)
    }
  }

  async namesOf(openids: readonly string[]): Promise<PersonNames> {
    const people = openids.length === 0 ? [] : await this.store.findMany(openids)
    return new Map(people.map(({ openid, ...name }): [string, PersonName] => [openid, toName(name)]))
  }

  /** Nothing of theirs that is in memory is shown or written any more; their names are given up when they were deleted. */
  forget(openid: string): void {
    this.#contacts.forget(openid)
    this.#texts.forget(openid)
    for (const [admin, mentioned] of this.#mentioned) {
      if (mentioned === openid || admin === openid) this.#mentioned.delete(admin)
    }
  }

  /** CreateTime, in seconds, of a follow that is not on disk yet. */
  followedAt(openid: string): number | undefined {
    return this.#contacts.followedAt(openid)
  }

  /** The names that a follower had until they were deleted from the store mean nobody any more. */
  forgetNames(names: readonly (string | null)[]): void {
    for (const name of names) this.#count(name, -1)
  }

  async close(): Promise<void> {
    if (this.#ownsContacts) await this.#contacts.close()
  }

  async #among(people: readonly ImportedPerson[]): Promise<Map<string, Person>> {
    const found = await this.store.findMany(people.map(({ openid }) => openid))
    return new Map(found.map((one) => [one.openid, one]))
  }

  #recount(people: readonly ImportedPerson[], before: ReadonlyMap<string, Person>): void {
    for (const { openid, remark } of people) {
      if (remark === undefined) continue
      this.#count(before.get(openid)?.remark ?? null, -1)
      this.#count(remark, 1)
    }
  }

  #count(name: string | null, by: 1 | -1): void {
    if (name === null) return
    const key = comparableName(name)
    const count = (this.#named.get(key) ?? 0) + by
    if (count > 0) this.#named.set(key, count)
    else this.#named.delete(key)
  }

  async #numbered(from: number, to: number): Promise<WhoMatch> {
    const people = await this.store.numbered(from, to, MOST_OF_A_RANGE)
    if (people.length > 0) return { kind: 'found', openids: people.map(({ openid }) => openid) }
    const given = from === to ? `#${from}` : `#${from}-#${to}`
    return { kind: 'nobody', given, why: 'number', greatest: await this.store.greatestNumber() }
  }

  async #shortened({ head, tail }: { head: string; tail: string }, others: readonly string[]): Promise<WhoMatch> {
    const given = `${head}…${tail}`
    const fitting = await this.store.shortened(head, tail, MOST_OFFERED + 1)
    if (fitting.length > 1) return { kind: 'several', given, candidates: fitting, exact: true }
    const found = fitting.map(({ openid }) => openid)
    const openids = found.length > 0 ? found : others.filter((one) => one.startsWith(head) && one.endsWith(tail))
    if (openids.length === 1) return { kind: 'found', openids }
    return { kind: 'nobody', given, why: 'short', greatest: await this.store.greatestNumber() }
  }

  async #called(name: string): Promise<WhoMatch> {
    const exactly = await this.store.called(name, MOST_OFFERED + 1)
    const bare = exactly.length > 0 ? name : name.replace(CLOSING_EMOJI, '')
    const called = bare === name || bare === '' ? exactly : await this.store.called(bare, MOST_OFFERED + 1)
    const [only] = called
    if (called.length === 1 && only !== undefined) return { kind: 'found', openids: [only.openid] }
    if (called.length > 1) return { kind: 'several', given: name, candidates: called, exact: true }
    const near = await this.store.search(name, MOST_OFFERED + 1)
    if (near.length > 0) return { kind: 'several', given: name, candidates: near, exact: false }
    return { kind: 'nobody', given: name, why: 'name', greatest: await this.store.greatestNumber() }
  }

  /**
   * Those who have a name like one that nobody has, the nearest first. Every name is looked at, which holds the event loop for
   * up to 80 ms with 200,000 people: for one name, not for each of a list.
   */
  async near(name: string): Promise<Person[]> {
    const found = new Map<string, Person>()
    for (const near of nearNames(comparableName(name), this.#named.keys(), MOST_OFFERED))
      for (const person of await this.store.called(near, MOST_OFFERED)) found.set(person.openid, person)
    return [...found.values()].slice(0, MOST_OFFERED)
  }
}

function toName({ number, alias, remark }: Omit<Person, 'openid'>): PersonName {
  return { number, alias, remark }
}
