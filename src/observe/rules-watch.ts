import type { Clock } from '../domain/clock.ts'
import { Sampler, type Log } from './log.ts'
import type { AccountMetrics } from './metrics.ts'
import { ofError } from './why.ts'

/** Sees what rules do. Only counts and reasons; never an openid or a text. */
export class RulesWatch {
  readonly #log: Log
  readonly #metrics: AccountMetrics
  readonly #sampler: Sampler

  constructor(log: Log, metrics: AccountMetrics, clock: Clock) {
    this.#log = log
    this.#metrics = metrics
    this.#sampler = new Sampler(clock)
  }

  ruleMet(): void {
    this.#metrics.ruleMet()
  }

  errandHeld(held: number): void {
    this.#sampler.say('errand held', (suppressed) => {
      this.#log.error(
        { held, suppressed },
        'the store refuses: what rules have to do is kept in memory until it is back',
      )
    })
  }

  errandLost(lost: number): void {
    this.#sampler.say('errand lost', (suppressed) => {
      const hint = 'once the store is back, send 规则 补 with the number of each follow and scan rule'
      this.#log.error(
        { lost, suppressed, hint },
        'what rules had to do is lost: the store refuses, and memory is full or the process ends',
      )
    })
  }

  errandsFailed(error: unknown): void {
    this.#sampler.say('errands failed', (suppressed) => {
      this.#log.warn({ ...ofError(error), suppressed }, 'what rules have to do waits, and is tried again')
    })
  }

  countsNotWritten(error: unknown): void {
    this.#sampler.say('counts not written', (suppressed) => {
      this.#log.warn({ ...ofError(error), suppressed }, 'how many came and left could not be written yet')
    })
  }

  defect(error: unknown): void {
    this.#metrics.defect()
    this.#log.error(ofError(error), 'a defect was caught: what rules have to do may be affected')
  }
}
