import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isBase64 } from '../../src/protocol/base64.ts'

/** The plain way: each letter is looked at. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

const nearly = fc
  .array(
    fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '+', '/', '-', '_', '=', ' ', '\n', '\u00e9', '中', 'g', 'Q', 'w'),
    { maxLength: 24 },
  )
  .map((letters) => letters.join(''))

it('says of every text what a regular expression says of it', () => {
  fc.assert(
    fc.property(fc.oneof(nearly, fc.base64String({ maxLength: 60 }), fc.string()), (text) => {
      expect([text, isBase64(text)]).toEqual([text, BASE64.test(text)])
    }),
    { numRuns: 20_000 },
  )
})

it('says so of every short text of few letters', () => {
  const letters = ['A', 'B', '/', '-', '=', ' ']
  let texts = ['']
  for (let length = 0; length < 6; length += 1) {
    for (const text of texts) expect([text, isBase64(text)]).toEqual([text, BASE64.test(text)])
    texts = texts.flatMap((text) => letters.map((letter) => text + letter))
  }
})

it.each([1, 2, 3, 4, 700, 1_000])('looks at all of %i letters', (length) => {
  const right = 'Ab+/'.repeat(250).slice(0, length)
  expect(isBase64(right)).toBe(true)
  for (let at = 0; at < length; at += 1)
    for (const wrong of ['-', '=', '\n'])
      expect([at, wrong, isBase64(right.slice(0, at) + wrong + right.slice(at + 1))]).toEqual([
        at,
        wrong,
        BASE64.test(right.slice(0, at) + wrong + right.slice(at + 1)),
      ])
})
