import { randomInt } from 'node:crypto'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { deliver } from '../../support/push.ts'
import { until } from '../../support/stage.ts'
import type { PlatformProcess } from '../contest/platform-process.ts'
import type { ServerProcess } from '../contest/server-process.ts'

/** People that one 批量移动 names: one push of 64 KB holds some two thousand. */
const IN_ONE_TEXT = 2_000
const LONGEST_MS = 120_000

export interface ManyMoves {
  readonly people: number
  readonly movingCalls: number
  readonly seconds: number
}

/** Moves that many people of a fresh world into one group with 批量移动 and 确认; fenzu runs in plain mode. */
export async function moveMany(server: ServerProcess, platform: PlatformProcess, people: number): Promise<ManyMoves> {
  await platform.reset(people + 1)
  const openids = (await platform.world()).followers
    .map(({ openid }) => openid)
    .filter((openid) => openid !== SANDBOX_ACCOUNT.owner)
  const since = (await platform.calls()).at(-1)?.seq ?? 0
  const startedAt = performance.now()
  for (let from = 0; from < people; from += IN_ONE_TEXT) {
    const named = openids.slice(from, from + IN_ONE_TEXT)
    const question = await say(server, `批量移动 106\n${named.join('\n')}`)
    await say(server, `确认 ${/确认 (\d{4})/.exec(question)?.[1] ?? question}`)
  }
  const settled = async () => {
    const response = await fetch(`${server.url}/readyz`)
    return ((await response.json()) as { waiting: number }).waiting === 0
  }
  await until(settled, 'the end of all moves', LONGEST_MS)
  const seconds = (performance.now() - startedAt) / 1000
  const calls = await platform.calls(since)
  const there = (await platform.world()).groups.find(({ id }) => id === 106)?.count ?? 0
  if (there < people) throw new Error(`only ${there} of ${people} were moved`)
  return { people, movingCalls: calls.filter(({ path }) => path.includes('/members/')).length, seconds }
}

/** What the owner is told. */
export async function say({ url }: ServerProcess, text: string): Promise<string> {
  const message = { from: SANDBOX_ACCOUNT.owner, text, msgId: String(randomInt(2 ** 47)) }
  return (await deliver(url, { ...message, createdAt: Math.floor(Date.now() / 1000) })).text
}
