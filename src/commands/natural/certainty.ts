import type { Contents } from './contents.ts'

/*
 * How sure it is that a text wants what it speaks of.
 */

/** Asked, or told of what is over: 是谁移的, 移到VIP了. */
const ASKED = /[谁哪吗呢？?]|不[。\s]*$|什么|怎么|为啥|多少|\b(?:who|why|which)\b/u
const OVER = /(?<![好行完掉黑除成])了[。.！!~～]*$/u

/** Whether it is an imperative, said outright and whole. */
export function isCertain(contents: Contents): boolean {
  const { leftOver, durations, folded } = contents
  if (
    leftOver > 0 ||
    durations.length > 1 ||
    contents.says('wish', 'ask', 'can', 'how', 'who', 'instead', 'wrong') ||
    hasLooseGroup(contents) ||
    isOfAnother(contents)
  )
    return false
  return !ASKED.test(folded) && !OVER.test(folded)
}

/** 他移李姐到新人: somebody does it, and nobody is asked to. */
function isOfAnother({ tokens, people }: Contents): boolean {
  const [first, second] = tokens
  const acts = second?.kind === 'word' && second.says.has('move')
  return first?.kind === 'pronoun' && acts && !people.includes('上一个')
}

function hasLooseGroup({ tokens }: Contents): boolean {
  return tokens.some((token) => token.kind === 'group' && token.loose)
}
