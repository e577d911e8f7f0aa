import { describe, expect, it } from 'vitest'
import { ERRCODES, meaningOf } from '../../src/wechat/errcodes.ts'

describe('the table of errcodes', () => {
  it.each([...ERRCODES])('%i has a hint in both languages', (_errcode, { hint }) => {
    expect(hint.zh).toMatch(/[\u4e00-\u9fff].*。$/)
    expect(hint.en).toMatch(/^[A-Z].*\.$/)
    expect(hint.en.replaceAll(/微信认证|API IP 白名单/g, '')).not.toMatch(/[\u4e00-\u9fff]/)
  })

  it('names the address that the whitelist lacks (F10)', () => {
    expect(meaningOf(40164, 'invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist').hint.zh).toContain(
      '添加 1.2.3.4。',
    )
  })

  it('gives up what it does not know, with the number', () => {
    expect(meaningOf(99999, '')).toEqual({
      kind: 'give-up',
      hint: { zh: '微信拒绝了（errcode 99999）。', en: 'WeChat refused (errcode 99999).' },
    })
  })
})
