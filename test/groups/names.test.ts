import { expect, it } from 'vitest'
import { comparableName } from '../../src/domain/group.ts'

it('compares names as NFKC has them, which it asks only of letters that may change', () => {
  const changed: string[] = []
  for (let at = 0; at < 0x10000; at += 1) {
    const letter = String.fromCharCode(at)
    for (const name of [letter, `甲 ${letter}1`])
      if (comparableName(name) !== name.normalize('NFKC').trim().toLowerCase()) changed.push(name)
  }
  expect(changed).toEqual([])
  expect(comparableName(' ＶＩＰ客戶① ')).toBe('vip客戶1')
})
