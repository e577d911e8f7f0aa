import { Sampler, type Log } from './log.ts'
import type { AccountMetrics } from './metrics.ts'
import type { Clock } from '../domain/clock.ts'
import type { KeptCopy } from '../domain/replies/kept.ts'
import { ofError } from './why.ts'

/**
 * Sees what is done for followers: replies that are kept and played, pushes that are relayed. Only counts and reasons; never
 * an openid, a text, or a word of an upstream's answer.
 */
export class FollowersWatch {
  readonly #log: Log
  readonly #metrics: AccountMetrics
  readonly #sampler: Sampler

  constructor(log: Log, metrics: AccountMetrics, clock: Clock) {
    this.#log = log
    this.#metrics = metrics
    this.#sampler = new Sampler(clock)
  }

  kept({ replies, menu, losses }: KeptCopy): void {
    const counts = { replies: replies.length, buttons: menu?.buttons.length ?? 0, notKept: losses.length }
    const reasons = [...new Set(losses.map(({ reason }) => reason))]
    this.#log.info({ ...counts, reasons }, 'what the console answers is kept')
  }

  keepingFailed(error: unknown): void {
    this.#log.warn(ofError(error), 'the console could not be read: what is kept stays, and it is tried again')
  }

  lessInConsole(now: number, kept: number): void {
    this.#log.warn({ now, kept }, 'the console shows less than what is kept: the copy stays')
  }

  otherSent(): void {
    this.#metrics.otherReply('sent')
  }

  otherRefused(error: unknown): void {
    this.#metrics.otherReply('refused')
    this.#sampler.say('other reply', (suppressed) => {
      this.#log.warn({ ...ofError(error), suppressed }, 'a further reply of a rule was not taken')
    })
  }

  otherDropped(): void {
    this.#metrics.otherReply('dropped')
  }

  relayed(result: string, ms: number): void {
    this.#metrics.pushRelayed(result, ms)
    if (result === 'answered' || result === 'nothing') return
    this.#sampler.say(`relay ${result}`, (suppressed) => {
      const hint = RELAY_HINTS[result]
      this.#log.warn(
        { result, ms: Math.round(ms), suppressed, hint },
        'a push was not answered by the system relayed to',
      )
    })
  }

  breakerOpened(): void {
    this.#log.warn(
      'the system relayed to failed five times in a row: followers get the fallback, and it is tried every 10 s',
    )
  }

  breakerClosed(): void {
    this.#log.info('the system relayed to answers again')
  }
}

const RELAY_HINTS: Readonly<Record<string, string>> = {
  refused: 'nothing listens at RELAY_URL',
  'bad-status': 'it refuses: RELAY_TOKEN, RELAY_MODE or its list of allowed addresses may differ',
  'bad-loop': 'RELAY_URL leads back to fenzu itself',
  'bad-not-opened': 'RELAY_TOKEN or RELAY_ENCODING_AES_KEY may differ from what it uses',
  'bad-not-sealed': 'it answers in clear although RELAY_MODE is safe',
  'bad-misaddressed': 'its answer names another sender or receiver than the push',
  'bad-not-shown': 'its answer is one that WeChat would not show: empty, or over 2047 bytes',
  'too-slow': 'it did not answer in time',
}
