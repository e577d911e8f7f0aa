import { PRIORITY, type Priority } from '../domain/verdict.ts'
import type { GroupsApi } from '../wechat/api/groups.ts'
import { detailsOf, follows, isTold, type UserInfo, type UsersApi } from '../wechat/api/users.ts'
import type { GroupBackend, Whereabouts } from './backend.ts'

/** Openids a moving call carries. */
const CALL_LIMIT = 50

/**
 * Groups on the old group API (用户分组, cgi-bin/groups/*): a follower is in exactly one group and a move replaces it. The
 * limits are those of the platform's last published page; it answers 45017 and 45018 where it counts differently.
 */
export function createGroupsBackend(groups: GroupsApi, users: UsersApi): GroupBackend {
  return {
    capabilities: {
      name: 'groups',
      exclusive: true,
      nameLimit: 30,
      nameLimitUnit: 'characters',
      sameNames: true,
      mostGroups: null,
      adoptable: false,
    },
    ready: () => Promise.resolve(),
    list: async () => [...(await groups.list())],
    create: (name) => groups.create(name),
    rename: (id, name) => groups.rename(id, name),
    remove: (id) => groups.remove(id),
    callLimit: () => CALL_LIMIT,
    join: (take, group) => groups.move(take, group),
    leave: () => Promise.reject(new TypeError('on the group API a move leaves by itself')),

    async whereabouts(take, priority) {
      const infos = await users.batchInfo(take, priority)
      const found = await Promise.all(
        infos.filter(isTold).map(async (info) => [info.openid, await whereaboutsOf(info, priority)] as const),
      )
      return new Map(found)
    },

    async readBack(openid) {
      const groupId = await groups.groupIdOf(openid, PRIORITY.lookup)
      const here = toSet(groupId)
      return {
        kind: 'following',
        groups: here,
        carried: here,
        full: false,
        remark: null,
        subscribedAt: null,
        source: null,
      }
    },

    members: () => Promise.resolve(null),
    manages: () => true,
    adopt: () => Promise.resolve(),
    release: () => Promise.resolve(false),
  }

  async function whereaboutsOf(info: UserInfo, priority: Priority): Promise<Whereabouts> {
    if (!follows(info)) return { kind: 'not-following' }
    const groupId = info.groupid ?? (await groups.groupIdOf(info.openid, priority))
    const here = toSet(groupId)
    return { kind: 'following', groups: here, carried: here, full: false, ...detailsOf(info) }
  }
}

function toSet(groupId: number): number[] {
  return groupId === 0 ? [] : [groupId]
}
