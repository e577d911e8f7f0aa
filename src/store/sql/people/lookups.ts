import { sql, type Kysely } from 'kysely'
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

  const newestOf = async (kinds: readonly ContactKind[], limit: number): Promise<Person[]> => {
    // One question for each kind, whose index is in the order that is wanted, and then the newest of all.
    const found: Person[] = []
    for (const kind of kinds) {
      const newest = people().where('contact_kind', '=', kind)
      const query = newest.orderBy('contact_at', 'desc').orderBy('number', 'desc').limit(limit)
      found.push(...(await many(query.execute())))
    }
    return found.sort(newestFirst).slice(0, limit)
  }

  return {
    find: async (openid) => (await many(people().where('openid', '=', openid).execute()))[0],

    findMany: (openids) => many(people().where('openid', 'in', engine.among(openids)).execute()),

    numbered: (from, to, limit) =>
      many(people().where('number', '>=', from).where('number', '<=', to).orderBy('number').limit(limit).execute()),

    greatestNumber,

    async called(name, limit) {
      const key = comparableName(name)
      const byAlias = await many(people().where('alias_key', '=', key).orderBy('number').limit(limit).execute())
      if (byAlias.length > 0) return byAlias
      return many(people().where('remark_key', '=', key).orderBy('number').limit(limit).execute())
    },

    async search(fragment, limit) {
      const key = comparableName(fragment)
      // Two letters are the end of too many, and what is not in an openid is the end of none.
      const ending = /^[\w-]{3,}$/.test(fragment) ? `%${fragment.toLowerCase()}` : ''
      const found: Person[] = []
      await inRanges(await greatestNumber(), async (from, to) => {
        const query = people()
          .where('number', '>=', from)
          .where('number', '<=', to)
          .where((eb) =>
            eb.or([
              eb(eb.fn<number>(engine.position, ['alias_key', eb.val(key)]), '>', 0),
              eb(eb.fn<number>(engine.position, ['remark_key', eb.val(key)]), '>', 0),
              eb(eb.fn<string>('lower', ['openid']), 'like', ending),
            ]),
          )
          .orderBy('number')
          .limit(limit - found.length)
        found.push(...(await many(query.execute())))
        return found.length < limit
      })
      return found
    },

    async recent(kinds, limit) {
      if (kinds === null) {
        const active = await newestOf(ACTIVITY, limit)
        return active.length >= limit ? active : [...active, ...(await newestOf(['imported'], limit - active.length))]
      }
      return newestOf(kinds, limit)
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
