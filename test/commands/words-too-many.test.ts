import { describe, expect, it } from 'vitest'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { readText } from '../../src/commands/reading/grammar.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

describe('a command with a word too many', () => {
  it.each([
    ['分组 VIP 快点', '分组 VIP'],
    ['日志 我 7 8', '日志 我 7'],
    ['日志 第3页 快点', '日志 第3页'],
    ['日志 12 快点', '日志 12'],
    [`日志 @${P} 9 8`, `日志 @${P} 9`],
    [`日志 ${P} 9 8`, `日志 ${P} 9`],
  ])('is shown as what was understood of it: %s', (text, corrected) => {
    expect(readText(text, SPECS)).toMatchObject({ kind: 'hint', answer: { kind: 'not-understood-rest', corrected } })
    expect(readText(corrected, SPECS).kind).toBe('command')
  })

  it.each([
    ['组员 VIP 快点', '快点'],
    ['组员 VIP 2 快点', '快点'],
    ['组员 VIP 2 甲 乙', '甲 乙'],
  ])('says which of its words those are: %s', (text, rest) => {
    expect(readText(text, SPECS)).toMatchObject({ kind: 'hint', answer: { kind: 'not-understood-rest', rest } })
  })

  it.each(['分组 甲 乙 丙 丁', '组员 VIP 2 甲 乙 丙', 'groups VIP now'])(
    'is none where that many words are a sentence: %s',
    (text) => {
      expect(readText(text, SPECS)).toEqual({ kind: 'ordinary' })
    },
  )
})
