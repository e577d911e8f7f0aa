import { foldWord } from './letters.ts'
import { takeWord } from './words.ts'

const REASON_WORDS = new Set(['备注', '備註', '原因', '理由', '事由', 'reason', 'note', 'because'])

/** Without one of these nothing need be taken apart. */
const REASON = /(?:备注|備註|备註|原因|理由|事由|reason|note|because) ?[:：]/iu

/** 移动#12到新人备注:展会. */
const GLUED = /^(.+)(?:备注|備註|备註)$/u

/** Splits 备注:… off the arguments of a command: unquoted, after a blank or a mark, and the rest of the text is the reason. */
export function splitReason(tail: string): { tail: string; reason?: string } {
  if (!REASON.test(tail)) return { tail }
  let source = tail
  for (;;) {
    const taken = takeWord(source)
    if (taken === undefined) return { tail }
    const { word, rest } = taken
    if (!word.quoted && !word.glued && REASON_WORDS.has(foldWord(word.text)) && /^ ?[:：]/.test(rest)) {
      const before = tail.slice(0, tail.length - source.length).trimEnd()
      const reason = rest.replace(/^ ?[:：]+/, '').trim()
      return reason === '' ? { tail: before } : { tail: before, reason }
    }
    const glued = word.quoted ? null : GLUED.exec(word.text)
    if (glued?.[1] !== undefined && /^ ?[:：]/.test(rest)) {
      const reason = rest.replace(/^ ?[:：]+/, '').trim()
      const before = tail.slice(0, tail.length - rest.length - (word.text.length - glued[1].length))
      return reason === '' ? { tail: before } : { tail: before, reason }
    }
    source = rest
  }
}
