import { closeSync, fsyncSync, mkdtempSync, openSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { FENZU } from '../contest/contestants.ts'
import { ServerProcess } from '../contest/server-process.ts'
import type { Results } from '../results.ts'
import { median } from '../statistics.ts'
import type { Surroundings } from './surroundings.ts'

const A_SECOND = 50
const WARM_UP = 100
const COUNT = 500

/** Moves texted by an admin, one follower each, at 50 a second; each is written to the ledger and asked of the platform. */
export async function measureCommands({ generator, platform, say }: Surroundings): Promise<Results['commands']> {
  await platform.reset(40)
  const people = (await platform.world()).followers
    .map(({ openid }) => openid)
    .filter((openid) => openid !== SANDBOX_ACCOUNT.owner)
  const server = await ServerProcess.start(FENZU, 'plain', platform.url)
  try {
    const play = (count: number, group: number) => {
      const commands = [group, group === 108 ? 107 : 108].flatMap((to) =>
        people.map((openid) => `移动 ${openid} ${to}`),
      )
      const pushes = { mode: 'plain', kind: 'command', bytes: 0, count, commands } as const
      const { port, pid } = server
      return generator.play({ port, pid, connections: 32, expected: inLatin1('✅'), pushes, rate: A_SECOND })
    }
    await play(WARM_UP, 108)
    const { p50Ms, p99Ms, wrong, example } = await play(COUNT, 107)
    if (wrong > 0) throw new Error(`${wrong} moves were not told as done: ${example}`)
    const figures = { count: COUNT, p50Ms, p99Ms, fsyncMs: measureSync() }
    say(`commands: ${JSON.stringify(figures)}`)
    return figures
  } finally {
    await server.stop()
  }
}

/** As the generator sees the bytes of a text. */
function inLatin1(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** What one sync of the disk takes here: a page is written and synced, over and over. */
function measureSync(): number {
  const file = openSync(join(mkdtempSync(join(tmpdir(), 'fenzu-bench-')), 'sync'), 'w')
  const page = Buffer.alloc(4_096, 1)
  const tookMs = Array.from({ length: 200 }, () => {
    const startedAt = performance.now()
    writeSync(file, page)
    fsyncSync(file)
    return performance.now() - startedAt
  })
  closeSync(file)
  return median(tookMs)
}
