import { foldNatural } from './folding.ts'

const NO =
  /^(?:那|还是|先|就|那就)?(?:算了|取消|别|不要|不用|不必|不了|不是|都不是|不对|不移|不删|不改|不|no|cancel|never ?mind|stop|don'?t)(?:了|吧|啦|这个|那个|删|移|改|动|that|it| that| it)*[了吧。.!！~]*$/u

/** Whether a text turns down whatever waits for an answer. */
export function isCancelling(text: string): boolean {
  return text.length <= 16 && NO.test(foldNatural(text.trim()))
}
