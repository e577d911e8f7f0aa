import { LONG_AGO, type Clock, type Monotonic } from '../domain/clock.ts'

/** An interface whose quota is spent is asked about at most so often. */
export const LOOK_INTERVAL_MS = 10_000

/** Resolves with the calls that the platform still allows today on that interface. */
export type AskQuotaLeft = (interfaceName: string) => Promise<number>

interface Spent {
  /** Whether the platform's own count was 0 when it refused: only then is it believed later. */
  agreed: Promise<boolean>
  lookedAt: Monotonic
  looking: Promise<boolean> | undefined
}

/**
 * Daily quotas that come back before midnight, because somebody cleared them or the platform raised them. Right after the
 * refusal the platform is asked for its own count, and again when somebody wants to call, at most every ten seconds. A count
 * that was not 0 at the refusal is not believed: WeChat counts with an error of about 1 %.
 */
export class QuotaReturn {
  readonly #clock: Clock
  readonly #left: AskQuotaLeft
  readonly #spent = new Map<string, Spent>()

  constructor(clock: Clock, left: AskQuotaLeft) {
    this.#clock = clock
    this.#left = left
  }

  /** The platform refused: the quota of this interface is spent. */
  spent(interfaceName: string): void {
    const agreed = this.#count(interfaceName).then((left) => left === 0)
    this.#spent.set(interfaceName, { agreed, lookedAt: LONG_AGO, looking: undefined })
  }

  /** Whether there are calls left again. Those who ask at the same time are answered together; never rejects. */
  async isBack(interfaceName: string): Promise<boolean> {
    const spent = this.#spent.get(interfaceName)
    if (spent === undefined || !(await spent.agreed)) return false
    const now = this.#clock.elapsed()
    if (spent.looking !== undefined) return spent.looking
    if (now - spent.lookedAt < LOOK_INTERVAL_MS) return false
    spent.lookedAt = now
    spent.looking = this.#count(interfaceName).then((left) => left !== undefined && left > 0)
    const isBack = await spent.looking
    spent.looking = undefined
    if (isBack) this.#spent.delete(interfaceName)
    return isBack
  }

  /** undefined when the platform does not say; whoever makes that call reports its failure. */
  #count(interfaceName: string): Promise<number | undefined> {
    return this.#left(interfaceName).catch(() => undefined)
  }
}
