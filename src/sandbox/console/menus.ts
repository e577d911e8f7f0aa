/**
 * Menus that were made by the API: the default one and those for a tag (个性化菜单). They are shown on the phone; the
 * console's own menu is not, once a callback is set.
 * Source: developers.weixin.qq.com, Custom menus.
 */
import type { PlatformClock } from '../platform-clock.ts'
import type { WorldFollower } from '../first-world.ts'

export interface Button {
  readonly type?: string
  readonly name: string
  readonly key?: string
  readonly url?: string
  readonly media_id?: string
  readonly appid?: string
  readonly pagepath?: string
  readonly article_id?: string
  readonly sub_button?: readonly Button[]
}

export interface ConditionalMenu {
  readonly button: readonly Button[]
  readonly matchrule: Readonly<Record<string, string>>
  readonly menuid: number
}

/** So long after a deletion the platform refuses to make a menu (40028). */
const AFTER_DELETION_MS = 5_000
const FIRST_MENU_ID = 400_000_001

export class Menus {
  readonly #clock: PlatformClock
  default: { readonly button: readonly Button[]; readonly menuid: number } | undefined
  conditional: ConditionalMenu[] = []
  revision = 0
  #nextId = FIRST_MENU_ID
  #deletedAt = -Infinity

  constructor(clock: PlatformClock) {
    this.#clock = clock
  }

  get wasJustDeleted(): boolean {
    return this.#clock.now() - this.#deletedAt < AFTER_DELETION_MS
  }

  /** Menus for tags stay; whether they do on the platform is not documented. */
  create(button: readonly Button[]): void {
    this.default = { button, menuid: this.#nextId++ }
    this.revision++
  }

  addConditional(button: readonly Button[], matchrule: Readonly<Record<string, string>>): number {
    const menuid = this.#nextId++
    this.conditional.push({ button, matchrule, menuid })
    this.revision++
    return menuid
  }

  removeConditional(menuid: number): boolean {
    const left = this.conditional.filter((menu) => menu.menuid !== menuid)
    const found = left.length < this.conditional.length
    this.conditional = left
    this.revision++
    return found
  }

  /** All of them. */
  delete(): void {
    this.default = undefined
    this.conditional = []
    this.#deletedAt = this.#clock.now()
    this.revision++
  }

  /** What this follower's phone shows: the newest menu for their last tag, else the default one. */
  of({ tagIds }: Pick<WorldFollower, 'tagIds'>): readonly Button[] {
    const tag = tagIds.at(-1)
    const mine = this.conditional.findLast(({ matchrule }) => tag !== undefined && matchrule['tag_id'] === String(tag))
    return mine?.button ?? this.default?.button ?? []
  }

  reset(): void {
    this.default = undefined
    this.conditional = []
    this.#deletedAt = -Infinity
    this.revision++
  }
}
