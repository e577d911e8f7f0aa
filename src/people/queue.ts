/** First in, first out, without moving what is left at every taking. */
export class Queue<T> {
  #items: T[] = []
  #head = 0

  /** What is taken next; undefined when it is empty. */
  get first(): T | undefined {
    return this.#items[this.#head]
  }

  put(item: T): void {
    this.#items.push(item)
  }

  /** These are taken before everything that is there. */
  putBefore(items: readonly T[]): void {
    this.#items = [...items, ...this.#items.slice(this.#head)]
    this.#head = 0
  }

  take(): T | undefined {
    const item = this.#items[this.#head]
    if (item === undefined) return undefined
    this.#head += 1
    if (this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }

  takeAll(): T[] {
    const all = this.#head === 0 ? this.#items : this.#items.slice(this.#head)
    this.#items = []
    this.#head = 0
    return all
  }
}
