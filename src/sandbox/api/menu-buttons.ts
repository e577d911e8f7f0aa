/** Reads the buttons of a menu as menu/create does. Each problem has an errcode of its own, some another below a submenu. */
import type { Button } from '../console/menus.ts'
import type { Materials } from '../console/materials.ts'
import { Refusal } from '../refusal.ts'
import { isObject } from './arguments.ts'

const MOST_BUTTONS = 3
const MOST_SUB_BUTTONS = 5
/** In UTF-8 bytes. */
const LONGEST = { name: 16, subName: 60, key: 128, url: 1024 } as const

const WITH_KEY = new Set([
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
])
const WITH_MEDIA = new Set(['media_id', 'view_limited'])
const WITH_ARTICLE = new Set(['article_id', 'article_view_limited'])

/** Throws a `Refusal`. */
export function readButtons(value: unknown, materials: Materials): Button[] {
  const buttons: unknown[] = Array.isArray(value) ? value : []
  if (buttons.length === 0 || buttons.length > MOST_BUTTONS) throw new Refusal(40016)
  return buttons.map((button) => readButton(button, materials, false))
}

function readButton(value: unknown, materials: Materials, below: boolean): Button {
  if (!isObject(value)) throw new Refusal(40015)
  const name = readName(value, below)
  const { sub_button: subs } = value
  const list = Array.isArray(subs) ? (subs as unknown[]) : []
  if (list.length > 0) {
    if (below) throw new Refusal(40022)
    if (list.length > MOST_SUB_BUTTONS) throw new Refusal(40023)
    return { name, sub_button: list.map((sub) => readButton(sub, materials, true)) }
  }
  if (value['type'] === undefined) throw new Refusal(below ? 40024 : 65308)
  return { name, ...readAction(value, materials, below) }
}

function readName(value: Readonly<Record<string, unknown>>, below: boolean): string {
  const { name } = value
  const fits =
    typeof name === 'string' && name !== '' && Buffer.byteLength(name) <= (below ? LONGEST.subName : LONGEST.name)
  if (!fits) throw new Refusal(below ? 40025 : 40018)
  return name
}

function readAction(
  value: Readonly<Record<string, unknown>>,
  materials: Materials,
  below: boolean,
): Omit<Button, 'name' | 'sub_button'> {
  const { type, key, url, media_id: mediaId, appid, pagepath, article_id: articleId } = value
  if (typeof type !== 'string') throw new Refusal(below ? 40024 : 40017)
  if (WITH_KEY.has(type)) {
    if (typeof key !== 'string' || key === '' || Buffer.byteLength(key) > LONGEST.key)
      throw new Refusal(below ? 40026 : 40019)
    return { type, key }
  }
  if (type === 'view') return { type, url: readUrl(url, below) }
  if (type === 'miniprogram') {
    if (typeof appid !== 'string' || !/^wx[0-9a-f]{16}$/.test(appid)) throw new Refusal(40013)
    if (typeof pagepath !== 'string' || pagepath === '') throw new Refusal(40035)
    return { type, url: readUrl(url, below), appid, pagepath }
  }
  if (WITH_MEDIA.has(type)) {
    if (typeof mediaId !== 'string' || materials.find(mediaId)?.permanent !== true) throw new Refusal(40007)
    return { type, media_id: mediaId }
  }
  if (WITH_ARTICLE.has(type)) {
    if (typeof articleId !== 'string' || articleId === '') throw new Refusal(40035)
    return { type, article_id: articleId }
  }
  throw new Refusal(below ? 40024 : 40017)
}

/** 40155: the home page of another account can't be linked to. */
function readUrl(url: unknown, below: boolean): string {
  if (typeof url !== 'string' || url === '' || Buffer.byteLength(url) > LONGEST.url)
    throw new Refusal(below ? 40027 : 40020)
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') throw new Refusal(below ? 40055 : 40054)
  if (parsed.hostname === 'mp.weixin.qq.com' && parsed.pathname === '/mp/profile_ext') throw new Refusal(40155)
  return url
}
