import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CATALOG, SPECS } from '../../src/commands/catalog/index.ts'
import { findByName } from '../../src/commands/reading/tokens/command-names.ts'
import { continueDialogue } from '../../src/commands/reading/dialogue.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import { READ_CHARACTERS } from '../../src/commands/reading/tokens/letters.ts'
import type { Lexicon } from '../../src/commands/reading/lexicon.ts'
import { Registry } from '../../src/commands/registry.ts'
import { claim } from '../../src/commands/catalog/admins/claim.ts'
import { anyLetter } from '../support/any-letter.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const CHANGING = ['移动', '新建', '改名', '删除', '确认']

const openid = fc
  .array(fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')), {
    minLength: 27,
    maxLength: 27,
  })
  .map((letters) => `o${letters.join('')}`)

/** Words, marks and letters that mean something here, in any order. */
const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(...SPECS.flatMap(({ names }) => names)),
      fc.constantFrom(
        ' ',
        '\n',
        '，',
        '、',
        '"',
        '“',
        '”',
        '「',
        "'",
        '？',
        '。',
        '到',
        '把',
        '请',
        '不',
        '108',
        P,
        '\u200b',
      ),
      fc.string({ unit: anyLetter, maxLength: 4 }),
      openid,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

/** 小王 and 李姐 are people, VIP is a group, and everybody has a number. */
const LEXICON: Lexicon = {
  isPerson: (name) => ['小王', '李姐'].includes(name),
  isGroup: (text) => text === 'VIP',
  meansGroup: (text) => text === 'VIP' || text === '108',
  fitsGroup: (text) => text === 'VIP',
}

describe('a bare number', () => {
  it.each([
    ['批量移动 VIP\n7 小王\n3 李姐', '批量移动 小王 李姐 VIP'],
    ['批量移动 VIP\n7 小王', '批量移动 小王 VIP'],
    ['批量移动 VIP\n1、小王\n2、李姐', '批量移动 小王 李姐 VIP'],
    ['批量移动 VIP\n7 王五\n3 赵六', '批量移动 王五 赵六 VIP'],
    ['移动 小王 7 VIP', '移动 小王 VIP'],
    ['移动 7 3 VIP', '移动 #7 #3 VIP'],
    ['批量移动 VIP\n7\n3', '批量移动 #7 #3 VIP'],
    ['批量移动 VIP 7', '批量移动 #7 VIP'],
  ])('in a list is never taken for a person: %j (T35)', (text, corrected) => {
    expect(readText(text, SPECS, LEXICON)).toMatchObject({
      kind: 'hint',
      answer: { kind: 'not-understood-rest', corrected },
    })
  })

  it('is a person where it stands alone before a group', () => {
    expect(readText('移动 7 VIP', SPECS, LEXICON)).toMatchObject({
      kind: 'command',
      args: { who: [{ kind: 'number', number: 7 }], group: { text: 'VIP' } },
    })
  })

  it('that answers who is meant is one of the list, never the number of somebody else (T35)', () => {
    const dialogue = { kind: 'missing', template: '移动 {} VIP', raw: false, options: [P], person: true } as const
    const answered = (text: string) => continueDialogue(dialogue, text, { specs: SPECS, lexicon: LEXICON })
    expect(answered('1')).toMatchObject({ reading: { kind: 'command', args: { openid: P } } })
    expect(answered('7')).toBeUndefined()
    expect(answered('#7')).toMatchObject({ reading: { kind: 'command', args: { who: [{ number: 7 }] } } })
  })
})

