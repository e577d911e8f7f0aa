import { withoutEnding } from './attempt.ts'
import { foldWord } from './tokens/letters.ts'
import { LONGEST_THANKS, THANKS_AT_END } from './vocabulary.ts'

/** The text without thanks at its end; undefined when there are none. */
export function withoutThanks(text: string): string | undefined {
  const end = withoutEnding(text)
  const thanks = THANKS_AT_END.exec(end.slice(-LONGEST_THANKS))?.[0]
  return thanks === undefined ? undefined : withoutEnding(end.slice(0, -thanks.length)).replace(/[，,]$/u, '')
}

const AGREED = '(?:好的?呀?|好嘞|行|嗯|哦|收到|可以|ok(?:ay)?|great|nice|perfect|cool|got it)'
const THANKS =
  '(?:太|非常|十分|真的?|万分)?(?:[谢謝]{2}|感[谢謝]|多[谢謝]|[谢謝]了|[谢謝]啦|辛苦了?|3q|thanks?(?: you)?|thank u|thx|tks|tysm|ty)(?: ?(?:你们?|您|啦|了|哈|啊|呀|哦|大家|各位|so much|a lot|very much|again|man|bot))*'
const ONLY_THANKS = new RegExp(
  `^(?:${AGREED}[ ，,。.！!~～]*)*${THANKS}[\\s。．.！!~～\\p{Extended_Pictographic}\ufe0f]*$`,
  'u',
)

/** Whether a text is thanks and nothing else. */
export function isThanks(text: string): boolean {
  const said = foldWord(text.trim())
  return said.length <= LONGEST_POLITE && ONLY_THANKS.test(said)
}

const LONGEST_POLITE = 40
