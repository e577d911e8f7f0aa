/** Work under the same key runs one after the other, in the order it was handed in; different keys don't wait for each other. */
export class KeyedLanes {
  readonly #tails = new Map<string, Promise<void>>()

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve()
    const result = before.then(work)
    const tail = result.then(ignore, ignore).then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
    })
    this.#tails.set(key, tail)
    return result
  }
}

/** The failure belongs to whoever asked for the work; the lane only needs to know that it is over. */
function ignore(): void {
  return undefined
}
