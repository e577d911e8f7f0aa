/**
 * Who waits for whom. Commands enter in the order in which they were accepted.
 *
 * A *barrier* (create, rename, delete, adopt, undo) changes what names mean, so it waits for everything accepted before it,
 * and everything accepted later waits for it. *Shared* work (moves, look-ups) overlaps freely, except that two pieces that
 * concern the same follower keep their order. So an admin who writes 新建 甲 and at once 移动 P 甲 finds P in 甲, and the
 * later of two moves of P is the one that stays.
 */
export class Sequencer {
  #barrier: Promise<void> = Promise.resolve()
  readonly #shared = new Set<Promise<void>>()
  readonly #followers = new Map<string, Promise<void>>()
  #inside = 0

  /** Commands that have entered and not left. */
  get inside(): number {
    return this.#inside
  }

  enter<T>(kind: 'shared' | 'barrier', openids: readonly string[], work: () => Promise<T>): Promise<T> {
    const before =
      kind === 'barrier'
        ? [this.#barrier, ...this.#shared]
        : [this.#barrier, ...openids.flatMap((openid) => this.#followers.get(openid) ?? [])]
    this.#inside += 1
    const result = Promise.all(before).then(work)
    const over = result.then(nothing, nothing).then(() => {
      this.#inside -= 1
      this.#shared.delete(over)
      for (const openid of openids) if (this.#followers.get(openid) === over) this.#followers.delete(openid)
    })
    if (kind === 'barrier') this.#barrier = over
    else this.#shared.add(over)
    for (const openid of openids) this.#followers.set(openid, over)
    return result
  }

  /** Resolves when nobody is inside. */
  async idle(): Promise<void> {
    while (this.#inside > 0) await Promise.all([this.#barrier, ...this.#shared])
  }
}

/** Failures belong to whoever entered; the order only needs to know that the work is over. */
function nothing(): void {
  return undefined
}
