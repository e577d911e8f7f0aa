import { isObject } from '../api/arguments.ts'
import { post, type Family } from '../api/endpoint.ts'
import { Refusal } from '../refusal.ts'
import type { CodeOrder } from './codes.ts'

/*
 * qrcode/create with its limits (developers.weixin.qq.com): a number of 32 bits, or 1 to 100,000 for good, or a text of 1 to 64
 * characters; at most 30 days, and a minute where nothing is said. The errcode of each mistake is not documented.
 */

const BAD_ORDER = 40097
const LONGEST_LIFE_S = 2_592_000
const DEFAULT_LIFE_S = 60
const LONGEST_SCENE = 64
const GREATEST_ID = { temporary: 4_294_967_295, permanent: 100_000 } as const

export const qrcodeApi: Family = {
  '/cgi-bin/qrcode/create': post(({ body }, { codes }) => codes.make(readOrder(body))),
}

function readOrder(body: Readonly<Record<string, unknown>>): CodeOrder {
  const { action_name: action, action_info: info, expire_seconds: seconds = DEFAULT_LIFE_S } = body
  const scene = isObject(info) && isObject(info['scene']) ? info['scene'] : {}
  switch (action) {
    case 'QR_SCENE':
      return { scene: readId(scene, GREATEST_ID.temporary), seconds: readLife(seconds) }
    case 'QR_STR_SCENE':
      return { scene: readText(scene), seconds: readLife(seconds) }
    case 'QR_LIMIT_SCENE':
      return { scene: readId(scene, GREATEST_ID.permanent), seconds: null }
    case 'QR_LIMIT_STR_SCENE':
      return { scene: readText(scene), seconds: null }
    default:
      throw new Refusal(BAD_ORDER)
  }
}

function readId({ scene_id: id }: Readonly<Record<string, unknown>>, greatest: number): string {
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 1 || id > greatest) throw new Refusal(BAD_ORDER)
  return String(id)
}

function readText({ scene_str: text }: Readonly<Record<string, unknown>>): string {
  if (typeof text !== 'string' || text === '' || Array.from(text).length > LONGEST_SCENE) throw new Refusal(BAD_ORDER)
  return text
}

function readLife(seconds: unknown): number {
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_LIFE_S)
    throw new Refusal(BAD_ORDER)
  return seconds
}
