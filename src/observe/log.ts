import { AsyncLocalStorage } from 'node:async_hooks'
import { pino, type Logger } from 'pino'
import type { Clock, Monotonic } from '../domain/clock.ts'
import { createRedactor } from './redact.ts'

export type Log = Logger

export interface LogOptions {
  readonly level: string
  /** Values that must not appear in any line, whatever happens. */
  readonly secrets: readonly (string | undefined)[]
  /** Takes one finished line, with its end. */
  write(line: string): void
}

/** JSON lines, one for each command and refusal; never what a person wrote, never a secret, never a query. */
export function createLog({ level, secrets, write }: LogOptions): Log {
  const redact = createRedactor(secrets)
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // A line that names its own number keeps it.
      mixin: () => numbers.getStore() ?? {},
      mixinMergeStrategy: (own, mixed) => ({ ...mixed, ...own }),
    },
    {
      write: (line: string) => {
        write(redact(line))
      },
    },
  )
}

const numbers = new AsyncLocalStorage<{ readonly number: number }>()

/** Every line that is written while `work` runs, in whatever room, carries this number: one grep finds them all. */
export function runAs<T>(number: number, work: () => Promise<T>): Promise<T> {
  return numbers.run({ number }, work)
}

const SAMPLE_MS = 60_000

/** Lets one line a minute through for each reason, with the number of those that were left out since. */
export class Sampler {
  readonly #clock: Clock
  readonly #reasons = new Map<string, { saidAt: Monotonic; suppressed: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  say(reason: string, write: (suppressed: number) => void): void {
    const now = this.#clock.elapsed()
    const known = this.#reasons.get(reason)
    if (known !== undefined && now - known.saidAt < SAMPLE_MS) {
      known.suppressed += 1
      return
    }
    this.#reasons.set(reason, { saidAt: now, suppressed: 0 })
    write(known?.suppressed ?? 0)
  }
}
