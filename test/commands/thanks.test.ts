import { expect, it } from 'vitest'
import { isThanks } from '../../src/commands/reading/thanks.ts'

it.each([
  '谢谢',
  '谢谢！',
  '好的谢谢',
  '嗯嗯，谢谢啦',
  '太感谢了',
  '辛苦了',
  '收到，多谢🙏',
  '謝謝你',
  'thanks',
  'Thank you!',
  'ok thx',
  'thanks a lot',
  'ＴＨＡＮＫＳ',
])('takes %s for thanks', (text) => {
  expect(isThanks(text)).toBe(true)
})

it.each(['谢谢小王', '撤销谢谢', '谢了吗', 'thanks, undo', 'ok', '好的', '谢', `${'嗯'.repeat(39)}x`, '感谢信'])(
  'takes %s for something else',
  (text) => {
    expect(isThanks(text)).toBe(false)
  },
)
