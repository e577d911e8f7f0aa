import type { Load } from '../load/generator.ts'
import type { LoadGenerator } from '../load/generator-process.ts'
import type { Kind, Mode, Pushes } from '../load/pushes.ts'
import { median } from '../statistics.ts'
import type { Contestant } from './contestants.ts'
import { ServerProcess } from './server-process.ts'

export const CONNECTIONS = 64
/** Until the code that is measured has been compiled. */
const WARM_UP = 6_000

export interface Scenario {
  readonly mode: Mode
  readonly kind: Kind
  readonly bytes: number
}

export interface Figures {
  readonly perSecond: number
  readonly cpuMicros: number
}

/** One scenario's medians, by the contestants' names. */
export type Result = ReadonlyMap<string, Figures>

export interface Plan {
  readonly rounds: number
  /** How long one server is loaded in one round. */
  readonly seconds: number
  readonly apiBase: string
}

/** What is right in an answer: a command is answered with a message, by whoever listens. */
function expectedOf({ deaf }: Contestant, kind: Kind): string {
  return kind === 'command' && deaf !== true ? '<xml>' : ''
}

/** All servers in turn, round after round, each with requests of its own; the others stand idle meanwhile. */
export async function playScenario(
  { mode, kind, bytes }: Scenario,
  contestants: readonly Contestant[],
  generator: LoadGenerator,
  { rounds, seconds, apiBase }: Plan,
): Promise<Result> {
  const servers: ServerProcess[] = []
  const loads = new Map<string, Load[]>()
  const pushes = (count: number): Pushes => ({ mode, kind, bytes, count })
  const play = async (server: ServerProcess, count: number): Promise<Load> => {
    const { port, pid, contestant } = server
    const job = { port, pid, connections: CONNECTIONS, expected: expectedOf(contestant, kind) }
    const load = await generator.play({ ...job, pushes: pushes(count) })
    if (load.wrong > 0) throw new Error(`${contestant.name} answered ${load.wrong} wrongly: ${load.example}`)
    return load
  }
  try {
    for (const contestant of contestants) servers.push(await ServerProcess.start(contestant, mode, apiBase))
    const rates = new Map<ServerProcess, number>()
    for (const server of servers) {
      await play(server, WARM_UP)
      rates.set(server, (await play(server, WARM_UP / 2)).perSecond)
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const server of servers) {
        const load = await play(server, Math.ceil((rates.get(server) ?? 0) * seconds))
        rates.set(server, load.perSecond)
        const { name } = server.contestant
        loads.set(name, [...(loads.get(name) ?? []), load])
      }
    }
  } finally {
    for (const server of servers) await server.stop()
  }
  return new Map([...loads].map(([name, all]) => [name, toFigures(all)]))
}

function toFigures(loads: readonly Load[]): Figures {
  return {
    perSecond: median(loads.map(({ perSecond }) => perSecond)),
    cpuMicros: median(loads.map(({ cpuMicros }) => cpuMicros)),
  }
}
