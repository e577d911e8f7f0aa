import { personOf } from '../domain/actor.ts'
import type { Answer } from '../domain/answer.ts'
import type { MessageWindows } from './message-window.ts'
import type { LateAnswers } from './answer-delivery.ts'

export interface LateAnswerParts {
  readonly windows: MessageWindows
  /** One page of what is to be said, in the admin's language. */
  say(admin: string, answer: Answer): Promise<string>
  sendText(openid: string, text: string): Promise<void>
  /** What the platform refused is not a defect: 结果 tells it. The operator hears of it. */
  refused(number: number, error: unknown): void
}

/** Late answers by customer-service message (客服消息): at most one for each command, and only while a window is open. */
export function createLateAnswers({ windows, say, sendText, refused }: LateAnswerParts): LateAnswers {
  return {
    async send({ number, actor, asked }, answer) {
      const admin = personOf(actor)
      if (admin === undefined || !windows.take(admin)) return false
      try {
        await sendText(admin, await say(admin, { kind: 'result', number, asked, answer }))
        return true
      } catch (error) {
        refused(number, error)
        return false
      }
    },
  }
}
