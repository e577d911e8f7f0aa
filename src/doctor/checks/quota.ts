import { z } from 'zod'
import { QUOTA } from '../../wechat/api/quota.ts'
import * as CONSOLE from '../consoles.ts'
import { fail, ok, warn, type Finding } from '../finding.ts'
import type { PlatformProbe } from '../platform.ts'
import { attempt, toAilment } from '../trouble.ts'
import type { GroupingApi } from './groups.ts'

const ANSWER = z.object({ quota: QUOTA })

/** The interfaces that commands use most, moving first, and those with few calls a day. */
const METERED: Readonly<Record<GroupingApi, readonly string[]>> = {
  groups: [
    '/cgi-bin/groups/members/update',
    '/cgi-bin/groups/members/batchupdate',
    '/cgi-bin/groups/get',
    '/cgi-bin/groups/create',
  ],
  tags: [
    '/cgi-bin/tags/members/batchtagging',
    '/cgi-bin/tags/members/batchuntagging',
    '/cgi-bin/tags/get',
    '/cgi-bin/tags/create',
  ],
}
const METERED_ALWAYS = ['/cgi-bin/user/info/batchget', '/cgi-bin/message/custom/send']
const SCARCE = 0.1

/** What is left of today's quotas, of the interfaces that work on this API. */
export async function checkQuota(platform: PlatformProbe, api: GroupingApi): Promise<Finding> {
  const asked = await Promise.all(
    [...METERED[api], ...METERED_ALWAYS].map(async (path) => ({
      path,
      answer: await attempt(platform.post(ANSWER, '/cgi-bin/openapi/quota/get', { cgi_path: path })),
    })),
  )
  const known = asked.flatMap(({ path, answer }) => ('error' in answer ? [] : [{ path, ...answer.quota }]))
  const [first] = asked
  if (known.length === 0 && first !== undefined && 'error' in first.answer) return notTold(first.answer.error)
  const spent = known.filter(({ remain }) => remain <= 0)
  const scarce = known.filter(({ remain, daily_limit: limit }) => remain > 0 && remain < limit * SCARCE)
  const list = (some: typeof known) =>
    some.map(({ path, remain, daily_limit: limit }) => `${path} ${remain}/${limit}`).join(', ')
  const { next, console } = QUOTA_REMEDY
  if (spent.length > 0)
    return fail('quota', {
      title: { zh: '今天的额度用完了', en: "today's quota is spent" },
      cause: { zh: list(spent), en: list(spent) },
      next,
      console,
    })
  if (scarce.length > 0)
    return warn('quota', {
      title: { zh: '今天的额度快用完了', en: "today's quota is nearly spent" },
      cause: { zh: list(scarce), en: list(scarce) },
      next,
      console,
    })
  const moves = known.find(({ path }) => path === METERED[api][0])
  const left = moves === undefined ? '' : ` ${moves.remain}/${moves.daily_limit}`
  return ok('quota', `移动${left}`, `moves${left}`)
}

const QUOTA_REMEDY = {
  next: {
    zh: '等到 00:00（北京时间）；看看是否有别的程序在用同一个公众号的接口。急用可在后台清零，每月 10 次。',
    en: 'Wait until 00:00 in Beijing, and see whether another program uses the API of this account. In a hurry, clear it in the console, ten times a month at most.',
  },
  console: CONSOLE.PERMISSIONS,
}

function notTold(error: unknown): Finding {
  const { errcode, ...ailment } = toAilment(error)
  const number = errcode === null ? '' : ` (${errcode})`
  return warn('quota', {
    title: { zh: `查不到额度${number}`, en: `the quota can not be looked up${number}` },
    ...ailment,
  })
}
