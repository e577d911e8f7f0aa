import { BLACKLIST_ID, UNGROUPED_ID } from '../../domain/group.ts'
import { knownFollowers, openidPageBody, pageOfOpenids } from './arguments.ts'
import { DONE, post } from './endpoint.ts'
import type { Family } from './endpoint.ts'

const LARGEST_BATCH = 20
const OPENIDS_A_PAGE = 10_000

/**
 * developers.weixin.qq.com, Blacklist management. The blacklist and group 1 are one and the same: whoever is taken off it
 * is in group 0.
 */
export const blacklistApi: Family = {
  '/cgi-bin/tags/members/getblacklist': post(({ body }, { world }) => {
    const page = pageOfOpenids(world, world.blacklist, body['begin_openid'], OPENIDS_A_PAGE)
    return { total: world.blacklist.size, ...openidPageBody(page) }
  }),

  '/cgi-bin/tags/members/batchblacklist': post((call, { world }) => {
    world.move(knownFollowers(world, call, LARGEST_BATCH), BLACKLIST_ID)
    return DONE
  }),

  '/cgi-bin/tags/members/batchunblacklist': post((call, { world }) => {
    const listed = knownFollowers(world, call, LARGEST_BATCH)
    world.move(
      listed.filter((follower) => world.isBlacklisted(follower)),
      UNGROUPED_ID,
    )
    return DONE
  }),
}
