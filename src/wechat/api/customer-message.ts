import { z } from 'zod'
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
}

export function createCustomerMessageApi(client: WechatClient): CustomerMessageApi {
  return {
    async sendText(openid, text) {
      await client.call(
        SEND,
        { body: { touser: openid, msgtype: 'text', text: { content: text } } },
        PRIORITY.lateAnswer,
      )
    },
  }
}
