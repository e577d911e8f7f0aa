import { z } from 'zod'
import type { Page } from '../../domain/listing.ts'
import type { Priority } from '../../domain/verdict.ts'
import type { Endpoint, WechatClient } from '../client.ts'
import { count, known, listOf, number, openidPage, text } from './shapes.ts'

/** Most a call takes: the page says 100, the platform's staff 50. */
export const BATCH_INFO_LIMIT = 50

const USER = z.object({
  /** 0: does not follow, and then only the openid means anything. undefined: not told. */
  subscribe: known(count),
  openid: z.string().min(1),
  groupid: known(count),
  tagid_list: known(listOf(count)),
  remark: known(text),
  /** Seconds. */
  subscribe_time: known(number),
  /** How they came, ADD_SCENE_…, and the scene of the code if by one. */
  subscribe_scene: known(text),
  qr_scene_str: known(text),
})

export type UserInfo = z.infer<typeof USER>

const BATCH_INFO: Endpoint<{ user_info_list?: UserInfo[] | undefined }> = {
  method: 'POST',
  path: '/cgi-bin/user/info/batchget',
  changes: false,
  repeatable: true,
  answer: z.object({ user_info_list: known(listOf(USER)) }),
}

const FOLLOWERS: Endpoint<FollowersPage> = {
  method: 'GET',
  path: '/cgi-bin/user/get',
  changes: false,
  repeatable: true,
  answer: openidPage,
}

const REMARK: Endpoint<unknown> = {
  method: 'POST',
  path: '/cgi-bin/user/info/updateremark',
  changes: true,
  repeatable: true,
  answer: z.unknown(),
}

export type FollowersPage = Page

export interface UsersApi {
  /** Followers, at most 10,000 a page, from `next` on. */
  followers(next: string, priority?: Priority): Promise<FollowersPage>
  /** Writes 备注, of fewer than 30 bytes (40092); an empty one takes it away. */
  remark(openid: string, remark: string): Promise<void>
  /**
   * At most 50 openids, named when the call's turn has come; a foreign one makes the platform refuse them all (40003). Whoever
   * could not be read is left out.
   */
  batchInfo(take: () => readonly string[], priority?: Priority): Promise<UserInfo[]>
}

export function createUsersApi(client: WechatClient): UsersApi {
  return {
    followers: (next, priority) =>
      client.call(FOLLOWERS, { query: next === '' ? {} : { next_openid: next } }, priority),
    async remark(openid, remark) {
      await client.call(REMARK, { body: { openid, remark } })
    },
    async batchInfo(take, priority) {
      const choose = () => ({
        endpoint: BATCH_INFO,
        input: { body: { user_list: take().map((openid) => ({ openid, lang: 'zh_CN' })) } },
      })
      return (await client.callLate(BATCH_INFO, choose, priority)).user_info_list ?? []
    },
  }
}

/** Whether the answer says anything of this one but who it is. An entry that does not is as good as none. */
export function isTold({ subscribe, groupid, tagid_list: tagids }: UserInfo): boolean {
  return subscribe !== undefined || groupid !== undefined || tagids !== undefined
}

/** Of whom it is told where they are, but not whether they follow, follows. */
export function follows({ subscribe }: UserInfo): boolean {
  return subscribe !== 0
}

export interface Details {
  readonly remark: string | null
  readonly subscribedAt: number | null
  /** How they came to follow: the platform's word, and the scene of the code they scanned, if any. */
  readonly source: { readonly scene: string; readonly code: string } | null
}

/** What the platform tells of a follower besides where they are. */
export function detailsOf(info: UserInfo): Details {
  return {
    remark: info.remark === undefined || info.remark === '' ? null : info.remark,
    subscribedAt: info.subscribe_time === undefined ? null : info.subscribe_time * 1000,
    source: info.subscribe_scene === undefined ? null : { scene: info.subscribe_scene, code: info.qr_scene_str ?? '' },
  }
}
