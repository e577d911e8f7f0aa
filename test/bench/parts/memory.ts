import { ServerProcess } from '../contest/server-process.ts'
import { CONNECTIONS } from '../contest/throughput.ts'
import type { Results } from '../results.ts'
import type { Surroundings } from './surroundings.ts'

/** Pushes that each server takes before its memory is read. */
const PUSHES = 200_000
/** As many as the generator holds at once. */
const AT_ONCE = 50_000

/** Resident memory after 200,000 plain pushes as fast as they go, and at its most. */
export async function measureMemory({
  contestants,
  generator,
  platform,
  say,
}: Surroundings): Promise<Results['memory']> {
  const results: Record<string, { afterMb: number; peakMb: number }> = {}
  for (const contestant of contestants) {
    const server = await ServerProcess.start(contestant, 'plain', platform.url)
    try {
      for (let sent = 0; sent < PUSHES; sent += AT_ONCE) {
        const pushes = { mode: 'plain', kind: 'text', bytes: 512, count: AT_ONCE } as const
        const { port, pid } = server
        const { wrong, example } = await generator.play({ port, pid, connections: CONNECTIONS, expected: '', pushes })
        if (wrong > 0) throw new Error(`${contestant.name} answered ${wrong} wrongly: ${example}`)
      }
      results[contestant.name] = { afterMb: server.memoryMb.now, peakMb: server.memoryMb.peak }
      say(`memory after ${PUSHES} pushes: ${contestant.name} ${JSON.stringify(results[contestant.name])}`)
    } finally {
      await server.stop()
    }
  }
  return results
}
