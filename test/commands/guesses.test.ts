import { describe, expect, it } from 'vitest'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import type { Lexicon } from '../../src/commands/reading/lexicon.ts'

/** 小王, 李姐, 老王 and 小陈 are people, VIP is a group. */
const LEXICON: Lexicon = {
  isPerson: (name) => ['小王', '李姐', '老王', '小陈'].includes(name),
  isGroup: (text) => text === 'VIP',
  meansGroup: (text) => text === 'VIP',
  fitsGroup: (text) => text === 'VIP',
}

describe('a command with a slip in its name', () => {
  it.each(['移冻 小王 VIP', '移冻 小王 李姐 VIP', '移冻 小王 李姐 老王 VIP'])(
    'is suggested with up to four words that suit it: %s',
    (text) => {
      const example = text.replace('移冻', '移动')
      expect(readText(text, SPECS, LEXICON)).toMatchObject({
        kind: 'hint',
        answer: { kind: 'did-you-mean', given: '移冻', example },
      })
    },
  )

  it('is a sentence with five', () => {
    expect(readText('移冻 小王 李姐 老王 小陈 VIP', SPECS, LEXICON)).toEqual({ kind: 'ordinary' })
  })
})

describe('a move whose verb stands behind somebody unknown', () => {
  it('is one with a name of up to twelve characters', () => {
    expect(readText('一二三四五六七八九十甲乙移动到VIP', SPECS, LEXICON)).toMatchObject({
      kind: 'command',
      spec: { name: '移动' },
      args: { who: [{ kind: 'name', name: '一二三四五六七八九十甲乙' }], group: { text: 'VIP' } },
      tentative: true,
    })
  })

  it('is a sentence with thirteen', () => {
    expect(readText('一二三四五六七八九十甲乙丙移动到VIP', SPECS, LEXICON)).toEqual({ kind: 'ordinary' })
  })
})
