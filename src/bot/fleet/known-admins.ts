import { CODE_VALID_MS } from '../../admins/one-time-code.ts'
import { isAhead, type Clock } from '../../domain/clock.ts'
import type { Language } from '../../domain/answer.ts'
import type { LeaseView } from '../../store/fleet.ts'
import type { AccountStore } from '../../store/store.ts'

/** How far the clocks of two machines may be apart. */
const CLOCKS_APART_MS = 60_000

/**
 * Who may command, as this process last read it: a filter that decides whose texts cross the store, and nothing else. What
 * they may do is asked by whoever executes.
 */
export class KnownAdmins {
  readonly #store: Pick<AccountStore, 'admins' | 'invitations'>
  readonly #fromSettings: readonly string[]
  readonly #clock: Clock
  #admins: ReadonlySet<string>
  #languages: ReadonlyMap<string, Language> = new Map()
  #revision: number | undefined
  #codesUntil = 0
  #firstCodeUntil = 0

  constructor(store: Pick<AccountStore, 'admins' | 'invitations'>, fromSettings: readonly string[], clock: Clock) {
    this.#store = store
    this.#fromSettings = fromSettings
    this.#clock = clock
    this.#admins = new Set(fromSettings)
  }

  has(openid: string): boolean {
    return this.#admins.has(openid)
  }

  languageOf(openid: string): Language {
    return this.#languages.get(openid) ?? 'zh'
  }

  /** Whether a one-time code waits for somebody. */
  get codeWaits(): boolean {
    const until = Math.max(this.#codesUntil, this.#firstCodeUntil)
    return isAhead(this.#clock, until, CODE_VALID_MS + CLOCKS_APART_MS)
  }

  /** Reads again what has changed since it was read. Rejects with StoreUnavailableError. */
  async update({ revision, codeUntil }: Pick<LeaseView, 'revision' | 'codeUntil'>): Promise<void> {
    this.#firstCodeUntil = codeUntil
    if (revision === this.#revision) return
    const { admins, invitations } = this.#store
    const [known, languages, live] = await Promise.all([
      admins.list(),
      admins.languages(),
      invitations.live(this.#clock.steady()),
    ])
    this.#admins = new Set([...this.#fromSettings, ...known.map(({ openid }) => openid)])
    this.#languages = languages
    this.#codesUntil = Math.max(0, ...live.map(({ expiresAt }) => expiresAt))
    this.#revision = revision
  }
}
