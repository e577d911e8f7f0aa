import { describe, expect, it } from 'vitest'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import type { Lexicon } from '../../src/commands/reading/lexicon.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const LEXICON: Lexicon = {
  isPerson: (name) => ['小王', '李姐'].includes(name),
  isGroup: () => false,
  meansGroup: () => false,
  fitsGroup: () => false,
}

describe('日志', () => {
  it.each(['log page 2', 'log 2 page'])('takes the number beside the word page for a page: %s', (text) => {
    expect(readText(text, SPECS)).toMatchObject({ kind: 'command', args: { page: 2 } })
  })

  it('names the admin first and then whoever the commands are about, and finds them in that order', () => {
    const reading = readText('日志 小王 @李姐 第3页', SPECS, LEXICON)
    const naming = reading.kind === 'command' ? reading.naming : undefined
    const [admin, follower] = [
      { kind: 'name', name: '李姐' },
      { kind: 'name', name: '小王' },
    ] as const
    expect(naming?.tokens).toEqual([admin, follower])
    expect(naming?.write([admin, follower])).toBe('日志 小王 @李姐 第3页')
    expect(naming?.fill([[P], [Q]])).toEqual({ args: { by: P, openid: Q, page: 3 } })
  })

  it('of nobody but a follower finds them alone, and takes one at a time', () => {
    const reading = readText('日志 小王', SPECS, LEXICON)
    const naming = reading.kind === 'command' ? reading.naming : undefined
    expect(naming?.fill([[Q]])).toEqual({ args: { openid: Q } })
    expect(naming?.fill([[P, Q]])).toEqual({ answer: { kind: 'one-at-a-time', example: `日志 ${P}` } })
  })
})
