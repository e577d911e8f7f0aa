/**
 * What became different in the simulated world between two looks at it: who moved, came or left, which groups were made,
 * renamed or deleted. The world itself keeps no history; this keeps what those were before who changed since the last look.
 */
import type { WorldFollower } from './first-world.ts'
import type { World } from './world.ts'

export type WorldChange = { readonly seq: number; readonly at: number } & (
  | { readonly kind: 'moved'; readonly openid: string; readonly from: number; readonly to: number }
  | { readonly kind: 'came' | 'left'; readonly openid: string }
  | { readonly kind: 'made' | 'deleted'; readonly id: number; readonly name: string }
  | { readonly kind: 'renamed'; readonly id: number; readonly name: string; readonly from: string }
  | { readonly kind: 'reset'; readonly followers: number }
)
type Difference = WorldChange extends infer Change
  ? Change extends object
    ? Omit<Change, 'seq' | 'at'>
    : never
  : never

const KEPT_CHANGES = 50

interface Known {
  groupid: number
  subscribe: boolean
}

export class WorldWatch {
  readonly #world: World
  #changes: WorldChange[] = []
  #seq = 0
  #revision = -1
  #groups = new Map<number, string>()
  /** Of those who changed last what they were at the last look, undefined for somebody new. More are not told. */
  readonly #changed = new Map<string, Known | undefined>()
  /** The very object that was looked at last: another one means that the world began again. */
  #seen: ReadonlyMap<string, WorldFollower> | undefined

  constructor(world: World) {
    this.#world = world
    world.beforeChange = (openid, before) => {
      this.#note(openid, before)
    }
    this.#remember()
  }

  /** Notes what became different since the last look; `now` in milliseconds. */
  look(now: number): void {
    const { revision, followers } = this.#world
    if (revision === this.#revision) return
    const differences: Difference[] =
      followers === this.#seen
        ? [...this.#groupDifferences(), ...this.#followerDifferences()]
        : [{ kind: 'reset', followers: followers.size }]
    for (const difference of differences) {
      this.#seq++
      this.#changes.push({ seq: this.#seq, at: now, ...difference })
    }
    this.#changes = this.#changes.slice(-KEPT_CHANGES)
    this.#remember()
  }

  /** Those numbered after `seq`, oldest first; only the latest 50 are kept. */
  since(seq: number): readonly WorldChange[] {
    return this.#changes.filter((change) => change.seq > seq)
  }

  get lastSeq(): number {
    return this.#seq
  }

  #groupDifferences(): Difference[] {
    const differences: Difference[] = []
    for (const [id, name] of this.#world.groups) {
      const from = this.#groups.get(id)
      if (from === undefined) differences.push({ kind: 'made', id, name })
      else if (from !== name) differences.push({ kind: 'renamed', id, name, from })
    }
    for (const [id, name] of this.#groups) {
      if (!this.#world.groups.has(id)) differences.push({ kind: 'deleted', id, name })
    }
    return differences
  }

  #followerDifferences(): Difference[] {
    const differences: Difference[] = []
    for (const [openid, known] of this.#changed) {
      const { groupid, subscribe } = this.#world.followers.get(openid) ?? { groupid: 0, subscribe: false }
      if ((known?.subscribe ?? false) !== subscribe) differences.push({ kind: subscribe ? 'came' : 'left', openid })
      if (known !== undefined && known.groupid !== groupid) {
        differences.push({ kind: 'moved', openid, from: known.groupid, to: groupid })
      }
    }
    return differences
  }

  /** Whoever changes once more is among the last again, and is compared with what they were at the last look. */
  #note(openid: string, before: Known | undefined): void {
    const known = this.#changed.has(openid) ? this.#changed.get(openid) : before && pick(before)
    this.#changed.delete(openid)
    this.#changed.set(openid, known)
    const [oldest] = this.#changed.keys()
    if (this.#changed.size > KEPT_CHANGES && oldest !== undefined) this.#changed.delete(oldest)
  }

  #remember(): void {
    const { revision, groups, followers } = this.#world
    this.#revision = revision
    this.#groups = new Map(groups)
    this.#changed.clear()
    this.#seen = followers
  }
}

function pick({ groupid, subscribe }: Known): Known {
  return { groupid, subscribe }
}
