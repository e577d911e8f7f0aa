import type { Roster } from '../../admins/roster.ts'
import { isEnglishCommand } from '../../commands/reading/english.ts'
import type { CommandSpec } from '../../commands/reading/reading.ts'
import type { Language } from '../../domain/answer.ts'

/** Admins of whom it is remembered in which language they wrote last. */
const MOST_HEARD = 1_000

/**
 * In which language each admin is answered: the one that they chose; until they choose, the one in which they sent their last
 * command. That is in memory: after a restart the next command tells.
 */
export class Languages {
  readonly #admins: Roster
  readonly #specs: readonly CommandSpec[]
  /** Those who wrote in English last; whether they were told how to stay with it. */
  readonly #english = new Map<string, { told: boolean }>()

  constructor(admins: Roster, specs: readonly CommandSpec[]) {
    this.#admins = admins
    this.#specs = specs
  }

  /** An admin sent this. What is no command in either language, such as an answer of a few digits, changes nothing. */
  heard(admin: string, text: string): void {
    if (this.#admins.chosenLanguageOf(admin) !== undefined) return
    const known = this.#english.get(admin)
    if (isEnglishCommand(text, this.#specs)) {
      this.#english.delete(admin)
      this.#english.set(admin, known ?? { told: false })
      const [oldest] = this.#english.keys()
      if (this.#english.size > MOST_HEARD && oldest !== undefined) this.#english.delete(oldest)
    } else if (/\p{Script=Han}/u.test(text)) this.#english.delete(admin)
  }

  of(admin: string): Language {
    return this.#admins.chosenLanguageOf(admin) ?? (this.#english.has(admin) ? 'en' : 'zh')
  }

  /** Whether an admin is answered in English without having chosen it, and hears now for the first time how to choose. */
  tellsHow(admin: string): boolean {
    const heard = this.#admins.chosenLanguageOf(admin) === undefined ? this.#english.get(admin) : undefined
    if (heard === undefined || heard.told) return false
    heard.told = true
    return true
  }
}
