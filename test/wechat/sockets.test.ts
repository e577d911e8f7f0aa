import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGroupsApi, type GroupsApi } from '../../src/wechat/api/groups.ts'
import { TooSlowError } from '../../src/wechat/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { failureOf, hang, openClient, ScriptedPlatform, turnUntil } from './scripted-platform.ts'

const LIST = '/cgi-bin/groups/get'
const MOVE = '/cgi-bin/groups/members/update'
const CREATE = '/cgi-bin/groups/create'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

let clock: ManualClock
let platform: ScriptedPlatform
let opened: ReturnType<typeof openClient>
let groups: GroupsApi
const drips = new Set<NodeJS.Timeout>()

beforeEach(async () => {
  clock = new ManualClock()
  platform = new ScriptedPlatform()
  opened = openClient(await platform.open(), clock)
  groups = createGroupsApi(opened.client)
  await opened.client.token.get()
})

afterEach(async () => {
  for (const drip of drips) clearInterval(drip)
  drips.clear()
  await opened.client.close()
  await platform.close()
})

/** Answers at once, and then goes on byte by byte. */
function drip(response: ServerResponse): void {
  response.write('{')
  const timer = setInterval(() => response.write(' '), 20)
  drips.add(timer)
  response.once('close', () => {
    clearInterval(timer)
  })
}

const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one)
const arrived = (path: string, count: number) => async () => {
  while (platform.of(path).length < count) await clock.advance(0)
}

describe('an answer that drips (F52)', () => {
  it('is given up after some two seconds, and asked for again', async () => {
    platform.script(LIST, drip)
    const startedAt = clock.elapsed()
    expect(await turnUntil(clock, groups.list())).toHaveLength(1)
    expect(clock.elapsed() - startedAt).toBeLessThan(4_000)
    expect(platform.of(LIST)).toHaveLength(2)
  })

  it('may have made the change, and what must not be repeated is not', async () => {
    platform.script(CREATE, drip)
    const error = await failureOf(clock, groups.create('test'))
    expect(error).toBeInstanceOf(TooSlowError)
    expect(error).toMatchObject({ budget: 'rate', mayHaveHappened: true })
    expect((error as Error).message).toBe(`${CREATE}: the answer came too slowly`)
    expect(platform.of(CREATE)).toHaveLength(1)
  })

  it('is not confused with a platform that thinks for long: that has fifteen seconds', async () => {
    platform.script(LIST, (response) => {
      clock.setTimer(14_000, () => response.end('{"groups":[]}'))
    })
    expect(await turnUntil(clock, groups.list())).toEqual([])
    expect(platform.of(LIST)).toHaveLength(1)
  })

  it('is not confused with a long answer on a slow line: eight kilobytes a second are enough', async () => {
    const list = JSON.stringify({
      groups: Array.from({ length: 1_000 }, (_, id) => ({ id, name: `第 ${id} 组`.padEnd(30, '　'), count: 0 })),
    })
    platform.script(LIST, (response) => {
      const bytes = Buffer.from(list)
      const step = (from: number): void => {
        if (from >= bytes.length) response.end()
        else {
          response.write(bytes.subarray(from, from + 9_000))
          clock.setTimer(1_000, () => {
            step(from + 9_000)
          })
        }
      }
      step(0)
    })
    expect(await turnUntil(clock, groups.list())).toHaveLength(1_000)
    expect(platform.of(LIST)).toHaveLength(1)
  })
})

describe('connections that a slow platform holds (F53)', () => {
  it('by changes hold up no look-up', async () => {
    platform.script(MOVE, ...times(40, hang))
    const moves = Promise.allSettled(Array.from({ length: 40 }, (_, at) => groups.move(() => [P], at)))
    await arrived(MOVE, 8)()
    const startedAt = clock.elapsed()
    expect(await groups.list()).toHaveLength(1)
    expect(clock.elapsed() - startedAt).toBe(0)
    await opened.client.close()
    await turnUntil(clock, moves)
  })

  it('by dripping look-ups hold up another one for some two seconds, and no change', async () => {
    platform.script(LIST, ...times(16, drip))
    const lists = Promise.all(Array.from({ length: 16 }, () => groups.list()))
    await arrived(LIST, 8)()
    const startedAt = clock.elapsed()
    await groups.move(() => [P], 108)
    expect(clock.elapsed() - startedAt).toBe(0)
    expect(await turnUntil(clock, groups.list())).toHaveLength(1)
    expect(clock.elapsed() - startedAt).toBeLessThan(4_000)
    await turnUntil(clock, lists)
  })
})
