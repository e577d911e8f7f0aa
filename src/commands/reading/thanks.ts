import { withoutEnding } from './attempt.ts'
import { LONGEST_THANKS, THANKS_AT_END } from './vocabulary.ts'

/** The text without thanks at its end; undefined when there are none. */
export function withoutThanks(text: string): string | undefined {
  const end = withoutEnding(text)
  const thanks = THANKS_AT_END.exec(end.slice(-LONGEST_THANKS))?.[0]
  return thanks === undefined ? undefined : withoutEnding(end.slice(0, -thanks.length)).replace(/[，,]$/u, '')
}
