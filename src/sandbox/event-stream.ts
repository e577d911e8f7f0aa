/**
 * `GET /sandbox/events`: the simulated platform as it is, and then each change of it, as an EventSource reads them. Each
 * event is one JSON object that has only what changed since the one before. The first of a connection, and the first after
 * a reset, says `begin` and has all that is kept.
 */
import type { Response } from 'express'
import { systemClock } from '../domain/clock.ts'
import type { LoggedDelivery } from './delivery-log.ts'
import type { PlatformState } from './state.ts'
import type { WorldWatch } from './world-watch.ts'

const BEGIN_CALLS = 200
/** Two events are at least so far apart, and ten times what it takes to make one. */
const SHORTEST_PAUSE_MS = 50
/** After how long a browser that lost the stream comes back. */
const RETRY_MS = 1000

/** Answers with a stream that ends when the watcher goes away. */
export function streamEvents(state: PlatformState, watch: WorldWatch, response: Response): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' })
  response.write(`retry: ${RETRY_MS}\n\n`)
  const next = createCursor(state, watch)
  // Node's own timers: how often somebody is told is no part of the simulated world, whose clock may be turned by hand.
  let pause: NodeJS.Timeout | undefined
  let isStale = false

  const tell = (): void => {
    pause = undefined
    if (!isStale || response.writableNeedDrain) return
    isStale = false
    const startedAt = systemClock.elapsed()
    const event = next()
    if (event !== undefined) response.write(`data: ${JSON.stringify(event)}\n\n`)
    pause = setTimeout(tell, Math.max(SHORTEST_PAUSE_MS, (systemClock.elapsed() - startedAt) * 10)).unref()
  }
  const wake = (): void => {
    isStale = true
    pause ??= setTimeout(tell, 0).unref()
  }
  const unsubscribe = state.changeSignal.subscribe(wake)
  response.on('drain', wake)
  response.on('close', () => {
    unsubscribe()
    clearTimeout(pause)
  })
  wake()
}

/** Each call of the returned function tells what changed since the one before; undefined when nothing did. */
function createCursor(state: PlatformState, watch: WorldWatch): () => object | undefined {
  const { world, faults, deliveries, relayed, talk, calls, clock, quotas, codes } = state
  const nothing = { revision: -1, deliveries: 0, relayed: 0, talk: 0, calls: 0, knobs: '', menus: '', codes: -1 }
  let told = { ...nothing, era: -1, change: 0 }
  return () => {
    watch.look(clock.now())
    const isBegin = told.era !== talk.era
    if (isBegin) {
      // What happened before somebody looked is no news: the changes begin with what comes.
      told = { ...nothing, era: talk.era, change: watch.lastSeq }
    }
    const knobs = { faults: faults.list(), offsetMs: clock.offsetMs, quotaIsOn: quotas.enforced }
    const menus = menuRevision(state)
    const event = {
      begin: isBegin,
      now: clock.now(),
      world: world.revision === told.revision ? undefined : worldSummary(state),
      changes: someOf(watch.since(told.change)),
      deliveries: someOf(deliveries.changedSince(told.deliveries).map(summaryOf)),
      relayed: someOf((relayed?.changedSince(told.relayed) ?? []).map(summaryOf)),
      calls: someOf(callsSince(state, isBegin ? calls.lastSeq - BEGIN_CALLS : told.calls)),
      talk: someOf(talk.since(told.talk)),
      knobs: JSON.stringify(knobs) === told.knobs ? undefined : knobs,
      menus: menus === told.menus ? undefined : menusNow(state),
      codes: codes.revision === told.codes || (isBegin && codes.scenes.length === 0) ? undefined : codes.scenes,
    }
    told = {
      era: talk.era,
      revision: world.revision,
      change: watch.lastSeq,
      deliveries: deliveries.changes,
      relayed: relayed?.changes ?? 0,
      talk: talk.lastSeq,
      calls: calls.lastSeq,
      knobs: JSON.stringify(knobs),
      menus,
      codes: codes.revision,
    }
    const hasNews = Object.entries(event).some(
      ([name, part]) => part !== undefined && name !== 'begin' && name !== 'now',
    )
    return isBegin || hasNews ? event : undefined
  }
}

/** Menus that were made by the API, and whether the console still holds one that nobody sees. */
function menusNow({ menus, console }: PlatformState): object {
  const forTags = menus.conditional.map(({ button, matchrule }) => ({ tagId: matchrule['tag_id'], button }))
  return { button: menus.default?.button ?? [], forTags, consoleHasOne: console.hasMenu }
}

function menuRevision({ menus, console }: PlatformState): string {
  return `${menus.revision} ${console.revision}`
}

function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}

/** Groups and tags with their counts; of the followers only how many there are. */
function worldSummary({ world }: PlatformState): object {
  return {
    groups: world.groupList(),
    tags: world.tagList(),
    following: world.following.size,
    known: world.followers.size,
  }
}

/** Without query and bodies, which `GET /sandbox/deliveries` has. */
function summaryOf({ seq, push, attempt, at, openid, title, ms, status, failure }: LoggedDelivery): object {
  return { seq, push, attempt, at, openid, title, ms, status, failure }
}

function callsSince({ calls }: PlatformState, seq: number): object[] {
  return calls.since(Math.max(0, seq)).map((call) => ({ ...call, met: calls.metBy(call) }))
}
