import { MARK_KEPT_S, type Mark } from '../store/forgetting/erasures.ts'

/** Most that are remembered; who left first is forgotten first. */
export const MOST_DEPARTED = 200_000
/** The platform's clock and ours may differ by so much. */
const CLOCKS_APART_S = 300

/**
 * Who left within the last day, by the marks of their openids: what they sent before they left may arrive afterwards, and
 * writes nobody down anew. All times are CreateTimes of the platform, in seconds.
 */
export class Departed {
  readonly #markOf: (openid: string) => number
  /** When they left, doubled; plus one when they followed again since. In the order in which they left. */
  readonly #left = new Map<number, number>()

  constructor(markOf: (openid: string) => number, marks: readonly Mark[]) {
    this.#markOf = markOf
    for (const { mark, at } of marks) this.#left.set(mark, at * 2)
  }

  /** Somebody left. */
  add(openid: string, at: number): void {
    const mark = this.#markOf(openid)
    this.#left.delete(mark)
    this.#left.set(mark, at * 2)
    for (const [oldest, doubled] of this.#left) {
      if (this.#left.size <= MOST_DEPARTED && doubled / 2 >= at - MARK_KEPT_S) return
      this.#left.delete(oldest)
    }
  }

  /** Whether this departure was handled before, and they follow again since. */
  isOver(openid: string, at: number): boolean {
    const doubled = this.#of(openid)
    return doubled !== undefined && doubled % 2 === 1 && doubled >= at * 2
  }

  /**
   * What a push tells of whoever sent it: `before` if they sent it before they left, `returned` if it is the first that
   * shows that they follow again, `follows` otherwise. A follow of the very second in which they left is one afterwards.
   */
  judge(openid: string, at: number, isFollow: boolean): 'before' | 'returned' | 'follows' {
    const doubled = this.#of(openid)
    if (doubled === undefined) return 'follows'
    const leftAt = Math.floor(doubled / 2)
    if (at < leftAt || (at === leftAt && doubled % 2 === 0 && !isFollow)) return 'before'
    if (doubled % 2 === 1) return 'follows'
    this.#left.set(this.#markOf(openid), doubled + 1)
    return 'returned'
  }

  /** Whether somebody left, and did not follow again, about or after a moment by our own clock. */
  hasLeftSince(openid: string, at: number): boolean {
    const doubled = this.#of(openid)
    return doubled !== undefined && doubled % 2 === 0 && doubled / 2 >= at - CLOCKS_APART_S
  }

  #of(openid: string): number | undefined {
    return this.#left.size === 0 ? undefined : this.#left.get(this.#markOf(openid))
  }
}
