import { FENZU } from '../contest/contestants.ts'
import { ServerProcess } from '../contest/server-process.ts'
import { CONNECTIONS } from '../contest/throughput.ts'
import type { Load } from '../load/generator.ts'
import type { LatencyResult } from '../results.ts'
import { median } from '../statistics.ts'
import type { Surroundings } from './surroundings.ts'

const COMPARED = ['fenzu', 'by-hand', 'express-bare']
const WARM_UP = 6_000

/** Latency at half of what fenzu can take, for each server at the same rate. */
export async function measureLatency(around: Surroundings): Promise<LatencyResult[]> {
  const { contestants, generator, platform, rounds, seconds, say } = around
  const results: LatencyResult[] = []
  for (const mode of ['plain', 'safe'] as const) {
    const servers: ServerProcess[] = []
    const loads = new Map<string, Load[]>()
    const play = ({ port, pid }: ServerProcess, count: number, rate?: number) =>
      generator.play({
        port,
        pid,
        connections: CONNECTIONS,
        expected: '',
        pushes: { mode, kind: 'text', bytes: 512, count },
        ...(rate === undefined ? {} : { rate }),
      })
    try {
      for (const contestant of contestants.filter(({ name }) => COMPARED.includes(name)))
        servers.push(await ServerProcess.start(contestant, mode, platform.url))
      const fenzu = servers.find(({ contestant }) => contestant === FENZU)
      if (fenzu === undefined) throw new Error('latency is measured at half of what fenzu can take: name it, too')
      for (const server of servers) await play(server, WARM_UP)
      const saturated: Load[] = []
      for (let round = 0; round < 3; round += 1) saturated.push(await play(fenzu, WARM_UP))
      const rate = Math.round(median(saturated.map(({ perSecond }) => perSecond)) / 2)
      for (let round = 0; round < rounds; round += 1) {
        for (const server of servers) {
          const load = await play(server, Math.ceil(rate * seconds), rate)
          const { name } = server.contestant
          loads.set(name, [...(loads.get(name) ?? []), load])
        }
      }
      const latencies = Object.fromEntries(
        [...loads].map(([name, all]) => [
          name,
          { p50Ms: median(all.map(({ p50Ms }) => p50Ms)), p99Ms: median(all.map(({ p99Ms }) => p99Ms)) },
        ]),
      )
      results.push({ mode, rate, latencies })
      say(`${mode}, latency at ${rate}/s: ${JSON.stringify(latencies)}`)
    } finally {
      for (const server of servers) await server.stop()
    }
  }
  return results
}
