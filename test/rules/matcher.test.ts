import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparableKey, type Rule, type RuleTrigger } from '../../src/domain/rules/rule.ts'
import type { Push } from '../../src/protocol/message.ts'
import { RuleMatcher } from '../../src/rules/matcher.ts'
import { anyLetter } from '../support/any-letter.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const HEAD = { from: P, to: 'gh_5a4db0c0ffee', createdAt: 1 }

const ruleOf = (number: number, trigger: RuleTrigger, state: Rule['state'] = 'on'): Rule => ({
  number,
  trigger,
  target: { kind: 'group', id: 102, backend: 'groups' },
  policy: 'ungrouped',
  state,
  source: 'chat',
  madeAt: 0,
})
const said = (text: string): Push => ({ ...HEAD, kind: 'text', text, msgId: '1' })
const event = (name: string, eventKey = ''): Push => ({
  ...HEAD,
  kind: 'event',
  event: name,
  eventKey,
  ticket: '',
  details: new Map(),
})

const matcher = new RuleMatcher([
  ruleOf(1, { kind: 'follow' }),
  ruleOf(2, { kind: 'scan', key: 'poster1' }),
  ruleOf(3, { kind: 'text', key: 'ＶＩＰ 报名' }),
  ruleOf(4, { kind: 'menu', key: 'join' }),
  ruleOf(5, { kind: 'scan', key: 'qrscene_odd' }),
  ruleOf(6, { kind: 'text', key: '停了' }, 'off'),
  ruleOf(7, { kind: 'menu', key: 'gone' }, 'deleted'),
])
const met = (push: Push) => matcher.match(push)?.number

describe('a push meets (T27)', () => {
  it.each([
    ['who follows', event('subscribe'), 1],
    ['who follows by a code that no rule knows', event('subscribe', 'qrscene_other'), 1],
    ['who follows by a code', event('subscribe', 'qrscene_poster1'), 2],
    ['a scene that begins like the prefix itself, taken off once', event('subscribe', 'qrscene_qrscene_odd'), 5],
    ['a follower who scans', event('scan', 'poster1'), 2],
    ['a follower who scans another code: nothing', event('scan', 'Poster1'), undefined],
    ['the whole of a text, whatever its width, case and outer blanks', said('  vip　报名 '), 3],
    ['a text with more in it: nothing', said('vip 报名!'), undefined],
    ['a very long text: nothing', said('vip 报名'.repeat(500)), undefined],
    ['a menu key', event('click', 'join'), 4],
    ['a link of the menu: nothing', event('view', 'join'), undefined],
    ['a rule that is off: nothing', said('停了'), undefined],
    ['a rule that was deleted: nothing', event('click', 'gone'), undefined],
    ['whoever leaves: nothing', event('unsubscribe'), undefined],
    ['a picture: nothing', { ...HEAD, kind: 'image', mediaId: 'm', url: 'u', msgId: '2' } satisfies Push, undefined],
  ])('%s', (_what, push, number) => {
    expect(met(push)).toBe(number)
  })

  it.each([
    ['scan', 'poster1 '],
    ['scan', 'qrscene_poster1'],
    ['scan', ''],
    ['scan', '4294967296'],
    ['scan', '__proto__'],
    ['scan', 'constructor'],
    ['scan', 'x\nscan poster1'],
    ['click', 'menu join'],
    ['click', 'follow '],
    ['subscribe_msg', 'qrscene_poster1'],
  ])('nothing by a key that somebody made up: %s %j (T27)', (name, key) => {
    expect(met(event(name, key))).toBeUndefined()
  })

  it.each(['QRSCENE_poster1', 'qrscene_', 'qrscene_0', 'qrscene_poster1 ', 'qrscene_-1', 'poster1', 'last_trade_no_1'])(
    'following by a key that somebody made up is following: %j (T27)',
    (key) => {
      expect(met(event('subscribe', key))).toBe(1)
    },
  )

  it('nothing where there are no rules', () => {
    const empty = new RuleMatcher([])
    expect([said(''), event('subscribe'), event('scan', '')].map((push) => empty.match(push))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('the rule whose word is what was said, as names are compared, whatever the words and the text are made of', () => {
    const char = fc.oneof(
      fc.constantFrom(...Array.from('vipＶＩＰ 　报名?？ſßıİé')),
      fc.constantFrom('\u0301', '\u0307', '\u3099', 'が', 'か', 'ﬁ', '㈱', '㌔', '㊗', '豈', '豈', '🎉'),
      fc.string({ unit: anyLetter, minLength: 1, maxLength: 1 }),
    )
    const word = fc.array(char, { maxLength: 4 }).map((chars) => chars.join(''))
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.array(word, { maxLength: 6 }), (words, others) => {
        const keyOf = (key: string): string => comparableKey({ kind: 'text', key })
        const byKey = new Map(words.map((key, at) => [keyOf(key), ruleOf(at + 1, { kind: 'text', key })]))
        const many = new RuleMatcher([...byKey.values()])
        for (const text of [...words, ...others, ...words.map((one) => one.normalize('NFKC'))])
          expect(many.match(said(text))?.number, text).toBe(byKey.get(keyOf(text))?.number)
      }),
    )
  })
})
