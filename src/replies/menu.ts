import { sleep, type Clock } from '../domain/clock.ts'
import type { MenuButton } from '../domain/replies/console.ts'
import type { KeptMenu } from '../domain/replies/kept.ts'
import type { KeptReplies } from '../store/kept.ts'
import type { ApiMenus, MenuApi, MenuForSome } from '../wechat/api/menu.ts'
import { MENU_OFF_ERRCODE } from '../wechat/errcodes.ts'
import { AnsweredNoError } from '../wechat/errors.ts'

const PAUSE_MS = 1_000

/** What publishing the kept menu would do. */
export interface MenuPlan {
  readonly wanted: readonly MenuButton[]
  /** What followers see that was made by the API; null for none. */
  readonly current: readonly MenuButton[] | null
  /** Menus for tags, which are published again if they vanish. */
  readonly some: readonly MenuForSome[]
  /**
   * `same`: nothing to do. `first`: no menu of the API is there. `ours`: the one there is what fenzu published. `changed`:
   * somebody made or changed one meanwhile, and it would be lost.
   */
  readonly state: 'same' | 'first' | 'ours' | 'changed'
  readonly leftOut: readonly string[]
}

export interface MenuPublisherParts {
  readonly clock: Clock
  readonly menus: MenuApi
  readonly store: KeptReplies
}

/**
 * Publishes the kept menu, only when asked. It is created over the one that is there and never deleted first, because a
 * creation right after a deletion is refused. Menus for tags that vanish with it are made again.
 */
export class MenuPublisher {
  readonly #parts: MenuPublisherParts

  constructor(parts: MenuPublisherParts) {
    this.#parts = parts
  }

  async plan({ buttons, leftOut }: KeptMenu): Promise<MenuPlan> {
    const { menus, store } = this.#parts
    const { all, some } = await menus.read()
    return { wanted: buttons, current: all, some, state: await this.#stateOf(buttons, all, store), leftOut }
  }

  /** Resolves when the menu is there, as the platform shows it. Rejects with the platform's refusal. */
  async publish({ wanted, some }: MenuPlan): Promise<void> {
    const { menus, store, clock } = this.#parts
    await this.#create(wanted)
    await store.markPublished(wanted, clock.now())
    const after = await menus.read()
    for (const menu of some) if (!has(after, menu)) await menus.add(menu)
  }

  async #create(buttons: readonly MenuButton[]): Promise<void> {
    const { menus, clock } = this.#parts
    try {
      await menus.create(buttons)
    } catch (error) {
      if (!(error instanceof AnsweredNoError) || error.errcode !== MENU_OFF_ERRCODE) throw error
      await sleep(clock, PAUSE_MS)
      await menus.create(buttons)
    }
  }

  async #stateOf(
    wanted: readonly MenuButton[],
    current: readonly MenuButton[] | null,
    store: KeptReplies,
  ): Promise<MenuPlan['state']> {
    if (current === null || current.length === 0) return 'first'
    if (isSame(current, wanted)) return 'same'
    const published = await store.publishedMenu()
    return published !== undefined && isSame(current, published) ? 'ours' : 'changed'
  }
}

/** The lines of two menus that are not in both, with + for what would come and - for what would go. */
export function differences(current: readonly MenuButton[] | null, wanted: readonly MenuButton[]): string[] {
  const [before, after] = [linesOf(current ?? []), linesOf(wanted)]
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ]
}

/** One line for each button: where it stands, and what a tap does. */
export function linesOf(buttons: readonly MenuButton[], above = ''): string[] {
  return buttons.flatMap((button) => {
    const path = above === '' ? button.name : `${above} / ${button.name}`
    if (button.action === undefined) return linesOf(button.buttons, path)
    const { action } = button
    switch (action.kind) {
      case 'view':
        return [`${path} → ${action.url}`]
      case 'miniprogram':
        return [`${path} → ${action.appid} ${action.path}`]
      case 'event':
        return [`${path} → ${action.type} ${action.key}`]
      case 'material':
        return [`${path} → ${action.type} ${action.mediaId}`]
      case 'article':
        return [`${path} → ${action.type} ${action.articleId}`]
    }
  })
}

function isSame(one: readonly MenuButton[], other: readonly MenuButton[]): boolean {
  return JSON.stringify(linesOf(one)) === JSON.stringify(linesOf(other))
}

function has({ some }: ApiMenus, { buttons, rule }: MenuForSome): boolean {
  return some.some((menu) => isSame(menu.buttons, buttons) && JSON.stringify(menu.rule) === JSON.stringify(rule))
}
