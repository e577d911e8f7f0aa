import type { Clock } from '../domain/clock.ts'
import type { ConsoleButton, ConsoleReplies } from '../domain/replies/console.ts'
import type { ConsoleApi } from '../wechat/api/console.ts'
import type { MenuApi } from '../wechat/api/menu.ts'
import { isInterfaceRefused } from '../wechat/errors.ts'

/** Everything that the platform tells of the console, read at one time. */
export interface ConsoleRead {
  readonly replies: ConsoleReplies
  readonly menu: readonly ConsoleButton[]
  readonly raw: { readonly autoreply: unknown; readonly menu: unknown }
  readonly readAt: number
  /** The same moment by the clock's `steady`: the three days of temporary media run from there. */
  readonly readSteadily: number
  /** Whether this account may write menus, keep media and send customer-service messages: it is verified. */
  readonly mayWrite: boolean
}

/** Reads all of it or rejects: half of it is nothing. */
export async function readConsole(
  { console, menus }: { console: ConsoleApi; menus: MenuApi },
  clock: Clock,
): Promise<ConsoleRead> {
  const autoreply = await console.replies()
  const menu = await console.menu()
  const mayWrite = await mayReadMenus(menus)
  const raw = { autoreply: autoreply.raw, menu: menu.raw }
  const readSteadily = clock.steady()
  return { replies: autoreply.replies, menu: menu.buttons, raw, readAt: clock.now(), readSteadily, mayWrite }
}

/** Accounts that may not write menus may not read those of the API either (48001). */
async function mayReadMenus(menus: MenuApi): Promise<boolean> {
  try {
    await menus.read()
    return true
  } catch (error) {
    if (isInterfaceRefused(error)) return false
    throw error
  }
}
