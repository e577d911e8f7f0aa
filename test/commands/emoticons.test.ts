import { describe, expect, it } from 'vitest'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import type { Lexicon } from '../../src/commands/reading/lexicon.ts'
import { NO_LEXICON } from '../../src/commands/reading/lexicon.ts'

const ORNAMENTS = ['🙏', '🙏🙏', '👍🏻', '❤️', '👩‍💻', '🇨🇳', '😀 🌹', '[玫瑰]', '[OK][OK]', '/:strong', '/::)', '[捂脸] 🙏']
const EXAMPLES = SPECS.flatMap(({ examples }) => examples)
/** Everything that is told of a reading. */
const told = (text: string, lexicon?: Lexicon) => JSON.stringify(readText(text, SPECS, lexicon))

describe('an emoticon that stands apart never changes what a command means', () => {
  it.each(ORNAMENTS)('behind or before it: %s', (ornament) => {
    for (const example of EXAMPLES) {
      expect([example, told(`${example} ${ornament}`)]).toEqual([example, told(example)])
      expect([example, told(`${ornament} ${example}`)]).toEqual([example, told(example)])
    }
  })

  it.each(ORNAMENTS)('or glued to its end where no name ends it: %s', (ornament) => {
    for (const text of [
      '撤销',
      '重做',
      '帮助',
      '最近',
      '状态',
      '日志',
      '确认 4821',
      '语言 English',
      '认领 K7QD-9M2X',
    ]) {
      expect([text, told(`${text}${ornament}`)]).toEqual([text, told(text)])
    }
  })

  it('but is a part of a name that has it, also with the joiner between two', () => {
    const names = new Set(['VIP 🎉', '🌹', '小王 🌹'])
    const lexicon: Lexicon = { ...NO_LEXICON, isPerson: (name) => names.has(name), isGroup: (name) => names.has(name) }
    expect(told('移动 #3 VIP 🎉', lexicon)).toContain('"group":{"text":"VIP 🎉"')
    expect(told('查 🌹', lexicon)).toContain('🌹')
    expect(told('查 小王 🌹', lexicon)).toContain('小王 🌹')
    expect(told('新建 👩‍💻研发')).toContain('"name":"👩‍💻研发"')
    expect(told('新建 🎉')).toContain('"name":"🎉"')
    expect(told('改名 108 "VIP 🎉" 🙏')).toContain('"name":"VIP 🎉"')
    for (const command of ['新建', '改名 108'])
      expect(readText(`${command} 老 😀 客`, SPECS)).toMatchObject({ answer: { corrected: `${command} "老 😀 客"` } })
  })
})
