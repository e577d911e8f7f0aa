import type { ButtonAction, ConsoleButton, MenuButton } from '../../domain/replies/console.ts'
import { fieldsOf, listOf, readContent, textOf, type Fields } from './content.ts'

const EVENT_TYPES: ReadonlySet<string> = new Set([
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
])

/** The buttons of get_current_selfmenu_info, `selfmenu_info` or none. */
export function readSelfMenu(answer: Fields): ConsoleButton[] {
  return listOf(fieldsOf(answer['selfmenu_info'])['button']).map(readConsoleButton)
}

function readConsoleButton(value: unknown): ConsoleButton {
  const fields = fieldsOf(value)
  const name = textOf(fields['name'])
  const below = listOf(fields['sub_button'])
  if (below.length > 0) return { name, buttons: below.map(readConsoleButton) }
  return { name, action: readAction(fields) ?? { kind: 'show', content: readContent(fields, 'value') } }
}

/** The buttons of a menu that was made by the API (menu/get); one that can't be read is left out. */
export function readMenuButtons(value: unknown): MenuButton[] {
  return listOf(value).flatMap((one): MenuButton[] => {
    const fields = fieldsOf(one)
    const name = textOf(fields['name'])
    const below = listOf(fields['sub_button'])
    if (below.length > 0) return [{ name, buttons: readMenuButtons(below) }]
    const action = readAction(fields)
    return action === undefined ? [] : [{ name, action }]
  })
}

function readAction(fields: Fields): ButtonAction | undefined {
  const text = (name: string): string => textOf(fields[name])
  const type = text('type')
  if (EVENT_TYPES.has(type)) return { kind: 'event', type, key: text('key') }
  switch (type) {
    case 'view':
      return { kind: 'view', url: text('url') }
    case 'miniprogram':
      return { kind: 'miniprogram', url: text('url'), appid: text('appid'), path: text('pagepath') }
    case 'media_id':
    case 'view_limited':
      // The reading call writes the id as `value`.
      return { kind: 'material', type, mediaId: text('media_id') === '' ? text('value') : text('media_id') }
    case 'article_id':
    case 'article_view_limited':
      return { kind: 'article', type, articleId: text('article_id') === '' ? text('value') : text('article_id') }
    default:
      return undefined
  }
}

/** A button as menu/create takes it. */
export function writeButton(button: MenuButton): object {
  const { name } = button
  if (button.action === undefined) return { name, sub_button: button.buttons.map(writeButton) }
  const { action } = button
  switch (action.kind) {
    case 'view':
      return { name, type: 'view', url: action.url }
    case 'miniprogram':
      return { name, type: 'miniprogram', url: action.url, appid: action.appid, pagepath: action.path }
    case 'event':
      return { name, type: action.type, key: action.key }
    case 'material':
      return { name, type: action.type, media_id: action.mediaId }
    case 'article':
      return { name, type: action.type, article_id: action.articleId }
  }
}
