import { PRIORITY } from '../domain/verdict.ts'
import { createCodesApi, type QrCode } from '../wechat/api/codes.ts'
import { createQuotaApi, type Quota } from '../wechat/api/quota.ts'
import type { FollowersPage, UsersApi } from '../wechat/api/users.ts'
import type { WechatClient } from '../wechat/client.ts'
import { NO_PERMISSION_ERRCODE } from '../wechat/errcodes.ts'
import { AnsweredNoError, UnreadableAnswerError } from '../wechat/errors.ts'
import type { GroupBackend } from './backend.ts'

/** A 备注 must stay below this many UTF-8 bytes (developers.weixin.qq.com, user/info/updateremark; errcode 40092 beyond). */
export const REMARK_BYTES = 30

const LOOKUP_PATH = '/cgi-bin/user/info/batchget'
const MOVE_PATHS = {
  groups: '/cgi-bin/groups/members/update',
  tags: '/cgi-bin/tags/members/batchtagging',
} as const

export type RemarkEnd = 'written' | 'too-long' | 'refused'

export interface AccountState {
  /** Today's use of the calls that move, and of those that look up; null when the platform does not tell. */
  readonly moves: Quota | null
  readonly lookups: Quota | null
  /** The platform's clock minus this machine's, in ms, as its last answer told it (to a second); null before the first. */
  readonly clockOffsetMs: number | null
}

/** What can be asked and told of the account beside its groups. Methods throw the WeChat client's errors. */
export interface Account {
  /** Openids of followers, at most 10,000 a page, from `next` on; whenever nobody else wants to call. */
  followers(next: string): Promise<FollowersPage>
  /**
   * Writes the 备注 of a follower. `refused` when the account may not (48001, a spent quota): then it is kept here alone.
   * Throws when the follower is not one, or nobody answers.
   */
  remark(openid: string, remark: string): Promise<RemarkEnd>
  /** Makes a QR code of a text scene, for so many days or (null) for good; undefined when the account may make none (48001). */
  qrCode(scene: string, days: number | null): Promise<QrCode | undefined>
  state(): Promise<AccountState>
}

export function createAccount(client: WechatClient, users: UsersApi, backend: GroupBackend): Account {
  const quotas = createQuotaApi(client)
  const codes = createCodesApi(client)
  const quotaOf = (path: string): Promise<Quota | null> =>
    quotas.of(path).catch((error: unknown) => {
      if (error instanceof AnsweredNoError || error instanceof UnreadableAnswerError) return null
      throw error
    })
  return {
    followers: (next) => users.followers(next, PRIORITY.background),
    async remark(openid, remark) {
      if (Buffer.byteLength(remark) >= REMARK_BYTES) return 'too-long'
      try {
        await users.remark(openid, remark)
        return 'written'
      } catch (error) {
        if (error instanceof AnsweredNoError && error.kind !== 'admin-input') return 'refused'
        throw error
      }
    },
    async qrCode(scene, days) {
      try {
        return await codes.create(scene, days)
      } catch (error) {
        if (error instanceof AnsweredNoError && error.errcode === NO_PERMISSION_ERRCODE) return undefined
        throw error
      }
    },
    async state() {
      await backend.ready()
      const [moves, lookups] = await Promise.all([quotaOf(MOVE_PATHS[backend.capabilities.name]), quotaOf(LOOKUP_PATH)])
      return { moves, lookups, clockOffsetMs: client.clockOffsetMs }
    },
  }
}
