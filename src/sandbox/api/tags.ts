import { isSystemGroup } from '../../domain/group.ts'
import type { WorldFollower } from '../first-world.ts'
import { Refusal } from '../refusal.ts'
import type { World } from '../world.ts'
import {
  knownFollower,
  knownFollowers,
  objectIn,
  openidPageBody,
  pageOfOpenids,
  requireSubscribed,
} from './arguments.ts'
import { DONE, get, post } from './endpoint.ts'
import type { ApiCall, Family } from './endpoint.ts'

const MOST_TAGS = 100
const TAGS_A_FOLLOWER = 20
const NAME_BYTES = 30
const LARGEST_BATCH = 50
const OPENIDS_A_PAGE = 10_000
const MOST_FANS_OF_A_DELETABLE_TAG = 100_000

/** developers.weixin.qq.com, User tag management. Names are unique here. */
export const tagsApi: Family = {
  '/cgi-bin/tags/get': get((_call, { world }) => ({ tags: world.tagList() })),

  '/cgi-bin/tags/create': post((call, { world, quotas }) => {
    const name = tagName(world, objectIn(call, 'tag')['name'], undefined)
    const own = [...world.tags.keys()].filter((id) => !isSystemGroup(id))
    if (quotas.enforced && own.length >= MOST_TAGS) throw new Refusal(45056)
    return { tag: { id: world.addTag(name), name } }
  }),

  '/cgi-bin/tags/update': post((call, { world }) => {
    const { id, name } = objectIn(call, 'tag')
    const tagid = ownTag(world, id)
    world.renameTag(tagid, tagName(world, name, tagid))
    return DONE
  }),

  '/cgi-bin/tags/delete': post((call, { world }) => {
    const tagid = ownTag(world, objectIn(call, 'tag')['id'])
    const fans = world.tagged.of(tagid).following.size
    if (fans > MOST_FANS_OF_A_DELETABLE_TAG) throw new Refusal(45057)
    world.deleteTag(tagid)
    return DONE
  }),

  '/cgi-bin/user/tag/get': post(({ body }, { world }) => {
    const tagid = existingTag(world, body['tagid'])
    const carriers = world.tagged.of(tagid).following
    return openidPageBody(pageOfOpenids(world, carriers, body['next_openid'], OPENIDS_A_PAGE))
  }),

  '/cgi-bin/tags/members/batchtagging': post((call, { world }) => {
    const { followers, tagid } = tagging(world, call)
    if (followers.some(({ tagIds }) => !tagIds.includes(tagid) && tagIds.length >= TAGS_A_FOLLOWER)) {
      throw new Refusal(45059)
    }
    world.tag(followers, tagid)
    return DONE
  }),

  '/cgi-bin/tags/members/batchuntagging': post((call, { world }) => {
    const { followers, tagid } = tagging(world, call)
    world.untag(followers, tagid)
    return DONE
  }),

  '/cgi-bin/tags/getidlist': post(({ body }, { world }) => {
    const follower = knownFollower(world, body['openid'])
    requireSubscribed([follower])
    return { tagid_list: follower.tagIds }
  }),
}

/** A single openid that does not follow is refused; inside a longer list it is skipped without a word. */
function tagging(world: World, call: ApiCall): { followers: WorldFollower[]; tagid: number } {
  const listed = knownFollowers(world, call, LARGEST_BATCH)
  const tagid = existingTag(world, call.body['tagid'])
  if (listed.length === 1) requireSubscribed(listed)
  return { followers: listed.filter(({ subscribe }) => subscribe), tagid }
}

function tagName(world: World, name: unknown, ownId: number | undefined): string {
  if (typeof name !== 'string' || name.trim() === '') throw new Refusal(45157)
  if (Buffer.byteLength(name) > NAME_BYTES) throw new Refusal(45158)
  if ([...world.tags].some(([id, taken]) => taken === name && id !== ownId)) throw new Refusal(45157)
  return name
}

function existingTag(world: World, id: unknown): number {
  if (typeof id !== 'number' || !world.tags.has(id)) throw new Refusal(45159)
  return id
}

function ownTag(world: World, id: unknown): number {
  if (typeof id === 'number' && isSystemGroup(id)) throw new Refusal(45058)
  return existingTag(world, id)
}
