import { z } from 'zod'
import type { ConsoleButton, ConsoleReplies } from '../../domain/replies/console.ts'
import { PRIORITY } from '../../domain/verdict.ts'
import type { Endpoint, WechatClient } from '../client.ts'
import { readAutoreply } from '../console/autoreply.ts'
import { readSelfMenu } from '../console/menu.ts'

const ANYTHING = z.record(z.string(), z.unknown())

const AUTOREPLY: Endpoint<Record<string, unknown>> = {
  method: 'GET',
  path: '/cgi-bin/get_current_autoreply_info',
  changes: false,
  repeatable: true,
  answer: ANYTHING,
}
const SELF_MENU: Endpoint<Record<string, unknown>> = {
  method: 'GET',
  path: '/cgi-bin/get_current_selfmenu_info',
  changes: false,
  repeatable: true,
  answer: ANYTHING,
}

export interface ConsoleApi {
  /** What the console plays. Media in it are good for three days from now. For accounts of every kind. */
  replies(): Promise<{ readonly replies: ConsoleReplies; readonly raw: unknown }>
  /** The menu that followers see, whoever made it. */
  menu(): Promise<{ readonly buttons: readonly ConsoleButton[]; readonly raw: unknown }>
}

export function createConsoleApi(client: Pick<WechatClient, 'call'>): ConsoleApi {
  return {
    async replies() {
      const raw = await client.call(AUTOREPLY, {}, PRIORITY.lookup)
      return { replies: readAutoreply(raw), raw }
    },
    async menu() {
      const raw = await client.call(SELF_MENU, {}, PRIORITY.lookup)
      return { buttons: readSelfMenu(raw), raw }
    },
  }
}
