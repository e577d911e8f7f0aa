import type { Button } from '../console/menus.ts'
import { get } from './endpoint.ts'
import type { Family } from './endpoint.ts'

/** What the console holds, as a program may read it: for accounts of every kind. */
export const consoleApi: Family = {
  '/cgi-bin/get_current_autoreply_info': get((_call, { console }) => console.readAutoreply()),

  /** A menu that was made by the API takes the console's place. */
  '/cgi-bin/get_current_selfmenu_info': get((_call, { console, menus }) => {
    if (menus.default === undefined) return console.readMenu()
    return { is_menu_open: 1, selfmenu_info: { button: menus.default.button.map(read) } }
  }),
}

function read({ sub_button: subs, media_id: mediaId, ...button }: Button): object {
  if (subs !== undefined) return { ...button, sub_button: { list: subs.map(read) } }
  return mediaId === undefined ? button : { ...button, value: mediaId }
}
