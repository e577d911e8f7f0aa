/**
 * The calls of `/sandbox/…` for whoever watches: the stream of events, the record of deliveries, what API calls were
 * answered, and the followers a few at a time, since there may be a million of them.
 */
import express from 'express'
import type { Router } from 'express'
import { z } from 'zod'
import { streamEvents } from './event-stream.ts'
import type { WorldFollower } from './first-world.ts'
import type { PlatformState } from './state.ts'
import { inTurns } from './turning.ts'
import type { World } from './world.ts'
import { WorldWatch } from './world-watch.ts'

const MOST_FOLLOWERS_AT_ONCE = 500

const deliveriesQuery = z.object({ since: z.coerce.number().int().min(0).default(0) })
const answerPath = z.object({ seq: z.coerce.number().int().min(1) })
const followersQuery = z.object({
  search: z.string().max(100).default(''),
  groupid: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(MOST_FOLLOWERS_AT_ONCE).default(50),
})

/** Throws zod's error for a query that it can't read. */
export function createWatching(state: PlatformState): Router {
  const router = express.Router()
  const watch = new WorldWatch(state.world)
  router.get('/events', (_request, response) => {
    streamEvents(state, watch, response)
  })
  router.get('/deliveries', (request, response) => {
    response.json(state.deliveries.since(deliveriesQuery.parse(request.query).since))
  })
  router.get('/relayed', (request, response) => {
    response.json(state.relayed?.since(deliveriesQuery.parse(request.query).since) ?? [])
  })
  router.get('/calls/:seq/answer', (request, response) => {
    const { seq } = answerPath.parse(request.params)
    response.json({ answer: state.calls.answerTo(seq) ?? null })
  })
  router.get('/followers', async (request, response) => {
    const { search, groupid, limit } = followersQuery.parse(request.query)
    const { total, shown } = await found(state.world, search.trim().toLowerCase(), groupid, limit)
    response.json({ total, followers: shown.map(followerView) })
  })
  return router
}

/** One follower as `/sandbox` calls show them. */
export function followerView({ openid, groupid, tagIds, remark, subscribe }: WorldFollower): object {
  return { openid, groupid, tagid_list: tagIds, remark, subscribe: subscribe ? 1 : 0 }
}

/** Without words to search for only those who are shown are looked at; with words everybody, while the event loop turns. */
async function found(
  world: World,
  wanted: string,
  groupid: number | undefined,
  limit: number,
): Promise<{ total: number; shown: readonly WorldFollower[] }> {
  const members = groupid === undefined ? undefined : world.inGroup.of(groupid).following
  if (wanted === '') {
    const shown = members === undefined ? firstOf(world.followers.values(), limit) : world.some(members, -1, limit)
    return { total: members?.size ?? world.followers.size, shown }
  }
  const matches = createMatcher(wanted)
  const shown: WorldFollower[] = []
  let total = 0
  await inTurns(world.followers.values(), (follower) => {
    if ((members !== undefined && !members.has(follower.place)) || !matches(follower)) return
    total++
    if (shown.length < limit) shown.push(follower)
  })
  return { total, shown }
}

function firstOf<T>(all: Iterable<T>, limit: number): T[] {
  const first: T[] = []
  for (const one of all) {
    if (first.length >= limit) break
    first.push(one)
  }
  return first
}

/** A part of the openid or of the remark, in any letter case; `oDF3…CM58` is how an openid begins and ends. */
function createMatcher(wanted: string): (follower: WorldFollower) => boolean {
  const [start = '', end] = wanted.split(/…|\.{3}/)
  if (end !== undefined) {
    return ({ openid }) => openid.toLowerCase().startsWith(start) && openid.toLowerCase().endsWith(end)
  }
  return ({ openid, remark }) => openid.toLowerCase().includes(wanted) || remark.toLowerCase().includes(wanted)
}
