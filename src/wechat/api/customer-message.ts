import { z } from 'zod'
import type { ReplyContent } from '../../domain/reply.ts'
import { PRIORITY } from '../../domain/verdict.ts'
import type { Endpoint, WechatClient } from '../client.ts'

/** Not repeatable: nobody can be asked whether a message has arrived, and two would be one too many. */
const SEND: Endpoint<unknown> = {
  method: 'POST',
  path: '/cgi-bin/message/custom/send',
  changes: true,
  repeatable: false,
  answer: z.unknown(),
}

export interface CustomerMessageApi {
  /** A customer-service message (客服消息) of at most 2048 bytes; 45015 and 45047 when the window is over or used up. */
  sendText(openid: string, text: string): Promise<void>
  /** The same of any kind; of several articles the first, because more are refused (45008). */
  send(openid: string, content: ReplyContent): Promise<void>
}

export function createCustomerMessageApi(client: WechatClient): CustomerMessageApi {
  const send = async (openid: string, content: ReplyContent): Promise<void> => {
    await client.call(SEND, { body: { touser: openid, ...toMessage(content) } }, PRIORITY.lateAnswer)
  }
  return { send, sendText: (openid, text) => send(openid, { kind: 'text', text }) }
}

function toMessage(content: ReplyContent): object {
  switch (content.kind) {
    case 'text':
      return { msgtype: 'text', text: { content: content.text } }
    case 'image':
      return { msgtype: 'image', image: { media_id: content.mediaId } }
    case 'voice':
      return { msgtype: 'voice', voice: { media_id: content.mediaId } }
    case 'video': {
      const { mediaId, title, description } = content
      return { msgtype: 'video', video: { media_id: mediaId, thumb_media_id: mediaId, title, description } }
    }
    case 'music': {
      const { title, description, url, highQualityUrl, thumbMediaId } = content
      const music = { title, description, musicurl: url, hqmusicurl: highQualityUrl === '' ? url : highQualityUrl }
      return { msgtype: 'music', music: { ...music, thumb_media_id: thumbMediaId } }
    }
    case 'news': {
      const articles = content.articles.slice(0, 1).map(({ title, description, pictureUrl, url }) => {
        return { title, description, picurl: pictureUrl, url }
      })
      return { msgtype: 'news', news: { articles } }
    }
  }
}
