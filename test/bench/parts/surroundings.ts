import type { Contestant } from '../contest/contestants.ts'
import type { PlatformProcess } from '../contest/platform-process.ts'
import type { LoadGenerator } from '../load/generator-process.ts'

/** What every part of the bench is handed. */
export interface Surroundings {
  readonly platform: PlatformProcess
  readonly generator: LoadGenerator
  readonly contestants: readonly Contestant[]
  readonly rounds: number
  /** How long one server is loaded in one round. */
  readonly seconds: number
  /** The most rows, moves or followers that growth, and rules, are measured with. */
  readonly most: number
  /** The pace at which a large account is read in. */
  readonly callsPerSecond: number
  say(line: string): void
}
