import { z } from 'zod'
import type { Page } from '../../domain/listing.ts'
import type { Priority } from '../../domain/verdict.ts'
import type { Endpoint, WechatClient } from '../client.ts'
import { groupList, made, openidPage, type ListedGroups } from './shapes.ts'

/** The tag API (用户标签, cgi-bin/tags/*; developers.weixin.qq.com, User tag management) and the blacklist beside it. */

const NOTHING = z.unknown()
const changing = (path: string, repeatable: boolean): Endpoint<unknown> => ({
  method: 'POST',
  path,
  changes: true,
  repeatable,
  answer: NOTHING,
})

const CREATE: Endpoint<{ tag: z.infer<typeof made> }> = {
  ...changing('/cgi-bin/tags/create', false),
  answer: z.object({ tag: made }),
}
const LIST: Endpoint<{ tags: ListedGroups }> = {
  method: 'GET',
  path: '/cgi-bin/tags/get',
  changes: false,
  repeatable: true,
  answer: z.object({ tags: groupList }),
}
const RENAME = changing('/cgi-bin/tags/update', true)
/** Not repeatable: the second time the platform says that there is no such tag, which would hide the success of the first. */
const REMOVE = changing('/cgi-bin/tags/delete', false)
const TAG = changing('/cgi-bin/tags/members/batchtagging', true)
const UNTAG = changing('/cgi-bin/tags/members/batchuntagging', true)
const BLACKLIST = changing('/cgi-bin/tags/members/batchblacklist', true)
const UNBLACKLIST = changing('/cgi-bin/tags/members/batchunblacklist', true)

export type OpenidPage = Page

const listing = (path: string): Endpoint<OpenidPage> => ({
  method: 'POST',
  path,
  changes: false,
  repeatable: true,
  answer: openidPage,
})
const CARRIERS = listing('/cgi-bin/user/tag/get')
const BLACKLISTED = listing('/cgi-bin/tags/members/getblacklist')

export interface TagsApi {
  create(name: string): Promise<{ id: number; name: string }>
  list(priority?: Priority): Promise<ListedGroups>
  rename(id: number, name: string): Promise<void>
  remove(id: number): Promise<void>
  /** At most 50 openids, named when the call's turn has come; in a list, those who do not follow are skipped in silence. */
  tag(take: () => readonly string[], id: number): Promise<void>
  untag(take: () => readonly string[], id: number): Promise<void>
  /** At most 20 openids. */
  blacklist(take: () => readonly string[]): Promise<void>
  unblacklist(take: () => readonly string[]): Promise<void>
  /** Who carries a tag, at most 10,000 a page, from `next` on. */
  carriers(id: number, next: string): Promise<OpenidPage>
  /** Who is on the blacklist, in pages of the same size. */
  blacklisted(next: string): Promise<OpenidPage>
}

export function createTagsApi(client: WechatClient): TagsApi {
  const change = async (endpoint: Endpoint<unknown>, take: () => readonly string[], fields: object): Promise<void> => {
    await client.callLate(endpoint, () => ({ endpoint, input: { body: { openid_list: take(), ...fields } } }))
  }
  return {
    async create(name) {
      const { tag } = await client.call(CREATE, { body: { tag: { name } } })
      return { id: tag.id, name: tag.name ?? name }
    },
    list: async (priority) => (await client.call(LIST, {}, priority)).tags,
    async rename(id, name) {
      await client.call(RENAME, { body: { tag: { id, name } } })
    },
    async remove(id) {
      await client.call(REMOVE, { body: { tag: { id } } })
    },
    tag: (take, id) => change(TAG, take, { tagid: id }),
    untag: (take, id) => change(UNTAG, take, { tagid: id }),
    blacklist: (take) => change(BLACKLIST, take, {}),
    unblacklist: (take) => change(UNBLACKLIST, take, {}),
    carriers: (id, next) => client.call(CARRIERS, { body: { tagid: id, next_openid: next } }),
    blacklisted: (next) => client.call(BLACKLISTED, { body: { begin_openid: next } }),
  }
}