describe('readText', () => {
  it('never throws, whatever is typed (T13, T29)', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: anyLetter, maxLength: 3_000 })), (text) => {
        expect(['command', 'hint', 'ordinary']).toContain(readText(text, SPECS).kind)
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads 移动 with any openid, to the letter, and any blank and invisible letter around it', () => {
    const gap = fc.constantFrom(' ', '　', '\n', ' \u200b', '，', ', ')
    fc.assert(
      fc.property(openid, fc.nat(999_999_999), gap, gap, (follower, id, first, second) => {
        expect(readText(`移动${first}${follower}${second}${id}`, SPECS)).toMatchObject({
          kind: 'command',
          spec: { name: '移动' },
          args: { openid: follower, group: { text: String(id), quoted: false } },
        })
      }),
    )
  })

  it('never runs a change for a slip of one character in its name', () => {
    const slip = fc.constantFrom(...Array.from('懂洞宜以建键心鸣山出人任的了你不别要请xzq'), 'x', '删', '名')
    const edit = fc.constantFrom('replace', 'insert', 'drop', 'swap')
    const args = ['', ` ${P} 108`, ' 108', ' 108 老客户', ' 老客户', ' 4821']
    fc.assert(
      fc.property(
        fc.constantFrom(...SPECS.filter(({ name }) => CHANGING.includes(name)).flatMap(({ names }) => names)),
        edit,
        fc.nat(),
        slip,
        fc.constantFrom(...args),
        (name, how, place, letter, rest) => {
          const slipped = slipOf(name, how, place, letter)
          fc.pre(slipped !== '' && findByName(slipped, SPECS) === undefined)
          fc.pre(findByName(slipped.replace(/^请/, ''), SPECS) === undefined)
          const reading = readText(slipped + rest, SPECS)
          // Without a group nothing is moved: it is asked for.
          const asks = reading.kind === 'command' && 'who' in reading.args && !('group' in reading.args)
          expect(reading.kind === 'command' && !asks && CHANGING.includes(reading.spec.name)).toBe(false)
        },
      ),
      { numRuns: 3_000 },
    )
  })

  it('never runs what is negated', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('不要', '别', '不', '请不要', '請勿', '禁止', "don't ", 'do not ', 'Don’t ', 'never '),
        fc.constantFrom(`移动 ${P} 108`, `move ${P} 108`, '删除 108', '新建 VIP', '改名 108 VIP', '确认 4821'),
        (no, command) => {
          expect(readText(no + command, SPECS)).toEqual({ kind: 'ordinary' })
        },
      ),
    )
  })

  it('shows nobody who says not to move how to move', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('取消', '停止', '無需', '无需', '沒有', '甭', 'stop ', 'cancel ', '我不想'),
        fc.constantFrom('', ' '),
        fc.constantFrom('移动', '移動', 'move'),
        (no, gap, command) => {
          expect(readText(`${no}${gap}${command} ${P} 108`, SPECS)).toEqual({ kind: 'ordinary' })
        },
      ),
    )
  })

  it('reads fillers in traditional characters as in simplified ones', () => {
    const pairs = [
      ['给', '給'],
      ['为', '為'],
      ['进', '進'],
      ['将', '將'],
      ['请', '請'],
      ['分组', '分組'],
      ['组', '組'],
    ] as const
    for (const [simplified, traditional] of pairs) {
      for (const text of [`移动 ${P} X VIP`, `移动${P}XVIP`, `X ${P} 移动 VIP`, '删除 X 108', '改名 108 X 老客户']) {
        const read = (word: string) => JSON.stringify(readText(text.replace('X', word), SPECS))
        expect(read(traditional).replaceAll(traditional, simplified)).toBe(read(simplified))
      }
    }
  })

  it('runs nothing with a word too many', () => {
    const word = fc.constantFrom('快点', '吗', 'now', '不要', '109')
    fc.assert(
      fc.property(
        fc.constantFrom(`移动 ${P} 108`, '删除 108', '改名 108 VIP', '新建 VIP', '确认 4821'),
        word,
        (command, extra) => {
          expect(readText(`${command} ${extra}`, SPECS)).toMatchObject({
            kind: 'hint',
            answer: { kind: 'not-understood-rest', rest: extra },
          })
        },
      ),
    )
  })

  it('keeps the name of a new group as typed, but for what can not be seen', () => {
    const name = fc
      .array(fc.constantFrom(...Array.from('老客户ＶＩＰ①㈱，。！？（）·😀é')), { minLength: 1, maxLength: 20 })
      .map((letters) => letters.join(''))
    fc.assert(
      fc.property(name, (wanted) => {
        expect(readText(`新建 "${wanted}"`, SPECS)).toMatchObject({ kind: 'command', args: { name: wanted } })
        expect(readText(`新建 \u202e"${wanted}\u200b"`, SPECS)).toMatchObject({
          kind: 'command',
          args: { name: wanted },
        })
      }),
    )
  })

  it(`reads no further than ${READ_CHARACTERS} characters, counted as people do`, () => {
    const long = `新建 ${'😀'.repeat(READ_CHARACTERS)}`
    const reading = readText(long, SPECS)
    expect(
      reading.kind === 'command' ? Array.from('name' in reading.args ? String(reading.args.name) : '') : [],
    ).toHaveLength(READ_CHARACTERS - 3)
  })

  it('gets through hostile texts (T29)', () => {
    for (const part of [
      '"',
      '“',
      "'",
      '移动',
      '帮助 ',
      `${P} `,
      '不',
      '?',
      '/',
      '！',
      'o',
      '\u200b',
      '　',
      '" ',
      'oA-',
    ])
      expect(['hint', 'ordinary', 'command']).toContain(readText(part.repeat(2_000), SPECS).kind)
  })

  it('looks for nothing but the commands it is given', () => {
    expect(readText('认领 K7QD-9M2X', [claim.spec])).toMatchObject({ kind: 'command', args: { code: 'K7QD-9M2X' } })
    for (const text of ['帮助', `移动 ${P} 108`, P, '移懂', '？'])
      expect(readText(text, [claim.spec])).toEqual({ kind: 'ordinary' })
  })
})

describe('the specs', () => {
  it('have examples that each run their own command', () => {
    for (const spec of SPECS) {
      for (const example of spec.examples) expect(readText(example, SPECS)).toMatchObject({ kind: 'command', spec })
    }
  })

  it('have an example in each language', () => {
    for (const { english, examples } of SPECS) {
      expect(examples.some((example) => example.startsWith(english))).toBe(true)
      expect(examples.some((example) => !example.startsWith(english))).toBe(true)
    }
  })

  it('are all in the catalog, under names that are taken once', () => {
    expect(new Registry(CATALOG).specs).toEqual(SPECS)
  })
})

function slipOf(name: string, how: string, place: number, letter: string): string {
  const letters = Array.from(name)
  const at = place % letters.length
  if (how === 'replace') letters[at] = letter
  else if (how === 'insert') letters.splice(at, 0, letter)
  else if (how === 'drop') letters.splice(at, 1)
  else if (letters.length > 1) letters.push(letters.shift() ?? '')
  return letters.join('')
}
