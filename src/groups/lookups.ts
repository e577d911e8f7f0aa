import { PRIORITY, type Priority } from '../domain/verdict.ts'
import type { GroupBackend, Whereabouts } from './backend.ts'
import { Coalescer } from './coalescer.ts'
import { blamesOneOfThem, saysNothing } from './failure.ts'

/** Most openids one look-up takes. */
const LOOKUP_LIMIT = 50

/**
 * Look-ups of where followers are, gathered up to 50 a call; they run ahead of the moves that wait for them. Those of long
 * work are gathered apart and go last: an admin never waits behind the reading in of a whole account.
 */
export class Lookups {
  readonly #lane: Coalescer<Whereabouts>
  readonly #background: Coalescer<Whereabouts>

  constructor(backend: GroupBackend) {
    const lane = (priority: Priority): Coalescer<Whereabouts> =>
      new Coalescer(LOOKUP_LIMIT, (take) => backend.whereabouts(take, priority), blamesOneOfThem, saysNothing)
    this.#lane = lane(PRIORITY.lookup)
    this.#background = lane(PRIORITY.background)
  }

  /** Where one follower is, and what else the platform tells; throws when the openid is not of this account. */
  where(openid: string): Promise<Whereabouts> {
    return this.#lane.join(openid)
  }

  /** The same for long work, whenever nobody else wants to call. */
  whereAtLeisure(openid: string): Promise<Whereabouts> {
    return this.#background.join(openid)
  }
}
