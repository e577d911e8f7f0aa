/**
 * Calls that travel together. The platform takes up to fifty followers in one call, and the pace lets only so many calls
 * through, so what waits for its turn is gathered:
 *
 * - The first one goes at once, alone: nobody waits for company.
 * - At most one call of a lane (one target group, or one kind of look-up) is under way. Whoever comes meanwhile, or while
 *   that call waits behind the pace, waits in the lane; when the next call's turn comes, it takes as many as fit.
 * - Who shares a call shares its fate only if it succeeds, or fails for a reason that is nobody's in particular. A refusal
 *   that may be due to one of them (`blames`) splits the call in halves, again and again, until the one is alone; the
 *   others go on.
 * - Each caller gets its own outcome.
 *
 * That nobody overtakes somebody with the same follower is not decided here: whoever enters a lane has the only change of
 * that follower that may run now (dispatch/order).
 */
export class Coalescer<Result> {
  readonly #limit: number
  readonly #send: Send<Result>
  readonly #blames: (error: unknown) => boolean
  readonly #leftOut: () => Error
  #waiting: Member<Result>[] = []
  #busy = false

  /** `leftOut` makes the error of whoever an answer says nothing of. */
  constructor(
    limit: number,
    send: Send<Result>,
    blames: (error: unknown) => boolean,
    leftOut: () => Error = () => new TypeError('a call for several followers left one of them out'),
  ) {
    this.#limit = limit
    this.#send = send
    this.#blames = blames
    this.#leftOut = leftOut
  }

  /** Joins the next call that has room. Rejects with what the platform refused this one with. */
  join(openid: string): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ openid, resolve, reject })
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#busy || this.#waiting.length === 0) return
    this.#busy = true
    // Those who come in the same turn of the event loop come together.
    queueMicrotask(() => {
      void this.#next().finally(() => {
        this.#busy = false
        this.#pump()
      })
    })
  }

  async #next(): Promise<void> {
    let members: Member<Result>[] | undefined
    const take = (): readonly string[] => {
      members ??= this.#waiting.splice(0, this.#limit)
      return members.map(({ openid }) => openid)
    }
    const outcome = await this.#attempt(take)
    await this.#settle(members ?? this.#waiting.splice(0, this.#limit), outcome)
  }

  async #settle(members: readonly Member<Result>[], outcome: Outcome<Result>): Promise<void> {
    if ('results' in outcome) {
      for (const { openid, resolve, reject } of members) {
        const result = outcome.results.get(openid)
        if (result === undefined) reject(this.#leftOut())
        else resolve(result)
      }
      return
    }
    if (members.length === 1 || !this.#blames(outcome.error)) {
      for (const { reject } of members) reject(outcome.error)
      return
    }
    const middle = Math.ceil(members.length / 2)
    for (const half of [members.slice(0, middle), members.slice(middle)]) {
      await this.#settle(half, await this.#attempt(() => half.map(({ openid }) => openid)))
    }
  }

  async #attempt(take: () => readonly string[]): Promise<Outcome<Result>> {
    try {
      return { results: await this.#send(take) }
    } catch (error) {
      return { error }
    }
  }
}

/** Makes one call for whoever `take` names when its turn has come; the same people whenever it is asked again. */
export type Send<Result> = (take: () => readonly string[]) => Promise<ReadonlyMap<string, Result>>

interface Member<Result> {
  readonly openid: string
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

type Outcome<Result> = { readonly results: ReadonlyMap<string, Result> } | { readonly error: unknown }
