import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Language } from '../../src/domain/answer.ts'
import { firstPage, PAGE_LIMIT_BYTES } from '../../src/phrasebook/paging.ts'
import { anyLetter } from '../support/any-letter.ts'

const ENDINGS = ['\n发「更多」查看下一页', '\nSend "more" for the next page']

const text = fc.oneof(
  fc.string({ unit: anyLetter, maxLength: 4_000 }),
  fc
    .array(
      fc.oneof(
        fc.string({ unit: fc.constantFrom(...Array.from('老客户VIP(108) 😀')), maxLength: 60 }),
        fc.constant(''),
      ),
      {
        maxLength: 200,
      },
    )
    .map((rows) => rows.join('\n')),
)

describe('firstPage', () => {
  it('leaves alone what fits', () => {
    expect(firstPage('共 2 组')).toEqual({ page: '共 2 组', rest: null })
    expect(firstPage('x'.repeat(PAGE_LIMIT_BYTES)).rest).toBeNull()
  })

  it('cuts after a line and says how to go on, in the language of the text', () => {
    const rows = Array.from({ length: 6 }, (_, at) => `新人(10${at}) 17${at} 人，`)
    expect(firstPage(rows.join('\n'), 80)).toEqual({
      page: '新人(100) 170 人，\n新人(101) 171 人，\n发「更多」查看下一页',
      rest: rows.slice(2).join('\n'),
    })
    expect(firstPage('Newcomers (102) 170\n'.repeat(5), 80)).toEqual({
      page: 'Newcomers (102) 170\nNewcomers (102) 170\nSend "more" for the next page',
      rest: 'Newcomers (102) 170\n'.repeat(3),
    })
    expect(firstPage('VIP(108) 1\n'.repeat(50), 100, 'zh').page).toMatch(/\n发「更多」查看下一页$/)
  })

  it('cuts between two code points where a line is longer than a page', () => {
    const { page, rest } = firstPage('😀'.repeat(100), 100)
    expect(page.split('\n')[0]).toBe('😀'.repeat(17))
    expect(rest).toBe('😀'.repeat(83))
  })

  it('never exceeds the limit, splits no code point and loses nothing over all pages (F30)', () => {
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 60, max: PAGE_LIMIT_BYTES }),
        fc.constantFrom<Language>('zh', 'en'),
        (whole, limit, language) => {
          let rebuilt = ''
          for (let rest: string | null = whole; rest !== null;) {
            const next: ReturnType<typeof firstPage> = firstPage(rest, limit, language)
            expect(Buffer.byteLength(next.page)).toBeLessThanOrEqual(limit)
            expect(next.page.isWellFormed()).toBe(true)
            if (next.rest === null) rebuilt += next.page
            else {
              const shown = next.page.slice(0, -(ENDINGS.find((ending) => next.page.endsWith(ending)) ?? '').length)
              rebuilt += shown + (rest.length === shown.length + next.rest.length ? '' : '\n')
              expect(next.rest.length).toBeLessThan(rest.length)
            }
            rest = next.rest
          }
          expect(rebuilt).toBe(whole)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('refuses a page without room for a text', () => {
    expect(() => firstPage('x'.repeat(40), 30)).toThrow(RangeError)
  })
})
