import { randomInt } from 'node:crypto'
import { Agent } from 'node:http'
import { openidOf } from '../../../src/sandbox/first-world.ts'
import type { Place } from './place.ts'
import { ask, every, pause, write } from './requests.ts'

/*
 * What goes on while a large account is worked on: a probe asks whether the bot is alive, followers write, an admin moves
 * somebody. How long each had to wait at most.
 */

const PROBES_EVERY_MS = 20
const PUSHES_EVERY_MS = 5
const MOVES_EVERY_MS = 10_000
const LOOKS_EVERY_MS = 20_000
/** The pushes are of these followers, who stay. */
export const FIRST_WRITER = 40
export const WRITERS = 5_000

export interface Waits {
  readonly count: number
  readonly longestMs: number
  readonly p99Ms: number
}

export interface MeanwhileFigures {
  readonly healthz: Waits
  readonly pushes: Waits
  readonly moves: Waits
  /** The longest block of the event loop, as /metrics tells it. */
  readonly longestBlockMs: number
  /** Answers that were not as they should be. */
  readonly wrong: readonly string[]
}

/** Begins at once; the returned function ends it and tells. */
export function beginMeanwhile(place: Place): () => Promise<MeanwhileFigures> {
  const { url } = place
  let isOver = false
  let longestBlockMs = 0
  const wrong: string[] = []
  const [probing, writing] = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true, maxSockets: 256 })]
  const [healthz, pushes, moves]: [number[], number[], number[]] = [[], [], []]
  const timed = async (into: number[], work: () => Promise<string>, right: RegExp): Promise<void> => {
    const startedAt = performance.now()
    const told = await work().catch(String)
    into.push(performance.now() - startedAt)
    if (!right.test(told)) wrong.push(told)
  }
  const writer = () => openidOf(FIRST_WRITER + randomInt(WRITERS))
  const look = async () => {
    const told = await ask(probing, `${url}/metrics`)
    const seconds = Number(/^fenzu_event_loop_delay_seconds (\S+)$/m.exec(told)?.[1] ?? Number.NaN)
    longestBlockMs = Math.max(longestBlockMs, seconds * 1000)
  }
  const inTurn = async (ms: number, work: () => Promise<void>) => {
    for (; !isOver; await pause(ms)) await work()
  }
  const loops = [
    every(
      PROBES_EVERY_MS,
      () => isOver,
      () => timed(healthz, () => ask(probing, `${url}/healthz`), /^ok$/),
    ),
    every(
      PUSHES_EVERY_MS,
      () => isOver,
      () => timed(pushes, () => write(writing, url, writer()), /^success$/),
    ),
    inTurn(MOVES_EVERY_MS, () => timed(moves, () => place.move(), /^✅/)),
    inTurn(LOOKS_EVERY_MS, look),
  ]
  return async () => {
    isOver = true
    await Promise.all(loops)
    await look()
    probing.destroy()
    writing.destroy()
    return { healthz: waits(healthz), pushes: waits(pushes), moves: waits(moves), longestBlockMs, wrong }
  }
}

function waits(all: readonly number[]): Waits {
  const sorted = all.toSorted((one, other) => one - other)
  const p99Ms = sorted[Math.floor(sorted.length * 0.99)] ?? 0
  return { count: sorted.length, longestMs: sorted.at(-1) ?? 0, p99Ms }
}
