import { describe, expect, it } from 'vitest'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { readText } from '../../src/commands/reading/grammar.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const SHORT = P.slice(0, -1)

describe('a pasted list with one openid', () => {
  it('is about one follower where that openid comes twice', () => {
    const reading = readText(`移动 ${P} ${P} 108`, SPECS)
    expect(reading.kind === 'command' && reading.args).toEqual({ openid: P, group: { text: '108', quoted: false } })
  })

  it('keeps what is no openid beside it', () => {
    const reading = readText(`移动 ${P} ${SHORT} 108`, SPECS)
    expect(reading.kind === 'command' && reading.args).toEqual({
      openids: [P],
      invalid: [SHORT],
      group: { text: '108', quoted: false },
    })
  })
})
