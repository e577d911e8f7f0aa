import type { Materials } from '../console/materials.ts'
import { Refusal } from '../refusal.ts'
import { isObject, knownFollower } from './arguments.ts'
import { DONE, post } from './endpoint.ts'
import type { ApiCall, Family } from './endpoint.ts'

/** A customer-service text may be this long, in UTF-8 bytes. */
const TEXT_BYTES = 2048
const MEDIA_TYPES: ReadonlySet<string> = new Set(['image', 'voice', 'video'])

/** developers.weixin.qq.com, Customer service message. */
export const customMessageApi: Family = {
  '/cgi-bin/message/custom/send': post((call, { world, customerService, materials }) => {
    const follower = knownFollower(world, call.body['touser'])
    const message = checkedMessage(call, materials)
    if (!follower.subscribe) throw new Refusal(45015)
    if (world.isBlacklisted(follower)) throw new Refusal(43019)
    customerService.deliver(follower.openid, message)
    return DONE
  }),

  '/cgi-bin/message/custom/typing': post(({ body }, { world, customerService }) => {
    const follower = knownFollower(world, body['touser'])
    if (body['command'] === 'Typing') customerService.startTyping(follower.openid)
    else if (body['command'] === 'CancelTyping') customerService.stopTyping(follower.openid)
    else throw new Refusal(45072)
    return DONE
  }),
}

/** The message with its type's own object. News of the account (mpnews) can't be made here, so every such id is unknown. */
function checkedMessage(call: ApiCall, materials: Materials): { msgtype: string } & Record<string, unknown> {
  const { msgtype } = call.body
  if (typeof msgtype !== 'string') throw new Refusal(40008)
  if (msgtype === 'mpnews') throw new Refusal(40007)
  if (MEDIA_TYPES.has(msgtype)) {
    const media = call.body[msgtype]
    const material = isObject(media) ? materials.find(media['media_id']) : undefined
    if (material?.kind !== msgtype) throw new Refusal(40007)
    return { msgtype, [msgtype]: media }
  }
  const check = Object.hasOwn(CHECKS, msgtype) ? CHECKS[msgtype] : undefined
  if (check === undefined) throw new Refusal(40008)
  const content = call.body[msgtype]
  if (!isObject(content)) throw new Refusal(44004)
  check(content)
  return { msgtype, [msgtype]: content }
}

const CHECKS: Readonly<Record<string, (content: Record<string, unknown>) => void>> = {
  text({ content }) {
    if (typeof content !== 'string' || content === '') throw new Refusal(44004)
    if (Buffer.byteLength(content) > TEXT_BYTES) throw new Refusal(45002)
  },
  msgmenu({ list }) {
    const items: unknown[] = Array.isArray(list) ? list : []
    const isItem = (item: unknown): boolean =>
      isObject(item) && item['id'] !== undefined && item['content'] !== undefined
    if (items.length === 0 || !items.every(isItem)) throw new Refusal(40035)
  },
  news({ articles }) {
    const items: unknown[] = Array.isArray(articles) ? articles : []
    if (items.length === 0) throw new Refusal(44004)
    if (items.length > 1) throw new Refusal(45008)
  },
  music({ musicurl }) {
    if (typeof musicurl !== 'string') throw new Refusal(40035)
  },
}
