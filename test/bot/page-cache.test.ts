import { beforeEach, describe, expect, it } from 'vitest'
import { PAGE_KEPT_MS, PageCache } from '../../src/bot/page-cache.ts'
import { ManualClock } from '../support/manual-clock.ts'

const A = 'oAdmin_Sandbox_0000000000001'
const B = 'oAdmin_Sandbox_0000000000002'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

let clock: ManualClock
let pages: PageCache

beforeEach(() => {
  clock = new ManualClock()
  pages = new PageCache(clock)
})

describe('what comes behind a list', () => {
  it('is first what did not fit, once, and then the next page', () => {
    pages.keep(A, 'the rest', '最近 第2页')
    expect(pages.next(A)).toBeUndefined()
    expect(pages.take(A)).toBe('the rest')
    expect(pages.take(A)).toBeUndefined()
    expect(pages.next(A)).toBe('最近 第2页')
    pages.keep(A, null)
    expect(pages.next(A)).toBeUndefined()
  })

  it('stays with the list while its rest is shown in pieces', () => {
    pages.keep(A, 'the rest', '最近 第2页')
    pages.take(A)
    pages.keepRest(A, 'still more')
    expect(pages.take(A)).toBe('still more')
    pages.keepRest(A, null)
    expect(pages.next(A)).toBe('最近 第2页')
  })

  it('is kept for ten minutes, and each admin’s by itself', async () => {
    pages.keep(A, 'of A')
    await clock.advance(PAGE_KEPT_MS - 1)
    pages.keep(B, 'of B')
    await clock.advance(1)
    expect([pages.take(A), pages.take(B)]).toEqual([undefined, 'of B'])
  })

  it('is kept of a thousand admins, the latest', () => {
    for (let at = 0; at <= 1_000; at += 1) pages.keep(`o${at}`, String(at))
    expect([pages.take('o0'), pages.take('o1'), pages.take('o1000')]).toEqual([undefined, '1', '1000'])
  })

  it('names nobody who left, by openid, its short form, number or name (T40)', () => {
    const traces = { openid: P, number: 57, names: ['小王'], wasAdmin: false }
    const texts = [`x ${P}`, 'x oDF3…CM58', 'x #57 x', 'x 小王', 'x #58', 'x']
    for (const [at, text] of texts.entries()) pages.keep(`o${at}`, text)
    pages.keep('oNext', null, `日志 ${P} 第2页`)
    pages.keep(P, 'their own')
    pages.forget(traces)
    expect(texts.map((_text, at) => pages.take(`o${at}`))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'x #58',
      'x',
    ])
    expect([pages.next('oNext'), pages.take(P)]).toEqual([undefined, undefined])
  })
})
