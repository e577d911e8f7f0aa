import type { KeptCopy, Loss } from '../domain/replies/kept.ts'
import type { KeptBook } from './book.ts'
import { readFile, toFile, type RepliesFile } from './file.ts'
import { differences, type MenuPlan, type MenuPublisher } from './menu.ts'

/*
 * What the shell asks for: the same whether a running process does it or the command itself.
 */

export interface KeepReport {
  readonly kind: 'kept' | 'less' | 'dry'
  readonly replies: number
  readonly buttons: number
  readonly losses: readonly Loss[]
  /** How much is kept now, where a reading that shows less was not taken. */
  readonly kept: number
}

export interface MenuReport {
  /** `ask`: nothing was done, because something would be lost. `none`: no menu is kept. */
  readonly kind: 'published' | 'same' | 'dry' | 'ask' | 'none'
  readonly state: MenuPlan['state']
  /** Lines with + and -. */
  readonly differences: readonly string[]
  readonly leftOut: readonly string[]
}

export type ImportReport =
  | { readonly kind: 'imported' | 'dry'; readonly replies: number; readonly before: number }
  | { readonly kind: 'unreadable'; readonly complaints: readonly string[] }

export interface MenuOrder {
  readonly dry: boolean
  /** Also if somebody changed the menu meanwhile, or buttons that can't be published would be left out. */
  readonly anyway: boolean
}

export class KeepTasks {
  readonly #kept: KeptBook
  readonly #publisher: MenuPublisher

  constructor(kept: KeptBook, publisher: MenuPublisher) {
    this.#kept = kept
    this.#publisher = publisher
  }

  async keep({ dry, evenLess = false }: { dry: boolean; evenLess?: boolean }): Promise<KeepReport> {
    const { kind, copy, previous } = await this.#kept.take({ dry, evenLess })
    const { replies, menu, losses } = copy
    return {
      kind,
      replies: replies.length,
      buttons: menu?.buttons.length ?? 0,
      losses,
      kept: previous?.replies.length ?? 0,
    }
  }

  async menu({ dry, anyway }: MenuOrder): Promise<MenuReport> {
    const menu = this.#kept.copy?.menu ?? null
    if (menu === null || menu.buttons.length === 0)
      return { kind: 'none', state: 'first', differences: [], leftOut: menu?.leftOut ?? [] }
    const plan = await this.#publisher.plan(menu)
    const report = { state: plan.state, differences: differences(plan.current, plan.wanted), leftOut: plan.leftOut }
    if (dry) return { kind: 'dry', ...report }
    if (plan.state === 'same') return { kind: 'same', ...report }
    if (!anyway && (plan.state === 'changed' || plan.leftOut.length > 0)) return { kind: 'ask', ...report }
    await this.#publisher.publish(plan)
    return { kind: 'published', ...report }
  }

  export(): RepliesFile {
    const copy: Pick<KeptCopy, 'replies' | 'menu'> = this.#kept.copy ?? { replies: [], menu: null }
    return toFile(copy)
  }

  async import({ file, dry }: { file: unknown; dry: boolean }): Promise<ImportReport> {
    const read = readFile(file, this.#kept.copy)
    if (read.kind === 'unreadable') return read
    const before = this.#kept.copy?.replies.length ?? 0
    if (!dry) await this.#kept.put(read)
    return { kind: dry ? 'dry' : 'imported', replies: read.replies.length, before }
  }
}
