import { sleep, type Clock } from '../domain/clock.ts'
import { BLACKLIST_ID, isSystemGroup, UNGROUPED_ID, type Group } from '../domain/group.ts'
import { PRIORITY, type Priority } from '../domain/verdict.ts'
import type { TagsApi } from '../wechat/api/tags.ts'
import { detailsOf, follows, isTold, type UserInfo, type UsersApi } from '../wechat/api/users.ts'
import type { GroupBackend, TakeMembers, Whereabouts } from './backend.ts'
import { saysNoSuchGroup } from './failure.ts'
import type { Managed } from './managed.ts'

/** Openids a call takes (errcode 40032 beyond). */
const TAGGING_LIMIT = 50
const BLACKLIST_LIMIT = 20
/** Tags one follower can carry (45059 beyond). */
const TAGS_A_FOLLOWER = 20
/** Right after a tag was made, or when a follower is tagged twice at a time, 45159 (no such tag) can be untrue. */
const UNTRUE_45159_MS = 1_000

/**
 * Groups on the tag API (用户标签): tags are free labels, and only the managed ones exclude each other. Moving is joining
 * one and leaving the others, each in calls of its own. 未分组 is having no managed tag, the blacklist has its own calls.
 * The limits are those of the official pages: 100 tags, names of 30 bytes, 50 openids a call, 20 on the blacklist's.
 */
export function createTagsBackend(tags: TagsApi, users: UsersApi, managed: Managed, clock: Clock): GroupBackend {
  const believed = async (call: () => Promise<void>): Promise<void> => {
    try {
      await call()
    } catch (error) {
      if (!saysNoSuchGroup(error)) throw error
      await sleep(clock, UNTRUE_45159_MS)
      await call()
    }
  }
  const whereaboutsOf = (info: UserInfo): Whereabouts => {
    if (!follows(info)) return { kind: 'not-following' }
    const carried = info.tagid_list ?? []
    const own = carried.filter((id) => managed.has(id))
    const groups = info.groupid === BLACKLIST_ID ? [BLACKLIST_ID, ...own] : own
    return { kind: 'following', groups, carried, full: carried.length >= TAGS_A_FOLLOWER, ...detailsOf(info) }
  }
  const whereabouts = async (take: TakeMembers, priority: Priority): Promise<Map<string, Whereabouts>> => {
    const infos = await users.batchInfo(take, priority)
    return new Map(infos.filter(isTold).map((info) => [info.openid, whereaboutsOf(info)]))
  }

  return {
    capabilities: {
      name: 'tags',
      exclusive: false,
      nameLimit: 30,
      nameLimitUnit: 'bytes',
      sameNames: false,
      mostGroups: 100,
      adoptable: true,
    },

    ready: () => Promise.resolve(),

    async list() {
      const { groups: own, whole } = await tags.list()
      if (whole) await managed.keepOnly(own.map(({ id }) => id))
      const listed: Group[] = own.map((tag) =>
        managed.has(tag.id) || isSystemGroup(tag.id) ? tag : { ...tag, unmanaged: true },
      )
      return [...PLACES.filter(({ id }) => !own.some((tag) => tag.id === id)), ...listed]
    },

    async create(name) {
      const made = await tags.create(name)
      await managed.add(made.id)
      return made
    },
    rename: (id, name) => tags.rename(id, name),
    async remove(id) {
      await tags.remove(id)
      await managed.remove(id)
    },

    callLimit: (group) => (group === BLACKLIST_ID ? BLACKLIST_LIMIT : TAGGING_LIMIT),
    join: (take, group) => (group === BLACKLIST_ID ? tags.blacklist(take) : believed(() => tags.tag(take, group))),
    leave: (take, group) => (group === BLACKLIST_ID ? tags.unblacklist(take) : believed(() => tags.untag(take, group))),
    whereabouts,
    async readBack(openid) {
      return (await whereabouts(() => [openid], PRIORITY.lookup)).get(openid) ?? { kind: 'not-following' }
    },

    async members(group, next) {
      if (group === UNGROUPED_ID) return null
      return group === BLACKLIST_ID ? tags.blacklisted(next) : tags.carriers(group, next)
    },

    manages: (group) => group === UNGROUPED_ID || group === BLACKLIST_ID || managed.has(group),
    adopt: (group) => managed.add(group),
    release: (group) => managed.remove(group),
  }
}

/** What the old groups had and tags have not: nobody counts who is there. */
const PLACES: readonly Group[] = [
  { id: UNGROUPED_ID, name: '未分组', count: null },
  { id: BLACKLIST_ID, name: '黑名单', count: null },
]
