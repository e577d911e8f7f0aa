import { Agent } from 'node:http'
import { openidOf } from '../../../src/sandbox/first-world.ts'
import { beginMeanwhile, FIRST_WRITER, WRITERS } from '../account/meanwhile.ts'
import { Place } from '../account/place.ts'
import { every, leave, pause } from '../account/requests.ts'
import type { AccountResult } from '../results.ts'
import type { Surroundings } from './surroundings.ts'

const FOLLOWERS = 200_000
/** In one look-up, and in one page of the list of followers. */
const [TOGETHER, PAGE] = [50, 10_000]
const LEAVING_EVERY_MS = 2.5
const FILLING_CALLS_PER_SECOND = 500
const DELIVERED_AGAIN_MS = 5_000
const MOST_MS = 3_600_000

/** An account with many followers: all of them read in (同步). */
export function measureReading(around: Surroundings): Promise<AccountResult[]> {
  return measure(around, around.callsPerSecond, (place, followers) => readIn(place, followers, around.callsPerSecond))
}

/** Then nearly all of them leave. */
export function measureLeaving(around: Surroundings): Promise<AccountResult[]> {
  return measure(around, FILLING_CALLS_PER_SECOND, async (place, followers) => {
    await begin(place)
    await until(async () => (await place.say('同步')).startsWith('✅'), 'the end of the reading in')
    return leaveAll(place, followers)
  })
}

/** Once with the platform in a process of its own, once in that of the bot. */
async function measure(
  { most, say }: Surroundings,
  callsPerSecond: number,
  work: (place: Place, followers: number) => Promise<Measured>,
): Promise<AccountResult[]> {
  const followers = Math.min(FOLLOWERS, most)
  const results: AccountResult[] = []
  for (const together of [false, true]) {
    const place = await Place.open(together, callsPerSecond)
    try {
      await place.reset(followers)
      const result = { followers, together, callsPerSecond, ...(await work(place, followers)) }
      results.push(result)
      say(`${JSON.stringify(result)}, ${place.peakMb} MB at most`)
    } finally {
      await place.close()
    }
  }
  return results
}

type Measured = Omit<AccountResult, 'followers' | 'together' | 'callsPerSecond'>

async function readIn(place: Place, followers: number, callsPerSecond: number): Promise<Measured> {
  const before = await place.countReadingCalls()
  const startedAt = performance.now()
  await begin(place)
  const end = beginMeanwhile(place)
  await until(async () => (await place.say('同步')).startsWith('✅'), 'the end of the reading in')
  const seconds = (performance.now() - startedAt) / 1000
  const calls = (await place.countReadingCalls()) - before
  const least = Math.ceil(followers / TOGETHER) + Math.ceil(followers / PAGE)
  return { what: 'read in', calls, seconds, paceSeconds: least / callsPerSecond, meanwhile: await end() }
}

async function begin(place: Place): Promise<void> {
  const told = await place.say('同步')
  if (!told.startsWith('⏳')) throw new Error(`the admin was not told that a reading in began, but ${told}`)
}

/** Whoever writes meanwhile stays; the others leave, four hundred a second. */
async function leaveAll(place: Place, followers: number): Promise<Measured> {
  const before = await place.countReadingCalls()
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const startedAt = performance.now()
  const end = beginMeanwhile(place)
  const wrong: string[] = []
  let next = FIRST_WRITER + WRITERS
  const isOver = () => next >= followers
  await every(LEAVING_EVERY_MS, isOver, async () => {
    const openid = openidOf(next++)
    // What is not answered the platform delivers twice again.
    for (let delivery = 1; delivery <= 3; delivery += 1) {
      const told = await leave(agent, place.url, openid).catch(String)
      if (told === 'success') return
      wrong.push(told)
      await pause(DELIVERED_AGAIN_MS)
    }
  })
  const stay = Math.min(followers, FIRST_WRITER + WRITERS)
  await until(async () => (await place.known()) <= stay, 'all who left to be forgotten')
  const seconds = (performance.now() - startedAt) / 1000
  const calls = (await place.countReadingCalls()) - before
  agent.destroy()
  const meanwhile = await end()
  return {
    what: 'left and forgotten',
    calls,
    seconds,
    paceSeconds: 0,
    meanwhile: { ...meanwhile, wrong: [...meanwhile.wrong, ...wrong] },
  }
}

async function until(look: () => Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = performance.now() + MOST_MS
  while (!(await look())) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain for ${what}`)
    await pause(500)
  }
}
