import { nextShanghaiMidnight } from '../domain/clock.ts'
import type { Answer } from '../domain/answer.ts'
import { FenzuError, type Hint } from '../domain/errors.ts'
import { InterfaceStoppedError } from '../dispatch/errors.ts'
import { StoreUnavailableError } from '../store/errors.ts'
import {
  BLAMING_ERRCODES,
  NO_SUCH_GROUP_ERRCODES,
  NOT_FOLLOWING_ERRCODES,
  UNKNOWN_OPENID_ERRCODES,
} from '../wechat/errcodes.ts'
import { AnsweredNoError, UnreadableAnswerError } from '../wechat/errors.ts'

/** Whether the platform says that there is no group with this id. */
export function saysNoSuchGroup(error: unknown): boolean {
  return error instanceof AnsweredNoError && NO_SUCH_GROUP_ERRCODES.has(error.errcode)
}

/** Whether today's quota of the interface is spent, as told now or earlier. */
export function saysQuotaSpent(error: unknown): boolean {
  if (error instanceof InterfaceStoppedError) return error.reason === 'day-quota'
  return error instanceof AnsweredNoError && error.kind === 'day-quota'
}

/** Whether a call for several followers may have been refused because of one of them. */
export function blamesOneOfThem(error: unknown): boolean {
  return error instanceof AnsweredNoError && BLAMING_ERRCODES.has(error.errcode)
}

/** The error of whoever the platform was asked about and said nothing of. */
export function saysNothing(): Error {
  return new NothingTold('/cgi-bin/user/info/batchget', 'nothing about this follower')
}

class NothingTold extends UnreadableAnswerError {}

/** Whether a look-up failed for one follower and for nobody else. */
export function concernsOne(error: unknown): boolean {
  return blamesOneOfThem(error) || error instanceof NothingTold
}

/** Whether this is a mistake in our own code, and no failure of the platform, the store or the way there. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof FenzuError)
}

/** Whether the change may have been made although the call failed: then only the platform can tell. */
export function mayHaveHappened(error: unknown): boolean {
  return error instanceof Error && 'mayHaveHappened' in error && error.mayHaveHappened === true
}

/** What a failed call means to the admin, as a fact; undefined when it is a defect of ours and not a failure of anybody's. */
export function toFailureAnswer(error: unknown, now: number, openid: string | null = null): Answer | undefined {
  if (error instanceof StoreUnavailableError) return { kind: 'store-down' }
  if (error instanceof InterfaceStoppedError) {
    if (error.reason === 'day-quota')
      return { kind: 'quota-spent', interfaceName: quotaHint(error.interfaceName), untilAt: error.untilAt }
    return toFailureAnswer(error.refusal, now, openid)
  }
  if (error instanceof AnsweredNoError) {
    if (openid !== null && UNKNOWN_OPENID_ERRCODES.has(error.errcode)) return { kind: 'unknown-openid', openid }
    if (openid !== null && NOT_FOLLOWING_ERRCODES.has(error.errcode)) return { kind: 'not-following', openid }
    if (error.kind === 'day-quota') {
      return { kind: 'quota-spent', interfaceName: quotaHint(error.path), untilAt: nextShanghaiMidnight(now) }
    }
    return { kind: 'platform-failed', errcode: error.errcode, hint: hintOf(error), rid: error.rid ?? null }
  }
  if (error instanceof FenzuError) {
    const errcode = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null
    return { kind: 'platform-failed', errcode, hint: hintOf(error), rid: null }
  }
  return undefined
}

function hintOf(error: FenzuError): Hint {
  return error.hint ?? { zh: '微信接口没有正常应答。', en: "WeChat's API did not answer properly." }
}

/** The name of an interface as WeChat's quota table has it. */
const INTERFACE_NAMES: Readonly<Record<string, Hint>> = {
  '/cgi-bin/groups/create': { zh: '创建分组', en: 'creating groups' },
  '/cgi-bin/groups/get': { zh: '获取分组', en: 'listing groups' },
  '/cgi-bin/groups/getid': { zh: '查询所在分组', en: "asking a follower's group" },
  '/cgi-bin/groups/update': { zh: '修改分组名', en: 'renaming groups' },
  '/cgi-bin/groups/members/update': { zh: '移动用户分组', en: 'moving followers' },
  '/cgi-bin/groups/members/batchupdate': { zh: '批量移动用户分组', en: 'moving followers in batches' },
  '/cgi-bin/groups/delete': { zh: '删除分组', en: 'deleting groups' },
  '/cgi-bin/tags/create': { zh: '创建标签', en: 'creating tags' },
  '/cgi-bin/tags/get': { zh: '获取标签', en: 'listing tags' },
  '/cgi-bin/tags/update': { zh: '编辑标签', en: 'renaming tags' },
  '/cgi-bin/tags/delete': { zh: '删除标签', en: 'deleting tags' },
  '/cgi-bin/tags/members/batchtagging': { zh: '批量打标签', en: 'tagging followers' },
  '/cgi-bin/tags/members/batchuntagging': { zh: '批量取消标签', en: 'untagging followers' },
  '/cgi-bin/tags/members/batchblacklist': { zh: '拉黑用户', en: 'blacklisting followers' },
  '/cgi-bin/tags/members/batchunblacklist': { zh: '取消拉黑', en: 'taking followers off the blacklist' },
  '/cgi-bin/user/info': { zh: '查询用户', en: 'asking about followers' },
  '/cgi-bin/user/info/batchget': { zh: '查询用户', en: 'asking about followers' },
}

function quotaHint(path: string): Hint {
  return INTERFACE_NAMES[path] ?? { zh: path, en: path }
}
