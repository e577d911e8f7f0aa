import { isSystemGroup } from '../../domain/group.ts'
import { Refusal } from '../refusal.ts'
import type { PlatformState } from '../state.ts'
import { knownFollower, knownFollowers, objectIn, requireSubscribed } from './arguments.ts'
import { DONE, get, post } from './endpoint.ts'
import type { Family } from './endpoint.ts'

/** Groups an account may make for itself; names in characters; openids of one batch. */
const MOST_GROUPS = 100
const LONGEST_NAME = 30
const LARGEST_BATCH = 50

/** The group calls (用户分组管理). Two groups may share a name; ids are JSON numbers. */
export const groupsApi: Family = {
  '/cgi-bin/groups/get': get((_call, { world }) => ({ groups: world.groupList() })),

  '/cgi-bin/groups/create': post((call, { world, quotas }) => {
    const name = groupName(objectIn(call, 'group')['name'])
    const own = [...world.groups.keys()].filter((id) => !isSystemGroup(id))
    if (quotas.enforced && own.length >= MOST_GROUPS) throw new Refusal(45018)
    return { group: { id: world.addGroup(name), name } }
  }),

  '/cgi-bin/groups/getid': post((call, { world }) => {
    const follower = knownFollower(world, call.body['openid'])
    requireSubscribed([follower])
    return { groupid: follower.groupid }
  }),

  '/cgi-bin/groups/update': post((call, { world }) => {
    const { id, name } = objectIn(call, 'group')
    const groupid = ownGroup(world, id)
    world.renameGroup(groupid, groupName(name))
    return DONE
  }),

  '/cgi-bin/groups/members/update': post((call, { world }) => {
    const follower = knownFollower(world, call.body['openid'])
    requireSubscribed([follower])
    world.move([follower], existingGroup(world, call.body['to_groupid']))
    return DONE
  }),

  '/cgi-bin/groups/members/batchupdate': post((call, { world }) => {
    const followers = knownFollowers(world, call, LARGEST_BATCH)
    requireSubscribed(followers)
    world.move(followers, existingGroup(world, call.body['to_groupid']))
    return DONE
  }),

  '/cgi-bin/groups/delete': post((call, { world }) => {
    world.deleteGroup(ownGroup(world, objectIn(call, 'group')['id']))
    return DONE
  }),
}

function groupName(name: unknown): string {
  if (typeof name !== 'string' || name.trim() === '') throw new Refusal(40051)
  if (Array.from(name).length > LONGEST_NAME) throw new Refusal(45017)
  return name
}

function existingGroup(world: PlatformState['world'], id: unknown): number {
  if (typeof id !== 'number' || !world.groups.has(id)) throw new Refusal(40050)
  return id
}

function ownGroup(world: PlatformState['world'], id: unknown): number {
  const groupid = existingGroup(world, id)
  if (isSystemGroup(groupid)) throw new Refusal(45016)
  return groupid
}
