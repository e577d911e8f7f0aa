import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../../src/domain/clock.ts'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { PeopleBook } from '../../../src/people/book.ts'
import { openSqliteStore } from '../../../src/store/sqlite/open.ts'
import type { World } from '../../support/stage.ts'

/** Group by number; whoever is not here is in 未分组. */
export const PLACES: Readonly<Record<number, number>> = {
  7: 102,
  8: 102,
  10: 104,
  11: 108,
  12: 108,
  13: 106,
  16: 102,
  18: 104,
  19: 108,
  20: 107,
  21: 1,
}
export const ALIASES: Readonly<Record<number, string>> = {
  3: '李姐',
  7: '小王',
  9: 'Tom',
  11: '老王',
  14: '王丽',
  15: '张三',
  16: '张三丰',
  19: 'Amy',
  20: '阿强',
}
export const REMARKS: Readonly<Record<number, string>> = {
  17: '小李',
  18: '陈老师',
  22: '王经理',
  23: '小陈',
  24: '小陈',
}

type Api = (path: string, body: object) => Promise<unknown>

/** On tags only the blacklist is a group. */
function placeOf(number: number, backend: 'groups' | 'tags'): { group: number; tags: readonly number[] } {
  const place = PLACES[number] ?? 0
  if (backend === 'groups') return { group: place, tags: [] }
  return place <= 1 ? { group: place, tags: [] } : { group: 0, tags: [place] }
}

async function inParts(openids: readonly string[], work: (part: readonly string[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < openids.length; at += MOST_IN_ONE_CALL) await work(openids.slice(at, at + MOST_IN_ONE_CALL))
}

const MOST_IN_ONE_CALL = 20

/** The small world of the natural texts: its store as a file to copy, and its followers in the simulated platform. */
export class NaturalWorld {
  readonly openids: readonly string[]
  readonly #folder = mkdtempSync(join(tmpdir(), 'fenzu-natural-'))
  #copies = 0

  private constructor(openids: readonly string[]) {
    this.openids = openids
  }

  /** `world` is the first world of the sandbox. */
  static async create(world: World, backend: 'groups' | 'tags'): Promise<NaturalWorld> {
    const made = new NaturalWorld(world.followers.map(({ openid }) => openid))
    await made.#writeTemplate(backend)
    return made
  }

  openid(number: number): string {
    return this.openids[number - 1] ?? ''
  }

  /** A copy of the store in which everybody has a number and nobody has said anything. */
  copyStore(): string {
    this.#copies += 1
    const path = join(this.#folder, `${this.#copies}.db`)
    copyFileSync(join(this.#folder, 'template.db'), path)
    return `sqlite:${path}`
  }

  /** Puts everybody where the texts have them. */
  async arrange({ followers }: World, backend: 'groups' | 'tags', api: Api): Promise<void> {
    const wanted = followers.map((follower, at) => ({ ...follower, ...placeOf(at + 1, backend) }))
    const moving = wanted.filter(({ group }, at) => followers[at]?.groupid !== group)
    for (const [to_groupid, some] of Map.groupBy(moving, ({ group }) => group)) {
      const openid_list = some.map(({ openid }) => openid)
      await inParts(openid_list, (part) => api('groups/members/batchupdate', { openid_list: part, to_groupid }))
    }
    const tags = (path: string, pick: (one: (typeof wanted)[number]) => readonly number[]) =>
      Promise.all(
        [
          ...Map.groupBy(
            wanted.flatMap((one) => pick(one).map((tagid) => ({ tagid, ...one }))),
            ({ tagid }) => tagid,
          ),
        ].map(([tagid, some]) =>
          inParts(
            some.map(({ openid }) => openid),
            (openid_list) => api(path, { openid_list, tagid }),
          ),
        ),
      )
    await tags('tags/members/batchuntagging', ({ tags: own, tagid_list }) =>
      tagid_list.filter((id) => !own.includes(id)),
    )
    await tags('tags/members/batchtagging', ({ tags: own, tagid_list }) => own.filter((id) => !tagid_list.includes(id)))
    for (const [at, { openid, remark }] of followers.entries()) {
      const own = REMARKS[at + 1] ?? ''
      if (remark !== own) await api('user/info/updateremark', { openid, remark: own })
    }
  }

  async #writeTemplate(backend: 'groups' | 'tags'): Promise<void> {
    const path = join(this.#folder, 'template.db')
    const store = await openSqliteStore({ path, appid: SANDBOX_ACCOUNT.appid, clock: systemClock })
    const events = { contactsNotWritten: () => undefined }
    const people = await PeopleBook.open(store.people, systemClock, { lastTexts: true, events })
    await people.import(
      this.openids.map((openid, at) => {
        const place = PLACES[at + 1] ?? 0
        const groups = backend === 'tags' && place === 0 ? [] : [place]
        return { openid, remark: REMARKS[at + 1] ?? null, groups }
      }),
    )
    for (const [number, alias] of Object.entries(ALIASES)) await people.setAlias(this.openid(Number(number)), alias)
    const asked = this.openids.length
    await store.syncStates.write({ phase: 'done', next: '', asked, total: asked, startedAt: systemClock.now() })
    await store.close()
    const database = new DatabaseSync(path)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE')
    database.close()
  }
}
