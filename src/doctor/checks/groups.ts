import { z } from 'zod'
import * as CONSOLE from '../consoles.ts'
import { fail, leftOut, ok, type Finding } from '../finding.ts'
import type { Platform } from '../platform.ts'
import { attempt, isForbidden, isGone, toAilment } from '../trouble.ts'

const COUNTED = z.array(z.object({ id: z.number(), name: z.string(), count: z.number() }))
const GROUPS = z.object({ groups: COUNTED })
const TAGS = z.object({ tags: COUNTED })

/** Whether the account may work with groups, whether the API that is used for it is served, and what it lists. */
export async function checkGroups(platform: Platform): Promise<Finding[]> {
  const [groups, tags] = await Promise.all([
    attempt(platform.get(GROUPS, '/cgi-bin/groups/get')),
    attempt(platform.get(TAGS, '/cgi-bin/tags/get')),
  ])
  const tagsServed = !('error' in tags)
  if (!('error' in groups)) {
    const followers = groups.groups.reduce((sum, { count }) => sum + count, 0)
    const { length } = groups.groups
    return [
      ok('permissions', '可以管理用户', 'the account may manage its followers'),
      ok('backend', '分组接口有应答', 'the group API is served'),
      ok('groups', `${length} 个分组，${followers} 人`, `${length} groups, ${followers} followers`),
    ]
  }
  const { error } = groups
  if (isForbidden(error) && !tagsServed) return [noPermission(error), ...left('permissions')]
  if (isForbidden(error) || isGone(error)) return [...mayOrNot(tagsServed), notServed(error, tagsServed), leftGroups()]
  const { errcode, ...ailment } = toAilment(error)
  const number = errcode === null ? '' : ` (${errcode})`
  return [
    ...mayOrNot(tagsServed),
    leftOut('backend', '分组接口这次没有应答', 'the group API did not answer this time'),
    fail('groups', { title: { zh: `列不出分组${number}`, en: `the groups can not be listed${number}` }, ...ailment }),
  ]
}

function noPermission(error: unknown): Finding {
  const { errcode, next, console } = toAilment(error)
  return fail('permissions', {
    title: {
      zh: `本号没有用户管理权限（${errcode ?? ''}），移动等命令都不会成功`,
      en: `the account may not manage its followers (${errcode ?? ''}): no move will succeed`,
    },
    cause: {
      zh: '未认证的公众号没有这些接口，或凭证属于另一种账号',
      en: 'an account that is not verified does not have these interfaces, or the token is of another kind of account',
    },
    next,
    console,
  })
}

function notServed(error: unknown, tagsServed: boolean): Finding {
  const { cause } = toAilment(error)
  return fail('backend', {
    title: { zh: '微信不对本号提供分组接口', en: 'WeChat does not serve the group API to this account' },
    cause,
    next: tagsServed
      ? {
          zh: '标签接口有应答：用支持标签接口的版本，并设置 WECHAT_BACKEND=tags。',
          en: 'The tag API is served: use a version that works on it, with WECHAT_BACKEND=tags.',
        }
      : {
          zh: '在接口权限里查看用户管理，必要时向微信提工单。',
          en: 'Look at 用户管理 among the permissions in the console, and ask WeChat if need be.',
        },
    console: CONSOLE.PERMISSIONS,
  })
}

function mayOrNot(tagsServed: boolean): Finding[] {
  if (tagsServed) return [ok('permissions', '可以管理用户', 'the account may manage its followers')]
  return [leftOut('permissions', '两种接口都没有应答', 'neither API answered')]
}

function left(after: 'permissions'): Finding[] {
  const because = { zh: '没有权限，无从检查', en: `nothing can be found out without ${after}` }
  return (['backend', 'groups'] as const).map((name) => leftOut(name, because.zh, because.en))
}

function leftGroups(): Finding {
  return leftOut('groups', '没有分组接口，无从检查', 'nothing can be listed without the group API')
}
