import { isSystemGroup } from '../domain/group.ts'
import { Listing } from '../domain/listing.ts'
import type { GroupsApi } from '../wechat/api/groups.ts'
import type { TagsApi } from '../wechat/api/tags.ts'
import { BATCH_INFO_LIMIT, type UserInfo, type UsersApi } from '../wechat/api/users.ts'

/** Openids a tagging call takes, and bytes of a tag's name (errcodes 40032, 45158). */
const TAGGING_LIMIT = 50
const NAME_BYTES = 30

export interface Migrated {
  /** Tags that were made, or would be. */
  readonly made: readonly { readonly id: number | null; readonly name: string }[]
  /** Groups whose name no tag can have. */
  readonly tooLong: readonly string[]
  readonly followers: number
  /** Followers who were tagged, or would be. */
  readonly tagged: number
  readonly already: number
  readonly inNoGroup: number
  /** Ids of the tags that stand for groups now; a dry run knows those that are there already. */
  readonly tagids: readonly number[]
}

export interface MigrationApis {
  readonly groups: GroupsApi
  readonly tags: TagsApi
  readonly users: UsersApi
}

/**
 * Carries an account's groups over to tags: makes a tag for each group of one's own that has none of its name, and tags
 * everybody in the group, fifty a call. Nothing is ever deleted or taken away. It can be stopped and begun again at any
 * time: who carries the tag already is left alone. With `dryRun` it only counts.
 */
export async function migrate(
  { groups, tags, users }: MigrationApis,
  dryRun: boolean,
  progress: (done: number, all: number) => void,
): Promise<Migrated> {
  const own = (await groups.list()).filter(({ id }) => !isSystemGroup(id))
  const tagOf = new Map((await tags.list()).groups.map(({ id, name }) => [name, id]))
  const fitting = own.filter(({ name }) => Buffer.byteLength(name) <= NAME_BYTES)
  const made: { id: number | null; name: string }[] = []
  for (const { name } of fitting) {
    if (tagOf.has(name) || made.some((tag) => tag.name === name)) continue
    const id = dryRun ? null : (await tags.create(name)).id
    made.push({ id, name })
    if (id !== null) tagOf.set(name, id)
  }
  const targetOf = new Map(fitting.map(({ id, name }) => [id, tagOf.get(name) ?? null]))
  const counts = { followers: 0, tagged: 0, already: 0, inNoGroup: 0 }
  for await (const { openids, total } of pagesOf(users)) {
    const waiting = new Map<number, string[]>()
    for (let at = 0; at < openids.length; at += BATCH_INFO_LIMIT) {
      const chunk = openids.slice(at, at + BATCH_INFO_LIMIT)
      for (const info of await users.batchInfo(() => chunk)) count(info, targetOf, counts, waiting)
      if (!dryRun) for (const [tagid, all] of waiting) if (all.length >= TAGGING_LIMIT) await tagSome(tags, tagid, all)
      counts.followers += chunk.length
      progress(counts.followers, total)
    }
    if (!dryRun) for (const [tagid, all] of waiting) while (all.length > 0) await tagSome(tags, tagid, all)
  }
  const tooLong = own.filter((group) => !fitting.includes(group)).map(({ name }) => name)
  const tagids = [...new Set([...targetOf.values()].filter((id) => id !== null))]
  return { made, tooLong, ...counts, tagids }
}

function count(
  { openid, subscribe, groupid = 0, tagid_list: carried = [] }: UserInfo,
  targetOf: ReadonlyMap<number, number | null>,
  counts: { tagged: number; already: number; inNoGroup: number },
  waiting: Map<number, string[]>,
): void {
  const tagid = targetOf.get(groupid)
  if (subscribe !== 1 || tagid === undefined) counts.inNoGroup += 1
  else if (tagid !== null && carried.includes(tagid)) counts.already += 1
  else {
    counts.tagged += 1
    if (tagid !== null) waiting.set(tagid, [...(waiting.get(tagid) ?? []), openid])
  }
}

async function tagSome(tags: TagsApi, tagid: number, all: string[]): Promise<void> {
  const some = all.splice(0, TAGGING_LIMIT)
  await tags.tag(() => some, tagid)
}

async function* pagesOf(users: UsersApi): AsyncGenerator<{ openids: readonly string[]; total: number }> {
  let next = ''
  const listing = new Listing()
  for (let goesOn = true; goesOn;) {
    const page = await users.followers(next)
    if (page.openids.length === 0) return
    yield { openids: page.openids, total: page.total ?? page.openids.length }
    goesOn = listing.goesOn(next, page)
    next = page.next
  }
}
