import type { GroupBackend, Whereabouts } from './backend.ts'
import { Coalescer } from './coalescer.ts'
import { blamesOneOfThem, saysNothing } from './failure.ts'

/** Most openids one look-up takes. */
const LOOKUP_LIMIT = 50

/** Look-ups of where followers are, gathered up to 50 a call; they run ahead of the moves that wait for them. */
export class Lookups {
  readonly #lane: Coalescer<Whereabouts>

  constructor(backend: GroupBackend) {
    this.#lane = new Coalescer(LOOKUP_LIMIT, (take) => backend.whereabouts(take), blamesOneOfThem, saysNothing)
  }

  /** Where one follower is, and what else the platform tells; throws when the openid is not of this account. */
  where(openid: string): Promise<Whereabouts> {
    return this.#lane.join(openid)
  }
}
