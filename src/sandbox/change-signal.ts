/** Emits whenever something of the simulated platform may have changed; whoever subscribes looks up what it was. */
export class ChangeSignal {
  readonly #listeners = new Set<() => void>()

  emit(): void {
    for (const listener of this.#listeners) listener()
  }

  /** The returned function stops listening. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }
}
