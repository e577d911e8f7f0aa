import type { Group } from '../domain/group.ts'
import { PRIORITY } from '../domain/verdict.ts'
import type { GroupsApi } from '../wechat/api/groups.ts'
import type { UsersApi } from '../wechat/api/users.ts'
import type { GroupBackend } from './backend.ts'

/**
 * Groups on the old group API (用户分组, cgi-bin/groups/*): a follower is in exactly one group and a move replaces it. The
 * limits are those of the platform's last published page; it answers 45017 and 45018 where it counts differently.
 */
export function createGroupsBackend(groups: GroupsApi, users: UsersApi): GroupBackend {
  return {
    capabilities: { exclusive: true, nameLimit: 30, nameLimitUnit: 'characters', batchLimit: 50 },
    list: (): Promise<Group[]> => groups.list(),
    create: (name) => groups.create(name),
    rename: (id, name) => groups.rename(id, name),
    remove: (id) => groups.remove(id),

    async move(openids, to) {
      const [only] = openids
      if (openids.length === 1 && only !== undefined) await groups.move(only, to)
      else await groups.moveBatch(openids, to)
    },

    async whereabouts(openid) {
      const [info] = await users.batchInfo([openid], PRIORITY.lookup)
      if (info?.subscribe !== 1) return { kind: 'not-following' }
      return {
        kind: 'following',
        groupId: info.groupid ?? (await groups.groupIdOf(openid, PRIORITY.lookup)),
        remark: info.remark === undefined || info.remark === '' ? null : info.remark,
        subscribedAt: info.subscribe_time === undefined ? null : info.subscribe_time * 1000,
      }
    },

    groupIdOf: (openid) => groups.groupIdOf(openid, PRIORITY.lookup),
  }
}
