import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import { comparableName } from '../../../domain/group.ts'
import type { ContactKind, People, Person } from '../../people.ts'
import type { Engine } from '../engine.ts'
import type { Schema } from '../schema.ts'
import { inRanges, turn } from '../steps.ts'
import { toPerson, type PersonRow } from './rows.ts'

type PeopleQueries = Omit<People, 'note' | 'import' | 'update' | 'setAlias'>

const ACTIVITY: readonly ContactKind[] = ['text', 'message', 'follow', 'follow-scan', 'scan', 'menu']
/** Names read in one piece: some milliseconds. */
const NAMES_AT_ONCE = 2_000
/** People of one kind read in one piece, which hardly any list needs more of. */
const NEWEST_AT_ONCE = 64

/** All that is asked about people. What has to look at everybody does so by ranges of their numbers. */
export function createPeopleLookups(
  db: Kysely<Schema>,
  read: <T>(query: Promise<T>) => Promise<T>,
  appid: string,
  engine: Engine,
): PeopleQueries {
  const people = () => db.selectFrom('person').selectAll().where('appid', '=', appid)
  const many = (query: Promise<PersonRow[]>): Promise<Person[]> => read(query.then((rows) => rows.map(toPerson)))
  const counted = () =>
    db
      .selectFrom('person')
      .select((eb) => eb.fn.countAll<number>().as('all'))
      .where('appid', '=', appid)

  const greatestNumber = (): Promise<number> =>
    read(
      db
        .selectFrom('person')
        .select((eb) => eb.fn.max('number').as('greatest'))
        .where('appid', '=', appid)
        .executeTakeFirst()
        .then((row) => row?.greatest ?? 0),
    )

  /** How many of a question's answers there are, over all ranges of numbers. */
  const countInRanges = async (question: ReturnType<typeof counted>): Promise<number> => {
    let all = 0
    await inRanges(await greatestNumber(), async (from, to) => {
      const within = question.where('number', '>=', from).where('number', '<=', to)
      all += await read(within.executeTakeFirstOrThrow().then((row) => row.all))
      return true
    })
    return all
  }

  /** Every name of one sort, from the index of those who have one. */
  const namesOf = async (column: 'alias' | 'remark'): Promise<string[]> => {
    const [name, key] = [sql.ref(column), sql.ref(`${column}_key`)]
    const names: string[] = []
    for (let after: readonly [string, number] = ['', 0]; ; await turn()) {
      const { rows } = await read(
        sql<{ name: string; key: string; number: number }>`
          select ${name} as name, ${key} as key, number from person
          where appid = ${appid} and ${key} is not null and (${key}, number) > (${after[0]}, ${after[1]})
          order by ${key}, number limit ${NAMES_AT_ONCE}
        `.execute(db),
      )
      for (const row of rows) names.push(row.name)
      const last = rows.at(-1)
      if (last === undefined || rows.length < NAMES_AT_ONCE) return names
      after = [last.key, last.number]
    }
  }

  /** Those of one kind, newest first, read in pieces as they are asked for. */
  async function* newestOfKind(kind: ContactKind, except: string): AsyncGenerator<Person> {
    let after: Person | undefined
    for (;;) {
      let query = people().where('contact_kind', '=', kind)
      if (after !== undefined)
        query = query.where(sql<boolean>`(contact_at, number) < (${after.contact?.at ?? 0}, ${after.number})`)
      const ordered = query.orderBy('contact_at', 'desc').orderBy('number', 'desc').limit(NEWEST_AT_ONCE)
      const some = await many(ordered.execute())
      for (const person of some) if (person.openid !== except) yield person
      after = some.at(-1)
      if (some.length < NEWEST_AT_ONCE) return
      await turn()
    }
  }

  /** One list for each kind, whose index is in the order that is wanted, and of all of them always the newest. */
  async function* newestOf(kinds: readonly ContactKind[], except: string): AsyncGenerator<Person> {
    const lists = kinds.map((kind) => newestOfKind(kind, except))
    const heads = await Promise.all(lists.map(async (list) => (await list.next()).value as Person | undefined))
    for (;;) {
      let newest = -1
      for (const [at, head] of heads.entries()) {
        const best = heads[newest]
        if (head !== undefined && (best === undefined || newestFirst(head, best) < 0)) newest = at
      }
      const person = heads[newest]
      if (person === undefined) return
      yield person
      heads[newest] = (await lists[newest]?.next())?.value as Person | undefined
    }
  }

  const among = (fragment: string) => {
    const key = comparableName(fragment)
    // Two letters are the end of too many, and what is not in an openid is the end of none.
    const ending = /^[\w-]{3,}$/.test(fragment) ? `%${fragment.toLowerCase()}` : ''
    return (eb: ExpressionBuilder<Schema, 'person'>) =>
      eb.or([
        eb(eb.fn<number>(engine.position, ['alias_key', eb.val(key)]), '>', 0),
        eb(eb.fn<number>(engine.position, ['remark_key', eb.val(key)]), '>', 0),
        eb(eb.fn<string>('lower', ['openid']), 'like', ending),
      ])
  }

  /** Those of whom something is true, over all ranges of numbers: at most `limit` behind the first `offset`. */
  const throughAll = async (
    question: (query: ReturnType<typeof people>) => ReturnType<typeof people>,
    limit: number,
    offset = 0,
  ): Promise<Person[]> => {
    const found: Person[] = []
    let skipped = 0
    await inRanges(await greatestNumber(), async (from, to) => {
      const query = question(people().where('number', '>=', from).where('number', '<=', to))
      const left = offset - skipped
      const some = await many(
        query
          .orderBy('number')
          .limit(left + limit - found.length)
          .execute(),
      )
      const kept = some.slice(left)
      skipped += some.length - kept.length
      found.push(...kept)
      return found.length < limit
    })
    return found
  }

  return {
    find: async (openid) => (await many(people().where('openid', '=', openid).execute()))[0],

    findMany: (openids) => many(people().where(engine.among('openid', openids)).execute()),

    numbered: (from, to, limit) =>
      many(people().where('number', '>=', from).where('number', '<=', to).orderBy('number').limit(limit).execute()),

    greatestNumber,

    async called(name, limit) {
      const key = comparableName(name)
      const byAlias = await many(people().where('alias_key', '=', key).orderBy('number').limit(limit).execute())
      if (byAlias.length > 0) return byAlias
      return many(people().where('remark_key', '=', key).orderBy('number').limit(limit).execute())
    },

    shortened: (head, tail, limit) =>
      throughAll(
        (query) =>
          query
            .where(sql<string>`substr(openid, 1, ${head.length})`, '=', head)
            .where(sql<string>`substr(openid, length(openid) - ${tail.length - 1})`, '=', tail),
        limit,
      ),

    search: (fragment, limit, offset = 0) => throughAll((query) => query.where(among(fragment)), limit, offset),

    countFound: (fragment) => countInRanges(counted().where(among(fragment))),

    async recent(kinds, limit, offset = 0, except = '') {
      const lists = kinds === null ? [ACTIVITY, ['imported'] as const] : [kinds]
      const found: Person[] = []
      let before = 0
      for (const list of lists) {
        for await (const person of newestOf(list, except)) {
          before += 1
          if (before > offset) found.push(person)
          if (found.length === limit) return found
        }
      }
      return found
    },

    async members(groups, limit, offset) {
      const within = JSON.stringify(groups)
      const all = await countInRanges(counted().where('groups', '=', within))
      const rows = people().where('groups', '=', within).orderBy('number').limit(limit).offset(offset)
      return { all, people: await many(rows.execute()) }
    },

    count: () => countInRanges(counted()),

    names: async () => [...(await namesOf('alias')), ...(await namesOf('remark'))],
  }
}

function newestFirst(one: Person, other: Person): number {
  return (other.contact?.at ?? 0) - (one.contact?.at ?? 0) || other.number - one.number
}
