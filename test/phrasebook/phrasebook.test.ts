import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CATALOG } from '../../src/commands/catalog/index.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import type { Language } from '../../src/domain/answer.ts'
import { PHRASEBOOKS } from '../support/phrasebooks.ts'
import { safeText } from '../../src/phrasebook/safe-text.ts'
import { ANSWERS, P } from './samples.ts'
import { anyLetter } from '../support/any-letter.ts'

const SPECS = CATALOG.map(({ spec }) => spec)
const LANGUAGES: readonly Language[] = ['zh', 'en']

describe.each(LANGUAGES)('in %s', (language) => {
  const { say } = PHRASEBOOKS[language]
  const written = readFileSync(new URL(`../../fixtures/chat/sentences.${language}.txt`, import.meta.url), 'utf8')
    .split(/^(?=\[[a-z-]+\]$)/mu)
    .map((entry) => entry.trimEnd())

  it('has a sentence in the fixtures for each sample', () => {
    expect(written).toHaveLength(ANSWERS.length)
  })

  it.each(ANSWERS.map((answer, at) => ({ kind: answer.kind, answer, at })))('says $kind', ({ answer, at }) => {
    expect(`[${answer.kind}]\n${say(answer)}`).toBe(written[at])
  })

  it('shows only commands that can be sent as they are', () => {
    const shown = ANSWERS.flatMap((answer) => say(answer).split('\n')).flatMap(
      (line) => /^(?:例|请改发|要执行，回复|Example|Send instead|To do it, reply)[：:] ?(.+)$/u.exec(line)?.[1] ?? [],
    )
    expect(shown.length).toBeGreaterThan(20)
    for (const command of shown) expect([command, readText(command, SPECS).kind]).toEqual([command, 'command'])
  })

  it('shows of strangers no link and nothing invisible (T14, T15)', () => {
    const hostile = fc.array(
      fc.constantFrom(
        '<a href="weixin://bizmsgmenu?msgmenucontent=x">',
        ']]>',
        '\u202e',
        '\u200b',
        '\u0000',
        '\n',
        'VIP',
        '老',
      ),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(hostile, (parts) => {
        const name = parts.join('')
        const texts = [
          say({ kind: 'groups', groups: [{ id: 108, name, count: 1 }], keyword: null }),
          say({ kind: 'moved', openid: P, from: { id: 1, name }, to: { id: 2, name } }),
          say({ kind: 'whereabouts', openid: P, others: [], group: { id: 1, name }, remark: name, subscribedAt: 0 }),
          say({ kind: 'did-you-mean', given: name, command: '移动', example: name }),
          say({ kind: 'accepted', number: 1, asked: { command: '新建', target: name, openid: null } }),
          say({ kind: 'confirm', plan: { kind: 'create-same-name', name, existing: [1] }, digits: '1234' }),
        ]
        for (const text of texts) expect(text).not.toMatch(/[<>\u202e\u200b\u0000]/)
        expect(texts.map((text) => text.split('\n').length)).toEqual([2, 1, 3, 3, 2, 1])
      }),
    )
  })
})

describe('languages', () => {
  it('keeps Chinese out of the English help and English sentences out of the Chinese one', () => {
    const helps = ANSWERS.filter(({ kind }) => kind === 'help')
    for (const help of helps) {
      expect(PHRASEBOOKS.en.say(help)).not.toMatch(/[\u4e00-\u9fff]{4}/)
      expect(PHRASEBOOKS.zh.say(help)).not.toMatch(/[a-z]{3,} [a-z]{3,}/)
    }
  })

  it('names every command in English as its spec does', () => {
    const { say } = PHRASEBOOKS.en
    for (const { name, english } of SPECS) {
      expect(say({ kind: 'accepted', number: 1, asked: { command: name, target: '', openid: null } })).toContain(
        `⏳ Accepted 1: ${english}\n`,
      )
    }
  })
})

describe('safeText', () => {
  it('shows what can not be seen, makes brackets full-width and clips', () => {
    expect(safeText('a<b>\u202e\u200b\u0007c')).toBe('a＜b＞···c')
    expect(safeText('\u3164\u115f\u2800VIP\uffa0')).toBe('···VIP·')
    expect(safeText('😀'.repeat(61))).toBe(`${'😀'.repeat(59)}…`)
    expect(safeText('😀'.repeat(60))).toBe('😀'.repeat(60))
  })

  it('never splits a code point and never grows past its limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyLetter, maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (text, limit) => {
        const shown = safeText(text, limit)
        expect(shown.isWellFormed()).toBe(true)
        expect(Array.from(shown).length).toBeLessThanOrEqual(limit)
      }),
    )
  })
})
