/**
 * The names that are in use in the account, from memory: with them `小王移到VIP` can be told from a sentence. Names compare
 * after NFKC and without case.
 */
export interface Lexicon {
  /** Whether somebody is called exactly so, by alias or remark. */
  isPerson(name: string): boolean
  /** Whether a group is called exactly so or has this id; a closing 组 may follow the name. */
  isGroup(text: string): boolean
  /** Whether exactly one group is meant, also by the beginning of its name. */
  meansGroup(text: string, quoted: boolean): boolean
  /** Whether one group or several could be meant. */
  fitsGroup(text: string): boolean
}

/** Of an account that nothing is known of. */
export const NO_LEXICON: Lexicon = {
  isPerson: () => false,
  isGroup: () => false,
  meansGroup: () => false,
  fitsGroup: () => false,
}

/** Longer names are not looked for inside a run of letters. */
const LONGEST_NAME = 32

/** The longest name in use that a text begins with. */
export function knownAtHead(text: string, lexicon: Lexicon): string | undefined {
  const letters = Array.from(text.slice(0, LONGEST_NAME * 2)).slice(0, LONGEST_NAME)
  for (let length = letters.length; length > 0; length -= 1) {
    const head = letters.slice(0, length).join('')
    // 12 is not 1 and 2.
    if (/\d$/.test(head) && /^\d/.test(letters[length] ?? '')) continue
    if (head.trim() === head && (lexicon.isPerson(head) || lexicon.isGroup(head))) return head
  }
  return undefined
}
