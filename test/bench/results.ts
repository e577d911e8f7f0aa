import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import type { MeanwhileFigures } from './account/meanwhile.ts'
import type { RuleStorm } from '../faults/rule-storm.ts'
import type { Mode } from './load/pushes.ts'

/** The figures of the last run of each part; docs/benchmarks.md is drawn from them. */

const FILE = join(import.meta.dirname, '../../docs/benchmarks.json')

export interface Rate {
  readonly perSecond: number
  readonly cpuMicros: number
}

export interface PushResult {
  readonly mode: Mode
  /** What was pushed, in words. */
  readonly what: string
  /** By the contestants' names. */
  readonly rates: Readonly<Record<string, Rate>>
}

export interface LatencyResult {
  readonly mode: Mode
  readonly rate: number
  readonly latencies: Readonly<Record<string, { readonly p50Ms: number; readonly p99Ms: number }>>
}

export interface GrowthCurve {
  readonly title: string
  /** What is counted along the bottom. */
  readonly of: string
  readonly unit: 'ms' | 'µs' | 'MB'
  readonly series: Readonly<Record<string, readonly (readonly [number, number])[]>>
}

export interface AccountResult {
  /** What was done with all of them. */
  readonly what: string
  readonly followers: number
  /** With the simulated platform in the process of the bot, as `npm start` has it. */
  readonly together: boolean
  readonly callsPerSecond: number
  /** Pages of the list and look-ups. */
  readonly calls: number
  readonly seconds: number
  /** How long that many calls take at the pace alone. */
  readonly paceSeconds: number
  readonly meanwhile: MeanwhileFigures
}

export interface Results {
  readonly pushes: readonly PushResult[]
  readonly latency: readonly LatencyResult[]
  readonly memory: Readonly<Record<string, { readonly afterMb: number; readonly peakMb: number }>>
  readonly start: Readonly<Record<string, { readonly readyMs: number; readonly idleMb: number }>>
  readonly commands: {
    readonly count: number
    readonly p50Ms: number
    readonly p99Ms: number
    readonly fsyncMs: number
  }
  readonly batch: { readonly people: number; readonly movingCalls: number; readonly seconds: number }
  readonly storm: {
    readonly events: number
    readonly refused: number
    readonly seconds: number
    readonly peakMb: number
    readonly commands: number
    readonly slowestMs: number
  }
  readonly relay: {
    /** Pushes a second at which the medians were taken. */
    readonly rate: number
    readonly ordinary: { readonly cpuMicros: number; readonly p50Ms: number }
    readonly relayed: { readonly cpuMicros: number; readonly p50Ms: number }
    /** `refused`: those that got the fallback. */
    readonly inFlight: { readonly sent: number; readonly atOnce: number; readonly refused: number }
  }
  /** CPU µs of an ordinary push. */
  readonly replies: { readonly rules: number; readonly without: number; readonly withRules: number }
  readonly rules: {
    readonly storm: RuleStorm
    /** CPU µs of an ordinary push, beside none and beside as many rules as there can be. */
    readonly push: { readonly rules: number; readonly without: number; readonly withRules: number }
  }
  /** In Chromium: until something is to be seen; then beside so many followers. */
  readonly page: {
    readonly firstPaintMs: number
    readonly followers: number
    /** From Enter until the page shows the change of group. */
    readonly moveShownMs: number
    readonly longestTaskMs: number
  }
  readonly growth: readonly GrowthCurve[]
  readonly works: readonly GrowthCurve[]
  readonly reading: readonly AccountResult[]
  readonly leaving: readonly AccountResult[]
  readonly fleet: {
    /** CPU of an ordinary push: one process on SQLite, and one of several on PostgreSQL that does not execute. */
    readonly sqliteMicros: number
    readonly postgresMicros: number
    /** Through another process than the one that executes. */
    readonly commands: number
    readonly p50Ms: number
    readonly p99Ms: number
    readonly contacts: { readonly pushes: number; readonly micros: number; readonly transactionsASecond: number }
  }
}

export type Part = keyof Results
export const PARTS: readonly Part[] = [
  'pushes',
  'latency',
  'memory',
  'start',
  'commands',
  'batch',
  'storm',
  'relay',
  'replies',
  'rules',
  'page',
  'growth',
  'works',
  'reading',
  'leaving',
  'fleet',
]

/** A part's figures, and where and when they were taken. */
export type Kept = { readonly [P in Part]?: { readonly figures: Results[P]; readonly taken: string } }

export function readResults(): Kept {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Kept) : {}
}

export function keepResults(kept: Kept): void {
  writeFileSync(FILE, `${JSON.stringify(kept, rounded, 1)}\n`)
}

/** Four digits are more than any figure is good for. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value
}

/** Where and when: the sentence under each table. */
export function whereAndWhen(rounds: number, minutes: number): string {
  const memory = Math.round(totalmem() / 2 ** 30)
  // The bench itself makes some two of it: what is beyond belongs to others, and delays answers.
  const [load = 0] = loadavg()
  const day = new Date().toISOString().slice(0, 10)
  return `${day}, Node ${process.versions.node}, ${process.platform} with ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}) and ${memory} GiB, ${rounds} rounds, ${minutes.toFixed(1)} minutes, load ${load.toFixed(1)}`
}
