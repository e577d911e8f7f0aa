import { FENZU } from '../contest/contestants.ts'
import { ServerProcess } from '../contest/server-process.ts'
import { CONNECTIONS } from '../contest/throughput.ts'
import type { Results } from '../results.ts'
import { say as speak } from './many-moves.ts'
import type { Surroundings } from './surroundings.ts'

const EVENTS = 100_000
/** As many as the generator holds at once. */
const AT_ONCE = 50_000
const COMMAND_EVERY_MS = 250

/** Without the console's own greeting, so that one answer is right for all. */
const SETTINGS = { FENZU_KEPT_REPLIES: 'off' }

/** A hundred thousand subscriptions as fast as they go, and an admin's move every quarter of a second meanwhile. */
export async function measureStorm({ generator, platform, say }: Surroundings): Promise<Results['storm']> {
  await platform.reset(40)
  const server = await ServerProcess.start(FENZU, 'plain', platform.url, SETTINGS)
  try {
    const storm = { over: false }
    const admin = command(server, (await platform.world()).followers[0]?.openid ?? '', storm)
    let [refused, seconds] = [0, 0]
    for (let sent = 0; sent < EVENTS; sent += AT_ONCE) {
      const { port, pid } = server
      const pushes = { mode: 'plain', kind: 'subscribe', bytes: 0, count: AT_ONCE } as const
      const load = await generator.play({ port, pid, connections: CONNECTIONS, expected: 'success', pushes })
      refused += load.wrong
      seconds += load.seconds
    }
    storm.over = true
    const figures = { events: EVENTS, refused, seconds, peakMb: server.memoryMb.peak, ...(await admin) }
    say(`storm: ${JSON.stringify(figures)}`)
    return figures
  } finally {
    await server.stop()
  }
}

async function command(server: ServerProcess, openid: string, storm: { over: boolean }) {
  let [commands, slowestMs] = [0, 0]
  while (!storm.over) {
    const startedAt = performance.now()
    const told = await speak(server, `移动 ${openid} ${commands % 2 === 0 ? 108 : 107}`)
    if (!told.startsWith('✅')) throw new Error(`the admin was told ${told}`)
    commands += 1
    slowestMs = Math.max(slowestMs, performance.now() - startedAt)
    await new Promise((resolve) => setTimeout(resolve, COMMAND_EVERY_MS))
  }
  return { commands, slowestMs }
}
