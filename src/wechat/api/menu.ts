import { z } from 'zod'
import type { MenuButton } from '../../domain/replies/console.ts'
import type { Endpoint, WechatClient } from '../client.ts'
import { readMenuButtons, writeButton } from '../console/menu.ts'
import { NO_MENU_ERRCODE } from '../errcodes.ts'
import { AnsweredNoError } from '../errors.ts'

/** A menu for the followers with a tag, or with one kind of phone. */
export interface MenuForSome {
  readonly buttons: readonly MenuButton[]
  /** As the platform writes it. */
  readonly rule: Readonly<Record<string, unknown>>
}

export interface ApiMenus {
  /** null when there is none. */
  readonly all: readonly MenuButton[] | null
  readonly some: readonly MenuForSome[]
}

const BUTTONS = z.object({ button: z.array(z.unknown()) })
const GET: Endpoint<{
  menu?: { button: unknown[] } | null | undefined
  conditionalmenu?: { button: unknown[]; matchrule: Record<string, unknown> }[] | null | undefined
}> = {
  method: 'GET',
  path: '/cgi-bin/menu/get',
  changes: false,
  repeatable: true,
  answer: z.object({
    // What can't be read is not taken for none: the menu that is there would be written over.
    menu: BUTTONS.nullish(),
    conditionalmenu: z.array(BUTTONS.extend({ matchrule: z.record(z.string(), z.unknown()) })).nullish(),
  }),
}
/** Repeating it makes the same menu once more. */
const CREATE: Endpoint<unknown> = {
  method: 'POST',
  path: '/cgi-bin/menu/create',
  changes: true,
  repeatable: true,
  answer: z.unknown(),
}
/** Not repeatable: there would be two. */
const ADD: Endpoint<unknown> = {
  method: 'POST',
  path: '/cgi-bin/menu/addconditional',
  changes: true,
  repeatable: false,
  answer: z.unknown(),
}

export interface MenuApi {
  /** Menus that were made by the API, not in the console. */
  read(): Promise<ApiMenus>
  /** Takes the place of the menu that is there; nothing is ever deleted first, because a creation may then be refused (40028). */
  create(buttons: readonly MenuButton[]): Promise<void>
  add(menu: MenuForSome): Promise<void>
}

export function createMenuApi(client: Pick<WechatClient, 'call'>): MenuApi {
  return {
    async read() {
      try {
        const { menu, conditionalmenu } = await client.call(GET, {})
        return {
          all: menu ? readMenuButtons(menu.button) : null,
          some: (conditionalmenu ?? []).map(({ button, matchrule }) => ({
            buttons: readMenuButtons(button),
            rule: matchrule,
          })),
        }
      } catch (error) {
        if (error instanceof AnsweredNoError && error.errcode === NO_MENU_ERRCODE) return { all: null, some: [] }
        throw error
      }
    },
    async create(buttons) {
      await client.call(CREATE, { body: { button: buttons.map(writeButton) } })
    },
    async add({ buttons, rule }) {
      // The reading call names a tag by the older word.
      const { group_id: groupId, ...others } = rule
      const matchrule = groupId === undefined ? others : { tag_id: `${groupId as number | string}`, ...others }
      await client.call(ADD, { body: { button: buttons.map(writeButton), matchrule } })
    },
  }
}
