import { hash } from 'node:crypto'
import { Refusal } from '../refusal.ts'
import { ticketOf } from '../push-xml.ts'

/** An account can have so many permanent codes (developers.weixin.qq.com, qrcode/create). */
const MOST_PERMANENT = 100_000
/** What refuses an order; which errcode the platform gives for each mistake is not documented. */
const BAD_ORDER = 40097

export interface CodeOrder {
  readonly scene: string
  /** null for good. */
  readonly seconds: number | null
}

/** QR codes with a scene that were made by the API. */
export class Codes {
  readonly #now: () => number
  /** Until when each is good, in ms of the platform's time; null for good. */
  #endsAt = new Map<string, number | null>()
  #permanent = 0
  #revision = 0

  constructor(now: () => number) {
    this.#now = now
  }

  get revision(): number {
    return this.#revision
  }

  /** Scenes of codes that are good now, the latest last. */
  get scenes(): string[] {
    return [...this.#endsAt.keys()].filter((scene) => !this.hasEnded(scene))
  }

  /** Whether a code of this scene was made and is over by now: whoever scans it is told so, and the account hears nothing. */
  hasEnded(scene: string): boolean {
    const endsAt = this.#endsAt.get(scene)
    return typeof endsAt === 'number' && endsAt <= this.#now()
  }

  make({ scene, seconds }: CodeOrder): { ticket: string; expire_seconds?: number; url: string } {
    const was = this.#endsAt.get(scene)
    if (seconds === null && was !== null) {
      if (this.#permanent >= MOST_PERMANENT) throw new Refusal(BAD_ORDER)
      this.#permanent += 1
    }
    // A permanent code of the same scene goes on.
    if (was !== null || seconds === null) {
      this.#endsAt.delete(scene)
      this.#endsAt.set(scene, seconds === null ? null : this.#now() + seconds * 1000)
    }
    this.#revision += 1
    const url = `http://weixin.qq.com/q/${hash('sha256', scene, 'base64url').slice(0, 22)}`
    return { ticket: ticketOf(scene), ...(seconds === null ? {} : { expire_seconds: seconds }), url }
  }

  reset(): void {
    this.#endsAt = new Map()
    this.#permanent = 0
    this.#revision += 1
  }
}
