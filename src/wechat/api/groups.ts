import { z } from 'zod'
import type { Group } from '../../domain/group.ts'
import type { Priority } from '../../domain/verdict.ts'
import type { Endpoint, WechatClient } from '../client.ts'
import { count, groupList, made, type ListedGroups } from './shapes.ts'

/** The old group API (用户分组, cgi-bin/groups/*). Ids are JSON numbers on this wire, and 0 is a valid one. */

const NOTHING = z.unknown()

const CREATE: Endpoint<{ group: z.infer<typeof made> }> = {
  method: 'POST',
  path: '/cgi-bin/groups/create',
  changes: true,
  repeatable: false,
  answer: z.object({ group: made }),
}
const LIST: Endpoint<{ groups: ListedGroups }> = {
  method: 'GET',
  path: '/cgi-bin/groups/get',
  changes: false,
  repeatable: true,
  answer: z.object({ groups: groupList }),
}
const GROUP_OF: Endpoint<{ groupid: number }> = {
  method: 'POST',
  path: '/cgi-bin/groups/getid',
  changes: false,
  repeatable: true,
  answer: z.object({ groupid: count }),
}
const RENAME: Endpoint<unknown> = {
  method: 'POST',
  path: '/cgi-bin/groups/update',
  changes: true,
  repeatable: true,
  answer: NOTHING,
}
const MOVE: Endpoint<unknown> = {
  method: 'POST',
  path: '/cgi-bin/groups/members/update',
  changes: true,
  repeatable: true,
  answer: NOTHING,
}
const MOVE_BATCH: Endpoint<unknown> = {
  method: 'POST',
  path: '/cgi-bin/groups/members/batchupdate',
  changes: true,
  repeatable: true,
  answer: NOTHING,
}
/** Not repeatable: the second time the platform says that there is no such group, which would hide the success of the first. */
const REMOVE: Endpoint<unknown> = {
  method: 'POST',
  path: '/cgi-bin/groups/delete',
  changes: true,
  repeatable: false,
  answer: NOTHING,
}

export interface GroupsApi {
  create(name: string): Promise<{ id: number; name: string }>
  list(): Promise<readonly Group[]>
  groupIdOf(openid: string, priority?: Priority): Promise<number>
  rename(id: number, name: string): Promise<void>
  /**
   * At most 50 openids, named when the call's turn has come; one alone goes by the call for one. Whether a call with a bad
   * one among them does the rest is not documented.
   */
  move(take: () => readonly string[], toGroupId: number): Promise<void>
  /** Its followers fall back to group 0. */
  remove(id: number): Promise<void>
}

export function createGroupsApi(client: WechatClient): GroupsApi {
  return {
    async create(name) {
      const { group } = await client.call(CREATE, { body: { group: { name } } })
      return { id: group.id, name: group.name ?? name }
    },
    list: async () => (await client.call(LIST, {})).groups.groups,
    groupIdOf: async (openid, priority) => (await client.call(GROUP_OF, { body: { openid } }, priority)).groupid,
    async rename(id, name) {
      await client.call(RENAME, { body: { group: { id, name } } })
    },
    async move(take, toGroupId) {
      await client.callLate(MOVE, () => {
        const openids = take()
        return openids.length === 1
          ? { endpoint: MOVE, input: { body: { openid: openids[0], to_groupid: toGroupId } } }
          : { endpoint: MOVE_BATCH, input: { body: { openid_list: openids, to_groupid: toGroupId } } }
      })
    },
    async remove(id) {
      await client.call(REMOVE, { body: { group: { id } } })
    },
  }
}
