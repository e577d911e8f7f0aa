import type { Clock } from '../domain/clock.ts'
import type { KeptCopy } from '../domain/replies/kept.ts'
import type { Push } from '../protocol/message.ts'
import { Hourly } from './hourly.ts'
import { Player, type Played } from './player.ts'

/** The copy that is played just now. Whose hour it is goes on when the copy is replaced, by whomever. */
export class Playing {
  readonly #clock: Clock
  readonly #hourly = new Hourly()
  #copy: KeptCopy | undefined
  #player: Player | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get copy(): KeptCopy | undefined {
    return this.#copy
  }

  use(copy: KeptCopy | undefined): void {
    this.#copy = copy
    this.#player = copy?.replies.some(({ on }) => on) ? new Player(copy, this.#clock, this.#hourly) : undefined
  }

  /** What this push is answered with; undefined when nothing kept answers it. */
  play(push: Push): Played | undefined {
    return this.#player?.play(push)
  }

  /** A follower is gone. */
  forget(openid: string): void {
    this.#hourly.forget(openid)
  }
}
