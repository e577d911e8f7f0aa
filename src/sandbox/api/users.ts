import type { WorldFollower } from '../first-world.ts'
import { Refusal } from '../refusal.ts'
import { isObject, knownFollower, openidPageBody, pageOfOpenids } from './arguments.ts'
import { DONE, get, post } from './endpoint.ts'
import type { Family } from './endpoint.ts'

const OPENIDS_A_PAGE = 10_000
/** The page says 100; the platform's staff say 50, and 50 is what always works. */
const LARGEST_BATCH = 50
/** A remark must stay below this many UTF-8 bytes. */
const REMARK_BYTES = 30

/** developers.weixin.qq.com, User management: follower list, basic information, remark. */
export const usersApi: Family = {
  '/cgi-bin/user/get': get(({ query }, { world }) => {
    const page = pageOfOpenids(world, world.following, query.get('next_openid'), OPENIDS_A_PAGE)
    return { total: world.following.size, ...openidPageBody(page) }
  }),

  '/cgi-bin/user/info': get(({ query }, { world }) => {
    return userInfo(knownFollower(world, query.get('openid')), query.get('lang'))
  }),

  '/cgi-bin/user/info/batchget': post(({ body }, { world }) => {
    const list = body['user_list']
    if (!Array.isArray(list)) throw new Refusal(40031)
    if (list.length === 0 || list.length > LARGEST_BATCH) throw new Refusal(40032)
    const wanted: unknown[] = list
    const infos = wanted.map((entry) => {
      const { openid, lang } = isObject(entry) ? entry : {}
      return userInfo(knownFollower(world, openid), lang)
    })
    return { user_info_list: infos }
  }),

  '/cgi-bin/user/info/updateremark': post(({ body }, { world }) => {
    const follower = knownFollower(world, body['openid'])
    if (!follower.subscribe) throw new Refusal(43004)
    const remark = body['remark']
    if (typeof remark !== 'string' || Buffer.byteLength(remark) >= REMARK_BYTES) throw new Refusal(40092)
    world.remark(follower, remark)
    return DONE
  }),
}

/** Names and pictures are no longer told (since 2021-12-27); of somebody who does not follow nothing is. */
function userInfo(follower: WorldFollower, lang: unknown): object {
  if (!follower.subscribe) return { subscribe: 0, openid: follower.openid, tagid_list: [] }
  return {
    subscribe: 1,
    openid: follower.openid,
    nickname: '',
    sex: 0,
    language: typeof lang === 'string' && lang !== '' ? lang : 'zh_CN',
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    subscribe_time: follower.subscribedAt,
    remark: follower.remark,
    groupid: follower.groupid,
    tagid_list: follower.tagIds,
    subscribe_scene: 'ADD_SCENE_QR_CODE',
    qr_scene: 0,
    qr_scene_str: follower.scene ?? '',
  }
}
