import type { ContactKind, People, Person } from '../store/people.ts'
import type { Contacts } from './contacts.ts'

/** People as the store has them, with what is only in memory of when they were last heard of. */
export function overlaid(store: People, contacts: Pick<Contacts, 'of' | 'newest'>): People {
  const seen = (person: Person): Person => {
    const contact = contacts.of(person.openid)
    if (contact === undefined || (person.contact !== null && person.contact.at > contact.at)) return person
    return { ...person, contact: { kind: contact.kind, at: contact.at } }
  }

  /** Of those whom the store takes for the newest, the ones who are still of these kinds: enough of them, if there are. */
  const storedNewest = async (kinds: readonly ContactKind[] | null, limit: number): Promise<Person[]> => {
    for (let asked = limit; ; asked *= 2) {
      const stored = await store.recent(kinds, asked)
      const people = stored
        .map(seen)
        .filter(({ contact }) => contact !== null && (kinds?.includes(contact.kind) ?? true))
      if (people.length >= limit || stored.length < asked) return people
    }
  }

  return {
    ...store,
    find: (openid) => store.find(openid).then((person) => person && seen(person)),
    findMany: (openids) => store.findMany(openids).then((people) => people.map(seen)),

    // What is in memory may stand anywhere before a page: the page is cut out of all that comes up to its end.
    async recent(kinds, limit, offset = 0, except = '') {
      const wanted = offset + limit + 1
      const people = await storedNewest(kinds, wanted)
      const there = new Set(people.map(({ openid }) => openid))
      const others = contacts.newest(kinds, wanted).filter(({ openid }) => !there.has(openid))
      if (others.length > 0) people.push(...(await store.findMany(others.map(({ openid }) => openid))).map(seen))
      const sorted = people.sort(kinds === null ? activeFirst : newestFirst).filter(({ openid }) => openid !== except)
      return sorted.slice(offset, offset + limit)
    },
  }
}

function activeFirst(one: Person, other: Person): number {
  const imported = ({ contact }: Person): number => Number(contact?.kind === 'imported')
  return imported(one) - imported(other) || newestFirst(one, other)
}

function newestFirst(one: Person, other: Person): number {
  return (other.contact?.at ?? 0) - (one.contact?.at ?? 0) || other.number - one.number
}
