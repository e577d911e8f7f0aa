import type { Language } from '../domain/answer.ts'
import { ROLES, type Role } from '../domain/role.ts'
import type { Admins } from '../store/admins.ts'
import type { Invitation, Invitations, Joining } from '../store/invitations.ts'

/** Somebody who may command; `since` is null for those that the settings name. */
export interface KnownAdmin {
  readonly openid: string
  readonly role: Role
  readonly since: number | null
}

/**
 * Who may command and as what, in memory: asked for every push, so never the store. Those named in the settings are owners
 * from the start, whatever the store says of them; others were invited, or claimed the account, and stand in the store.
 */
export class Roster {
  readonly #store: Admins
  readonly #known = new Map<string, KnownAdmin>()
  readonly #languages: Map<string, Language>

  private constructor(
    store: Admins,
    fromSettings: readonly string[],
    stored: readonly KnownAdmin[],
    languages: Map<string, Language>,
  ) {
    this.#store = store
    for (const openid of fromSettings) this.#known.set(openid, { openid, role: 'owner', since: null })
    for (const admin of stored) if (!this.#known.has(admin.openid)) this.#known.set(admin.openid, admin)
    this.#languages = languages
  }

  static async open(store: Admins, fromSettings: readonly string[]): Promise<Roster> {
    return new Roster(store, fromSettings, await store.list(), await store.languages())
  }

  has(openid: string): boolean {
    return this.#known.has(openid)
  }

  /** undefined for whoever may not command at all. */
  roleOf(openid: string): Role | undefined {
    return this.#known.get(openid)?.role
  }

  /** Since when somebody commands; null for those that the settings name and for everybody else. */
  sinceOf(openid: string): number | null {
    return this.#known.get(openid)?.since ?? null
  }

  /** One whom nobody can change from the chat. */
  isNamedInSettings(openid: string): boolean {
    return this.#known.get(openid)?.since === null
  }

  /** Whether the settings name an owner other than this one. */
  hasNamedOwnerBeside(openid: string): boolean {
    return this.list().some((one) => one.since === null && one.openid !== openid)
  }

  /** How many owners there are, those of the settings among them. */
  get owners(): number {
    return this.list().filter(({ role }) => role === 'owner').length
  }

  /** The highest role first, and within it who was there first. */
  list(): KnownAdmin[] {
    return [...this.#known.values()].sort((a, b) => ROLES.indexOf(b.role) - ROLES.indexOf(a.role))
  }

  /** Makes the first owner; false if there is one already. */
  async claim(openid: string, at: number): Promise<boolean> {
    if (this.owners > 0 || !(await this.#store.addFirst(openid, at))) return false
    this.#known.set(openid, { openid, role: 'owner', since: at })
    return true
  }

  /**
   * Uses an invitation up for somebody who is no admin, or a lower one than it makes. Returns the role they have now;
   * undefined when somebody else was faster.
   */
  async join(
    store: Invitations,
    { hash }: Invitation,
    openid: string,
    at: number,
    describe: (invitation: Invitation) => Joining,
  ): Promise<Role | undefined> {
    const role = await store.redeem(hash, openid, at, describe)
    if (role === undefined) return undefined
    this.#known.set(openid, { openid, role, since: this.#known.get(openid)?.since ?? at })
    return role
  }

  /** Gives an admin of the store another role; false when the store knows them no more. */
  async setRole(openid: string, role: Role): Promise<boolean> {
    const known = this.#known.get(openid)
    if (known === undefined || !(await this.#store.setRole(openid, role))) return false
    this.#known.set(openid, { ...known, role })
    return true
  }

  /** Takes an admin of the store out; false for the last owner, who stays. */
  async remove(openid: string): Promise<boolean> {
    if (!(await this.#store.remove(openid, this.hasNamedOwnerBeside(openid)))) return false
    this.#known.delete(openid)
    return true
  }

  /** Somebody left, and the store knows them as an admin no more; those that the settings name stay. */
  left(openid: string): void {
    if (this.isNamedInSettings(openid)) return
    this.#known.delete(openid)
    this.#languages.delete(openid)
  }

  languageOf(openid: string): Language {
    return this.chosenLanguageOf(openid) ?? 'zh'
  }

  /** undefined for whoever never chose one. */
  chosenLanguageOf(openid: string): Language | undefined {
    return this.#languages.get(openid)
  }

  async setLanguage(openid: string, language: Language): Promise<void> {
    await this.#store.setLanguage(openid, language)
    this.#languages.set(openid, language)
  }
}
