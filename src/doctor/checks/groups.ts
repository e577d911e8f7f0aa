import { z } from 'zod'
import type { SingleConfig } from '../../config/config.ts'
import type { Hint } from '../../domain/errors.ts'
import type { Group } from '../../domain/group.ts'
import { groupList } from '../../wechat/api/shapes.ts'
import { isInterfaceRefused } from '../../wechat/errors.ts'
import * as CONSOLE from '../consoles.ts'
import { fail, leftOut, ok, warn, type Finding } from '../finding.ts'
import type { PlatformProbe } from '../platform.ts'
import { attempt, isForbidden, toAilment } from '../trouble.ts'

/** Which of the platform's two interfaces followers are grouped by. */
export type GroupingApi = 'groups' | 'tags'

type Listed = readonly Group[] | { readonly error: unknown }

const LISTS = {
  groups: {
    path: '/cgi-bin/groups/get',
    answer: z.object({ groups: groupList }).transform(({ groups }) => groups.groups),
  },
  tags: { path: '/cgi-bin/tags/get', answer: z.object({ tags: groupList }).transform(({ tags }) => tags.groups) },
}
const NAMES: Readonly<Record<GroupingApi, { readonly api: Hint; readonly them: Hint }>> = {
  groups: { api: { zh: '分组接口', en: 'group API' }, them: { zh: '分组', en: 'groups' } },
  tags: { api: { zh: '标签接口', en: 'tag API' }, them: { zh: '标签', en: 'tags' } },
}

/**
 * Whether the account may manage its followers, whether the API that the settings name (or `auto` would take) is served, and
 * what it lists. `api` is the one that commands would work on.
 */
export async function checkGroups(
  platform: PlatformProbe,
  { backend, managedTags }: Pick<SingleConfig, 'backend' | 'managedTags'>,
): Promise<{ readonly api: GroupingApi; readonly findings: Finding[] }> {
  const [groups, tags] = await Promise.all([list(platform, 'groups'), list(platform, 'tags')])
  const api = backend === 'auto' ? whatAutoTakes(tags) : backend
  const [own, other] = api === 'groups' ? [groups, tags] : [tags, groups]
  const findings =
    'error' in own
      ? unlisted(api, own.error, !('error' in other), backend)
      : [
          ok('permissions', '可以管理用户', 'the account may manage its followers'),
          served(api, backend),
          listed(api, own, managedTags),
        ]
  return { api, findings }
}

function list(platform: PlatformProbe, api: GroupingApi): Promise<Listed> {
  const { path, answer } = LISTS[api]
  return attempt(platform.get<readonly Group[]>(answer, path))
}

/** As the bot decides: for tags, unless the platform says that they are not for this account. */
function whatAutoTakes(tags: Listed): GroupingApi {
  return 'error' in tags && isInterfaceRefused(tags.error) ? 'groups' : 'tags'
}

function served(api: GroupingApi, backend: SingleConfig['backend']): Finding {
  const { zh, en } = NAMES[api].api
  const [byAutoZh, byAuto] = backend === 'auto' ? ['（auto 会选它）', ', which auto takes'] : ['', '']
  return ok('backend', `${zh}有应答${byAutoZh}`, `the ${en} is served${byAuto}`)
}

/** In groups each follower is counted once; of tags somebody may carry many or none, so their sum says nothing. */
function listed(api: GroupingApi, all: readonly Group[], named: SingleConfig['managedTags']): Finding {
  const { length } = all
  if (api === 'groups') {
    const followers = all.reduce((sum, { count }) => sum + (count ?? 0), 0)
    return ok('groups', `${length} 个分组，${followers} 人`, `${length} groups, ${followers} followers`)
  }
  const missing = named === '*' ? [] : named.filter((tagid) => !all.some(({ id }) => id === tagid))
  if (missing.length === 0) return ok('groups', `${length} 个标签`, `${length} tags`)
  return warn('groups', {
    title: { zh: 'WECHAT_MANAGED_TAGS 里有不存在的标签', en: 'WECHAT_MANAGED_TAGS names a tag that there is not' },
    cause: { zh: `本号没有 ${missing.join('、')}`, en: `the account has no ${missing.join(', ')}` },
    next: {
      zh: '核对编号（发「分组」可以看到），改正后重启。',
      en: 'Compare the ids (text 分组 to see them), put it right and restart.',
    },
  })
}

function unlisted(api: GroupingApi, error: unknown, otherServed: boolean, backend: SingleConfig['backend']): Finding[] {
  const refused = isForbidden(error) || isInterfaceRefused(error)
  if (isForbidden(error) && !otherServed) return [noPermission(error), ...nothingWithoutPermission()]
  const { zh, en } = NAMES[api].api
  if (refused)
    return [
      mayOrNot(otherServed),
      notServed(api, error, otherServed),
      leftOut('groups', `没有${zh}，无从检查`, `nothing can be listed without the ${en}`),
    ]
  const { errcode, ...ailment } = toAilment(error)
  const number = errcode === null ? '' : ` (${errcode})`
  const { them } = NAMES[api]
  const undecided = backend === 'auto' ? { zh: '，auto 无从选择', en: ', so auto can not choose' } : { zh: '', en: '' }
  return [
    mayOrNot(otherServed),
    leftOut('backend', `${zh}这次没有应答${undecided.zh}`, `the ${en} did not answer this time${undecided.en}`),
    fail('groups', {
      title: { zh: `列不出${them.zh}${number}`, en: `the ${them.en} can not be listed${number}` },
      ...ailment,
    }),
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

function notServed(api: GroupingApi, error: unknown, otherServed: boolean): Finding {
  const other = api === 'groups' ? 'tags' : 'groups'
  const { zh, en } = NAMES[other].api
  return fail('backend', {
    title: {
      zh: `微信不对本号提供${NAMES[api].api.zh}`,
      en: `WeChat does not serve the ${NAMES[api].api.en} to this account`,
    },
    cause: toAilment(error).cause,
    next: otherServed
      ? {
          zh: `${zh}有应答：设置 WECHAT_BACKEND=${other}，重启。`,
          en: `The ${en} is served: set WECHAT_BACKEND=${other} and restart.`,
        }
      : {
          zh: '在接口权限里查看用户管理，必要时向微信提工单。',
          en: 'Look at 用户管理 among the permissions in the console, and ask WeChat if need be.',
        },
    console: CONSOLE.PERMISSIONS,
  })
}

function mayOrNot(otherServed: boolean): Finding {
  if (otherServed) return ok('permissions', '可以管理用户', 'the account may manage its followers')
  return leftOut('permissions', '两种接口都没有应答', 'neither API answered')
}

function nothingWithoutPermission(): Finding[] {
  return (['backend', 'groups'] as const).map((name) =>
    leftOut(name, '没有权限，无从检查', 'nothing can be found out without permissions'),
  )
}
