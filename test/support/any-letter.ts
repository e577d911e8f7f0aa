import fc from 'fast-check'

const [SURROGATES, BEHIND_SURROGATES, LETTERS] = [0xd800, 0x800, 0x110000 - 0x800]

/** Any code point that can stand in a text. What fast-check has for it makes a table of all 1.1 million first. */
export const anyLetter = fc.integer({ min: 0, max: LETTERS - 1 }).map(
  (at) => String.fromCodePoint(at < SURROGATES ? at : at + BEHIND_SURROGATES),
  // By this fast-check finds its own difficult words, such as __proto__, to be among the texts.
  (letter) => {
    if (typeof letter !== 'string' || Array.from(letter).length !== 1) throw new Error('not one letter')
    const at = letter.codePointAt(0) ?? 0
    if (at >= SURROGATES && at < SURROGATES + BEHIND_SURROGATES) throw new Error('half of a letter')
    return at < SURROGATES ? at : at - BEHIND_SURROGATES
  },
)
