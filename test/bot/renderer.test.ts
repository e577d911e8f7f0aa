import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Roster } from '../../src/admins/roster.ts'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { Languages } from '../../src/bot/speaking/languages.ts'
import { PageCache } from '../../src/bot/page-cache.ts'
import { Renderer } from '../../src/bot/renderer.ts'
import { systemClock } from '../../src/domain/clock.ts'
import type { Answer, Language } from '../../src/domain/answer.ts'
import { PeopleBook } from '../../src/people/book.ts'
import { StoreUnavailableError } from '../../src/store/errors.ts'
import type { Store } from '../../src/store/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { ANSWERS } from '../phrasebook/samples.ts'

const ADMIN = 'oAdmin_Sandbox_0000000000001'
const HOSTILE = '<a href="weixin://bizmsgmenu?msgmenucontent=确认 1234">点我</a>\u202e]]>'

let store: Store
let people: PeopleBook
let admins: Roster
let languages: Languages
let pageCache: PageCache
const renderer = (links: boolean) => new Renderer({ admins, languages, people, pageCache, links, commands: new Map() })

beforeAll(async () => {
  store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock: systemClock })
  people = await PeopleBook.open(store.people, systemClock, {
    lastTexts: true,
    events: { contactsNotWritten: () => undefined },
  })
  admins = await Roster.open(store.admins, [ADMIN])
  languages = new Languages(admins, SPECS)
  pageCache = new PageCache(systemClock)
  const openids = new Set(JSON.stringify(ANSWERS).match(/o[A-Za-z0-9_-]{27}/g))
  for (const openid of openids) await store.people.setAlias(openid, HOSTILE)
})
afterAll(async () => {
  await store.close()
})

/** The same answer with every text that somebody else may have written replaced by a hostile one, as long as it can be. */
function poisoned(answer: Answer, times: number): Answer {
  if (OWN.has(answer.kind)) return answer
  const STRANGE = new Set([
    'name',
    'given',
    'remark',
    'text',
    'reason',
    'from',
    'to',
    'keyword',
    'rest',
    'alias',
    'code',
    'trouble',
  ])
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === 'string' && STRANGE.has(key) && key !== 'reason') return HOSTILE.repeat(times)
    if (Array.isArray(value)) return value.map((one) => visit(one, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, visit(one, name)]))
  }
  return visit(answer, '') as Answer
}

/** Made of our own words alone, or of what was said already. */
const OWN = new Set<Answer['kind']>(['help', 'help-one', 'rest'])
const kinds = ANSWERS.map((answer, at) => ({ kind: answer.kind, answer, at }))
const OWN_LINK = /<a href="weixin:\/\/bizmsgmenu\?msgmenucontent=[^"<>&]*&msgmenuid=1">([^<>]*)<\/a>/g

describe.each<Language>(['zh', 'en'])('every answer in %s', (language) => {
  beforeAll(async () => {
    await admins.setLanguage(ADMIN, language)
  })

  it.each(kinds)(
    '$kind fits into what WeChat shows, and no < of a stranger is in it (T14, T15, F30)',
    async ({ answer }) => {
      for (const links of [true, false]) {
        for (const times of [1, 40]) {
          const said = await renderer(links).say(ADMIN, poisoned(answer, times), [1, 2, 3, 4])
          expect(Buffer.byteLength(said)).toBeLessThanOrEqual(2_047)
          expect(said.replaceAll(OWN_LINK, '$1')).not.toMatch(/[<>\u202e]/)
          if (!links) expect(said).not.toMatch(/<a /)
        }
      }
    },
  )

  it.each(kinds)('$kind has no sentence of the other language in it', async ({ answer }) => {
    const said = (await renderer(false).say(ADMIN, answer)).replaceAll(/["「][^"「」]*["」]/g, '')
    if (language === 'zh')
      expect(said.replaceAll(/https?:\S+|\S*_\S*/g, '')).not.toMatch(/[a-z]{3,} [a-z]{2,} [a-z]{2,}/)
  })
})

describe('an answer whose names can not be read', () => {
  const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
  const ANSWER: Answer = { kind: 'superseded', openid: P }
  const failing = (error: Error): Renderer => {
    const book = { namesOf: () => Promise.reject(error) } as Partial<PeopleBook> as PeopleBook
    return new Renderer({ admins, languages, people: book, pageCache, links: false, commands: new Map() })
  }

  it('calls everybody by their openid while the store is away (F20)', async () => {
    await admins.setLanguage(ADMIN, 'zh')
    expect(await failing(new StoreUnavailableError(new Error('locked'))).say(ADMIN, ANSWER)).toContain('oDF3…CM58')
  })

  it('hides no defect', async () => {
    await expect(failing(new Error('a defect')).say(ADMIN, ANSWER)).rejects.toThrow('a defect')
  })
})
