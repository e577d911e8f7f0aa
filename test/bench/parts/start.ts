import { FENZU, FENZU_ALONE } from '../contest/contestants.ts'
import { ServerProcess } from '../contest/server-process.ts'
import type { Results } from '../results.ts'
import { median } from '../statistics.ts'
import type { Surroundings } from './surroundings.ts'

/** Until what belongs to the start is over: warming up the list of groups, and giving back what compiling took. */
const IDLE_MS = { fenzu: 12_000, others: 4_000 }

/** From the start of the process to its first good answer, and its memory when it has stood idle for some seconds. */
export async function measureStart({ contestants, platform, rounds, say }: Surroundings): Promise<Results['start']> {
  const all = contestants.includes(FENZU) ? [...contestants, FENZU_ALONE] : contestants
  const seen = new Map<string, { readyMs: number; idleMb: number }[]>()
  // The first start after an installation compiles; what it compiled is kept when it ends of itself.
  const first = await ServerProcess.start(FENZU, 'safe', platform.url)
  await first.stop('SIGTERM')
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of all) {
      const server = await ServerProcess.start(contestant, 'safe', platform.url)
      const isFenzu = contestant === FENZU || contestant === FENZU_ALONE
      await new Promise((resolve) => setTimeout(resolve, isFenzu ? IDLE_MS.fenzu : IDLE_MS.others))
      const { readyMs, memoryMb } = server
      seen.set(contestant.name, [...(seen.get(contestant.name) ?? []), { readyMs, idleMb: memoryMb.now }])
      await server.stop()
    }
  }
  const results = [...seen].map(([name, starts]) => [
    name,
    {
      readyMs: median(starts.map(({ readyMs }) => readyMs)),
      idleMb: median(starts.map(({ idleMb }) => idleMb)),
    },
  ])
  say(`start: ${JSON.stringify(results)}`)
  return Object.fromEntries(results) as Results['start']
}
