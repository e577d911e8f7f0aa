import { beforeEach, describe, expect, it } from 'vitest'
import type { Roster } from '../../src/admins/roster.ts'
import { Languages } from '../../src/bot/speaking/languages.ts'
import { CATALOG } from '../../src/commands/catalog/index.ts'
import { Registry } from '../../src/commands/registry.ts'
import type { Language } from '../../src/domain/answer.ts'

const OWNER = 'oAdmin_Sandbox_0000000000001'
const MOST_HEARD = 1_000

let chosen: Language | undefined
let languages: Languages

beforeEach(() => {
  chosen = undefined
  const admins: Pick<Roster, 'chosenLanguageOf'> = { chosenLanguageOf: () => chosen }
  languages = new Languages(admins as Roster, new Registry(CATALOG).specs)
})

describe('the language of an answer', () => {
  it('is that of the last command, and digits are none', () => {
    expect(languages.of(OWNER)).toBe('zh')
    languages.heard(OWNER, 'groups')
    expect(languages.of(OWNER)).toBe('en')
    languages.heard(OWNER, '4821')
    expect(languages.of(OWNER)).toBe('en')
    languages.heard(OWNER, '分组')
    expect(languages.of(OWNER)).toBe('zh')
  })

  it.each(['thanks', 'Thanks!', 'thank you', 'ok thx', 'THX 🙏', 'Thank you so much'])(
    'is English after %s',
    (text) => {
      languages.heard(OWNER, text)
      expect(languages.of(OWNER)).toBe('en')
    },
  )

  it.each(['ok', 'hi', 'OK 谢谢', '3q 啦', 'VIP'])('is not changed by %s', (text) => {
    languages.heard(OWNER, text)
    expect(languages.of(OWNER)).toBe('zh')
  })

  it('is the one that was chosen, whatever is sent', () => {
    languages.heard(OWNER, 'groups')
    chosen = 'zh'
    expect([languages.of(OWNER), languages.tellsHow(OWNER)]).toEqual(['zh', false])
    chosen = 'en'
    languages.heard(OWNER, '分组')
    expect(languages.of(OWNER)).toBe('en')
  })

  it('is told once how to stay with, and again after it was left', () => {
    expect(languages.tellsHow(OWNER)).toBe(false)
    languages.heard(OWNER, 'groups')
    expect([languages.tellsHow(OWNER), languages.tellsHow(OWNER)]).toEqual([true, false])
    languages.heard(OWNER, 'groups')
    expect(languages.tellsHow(OWNER)).toBe(false)
    languages.heard(OWNER, '分组')
    languages.heard(OWNER, 'groups')
    expect(languages.tellsHow(OWNER)).toBe(true)
  })

  it('is remembered of a thousand admins, those who wrote last', () => {
    for (let at = 0; at < MOST_HEARD; at += 1) languages.heard(`o${at}`, 'groups')
    languages.heard('o0', 'groups')
    languages.heard('oNewer', 'groups')
    expect(['o0', 'o1', 'o2', 'oNewer'].map((one) => languages.of(one))).toEqual(['en', 'zh', 'en', 'en'])
  })
})
