import type { Language } from '../domain/answer.ts'
import type { Admins } from '../store/ledger.ts'

/**
 * Who may command, in memory: asked for every push, so never the store. Those named in the settings are owners from the
 * start; others became one by a code and stand in the store.
 */
export class AdminBook {
  readonly #store: Admins
  readonly #since = new Map<string, number | null>()
  readonly #languages: Map<string, Language>

  private constructor(
    store: Admins,
    fromSettings: readonly string[],
    stored: readonly { openid: string; since: number }[],
    languages: Map<string, Language>,
  ) {
    this.#store = store
    for (const openid of fromSettings) this.#since.set(openid, null)
    for (const { openid, since } of stored) if (!this.#since.has(openid)) this.#since.set(openid, since)
    this.#languages = languages
  }

  static async open(store: Admins, fromSettings: readonly string[]): Promise<AdminBook> {
    return new AdminBook(store, fromSettings, await store.list(), await store.languages())
  }

  get size(): number {
    return this.#since.size
  }

  has(openid: string): boolean {
    return this.#since.has(openid)
  }

  list(): { openid: string; since: number | null }[] {
    return [...this.#since].map(([openid, since]) => ({ openid, since }))
  }

  /** Makes the first owner; false if there is one already. */
  async claim(openid: string, at: number): Promise<boolean> {
    if (this.size > 0 || !(await this.#store.addFirst(openid, at))) return false
    this.#since.set(openid, at)
    return true
  }

  languageOf(openid: string): Language {
    return this.#languages.get(openid) ?? 'zh'
  }

  async setLanguage(openid: string, language: Language): Promise<void> {
    await this.#store.setLanguage(openid, language)
    this.#languages.set(openid, language)
  }
}
