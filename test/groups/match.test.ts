import { describe, expect, it } from 'vitest'
import { matchGroup, nearGroups } from '../../src/groups/match.ts'

const GROUPS = [
  { id: 0, name: '未分组', count: 30 },
  { id: 1, name: '黑名单', count: 0 },
  { id: 102, name: '新人', count: 3 },
  { id: 103, name: '新人组长', count: 1 },
  { id: 106, name: '★不测试组★', count: 0 },
  { id: 107, name: '108', count: 0 },
  { id: 108, name: 'VIP', count: 5 },
  { id: 110, name: '同名', count: 0 },
  { id: 111, name: '同名', count: 0 },
]

const id = (text: string, quoted = false) => {
  const match = matchGroup(GROUPS, { text, quoted })
  return match.kind === 'found' ? match.group.id : match.kind
}

describe('which group a token means', () => {
  it.each([
    ['108', false, 108],
    ['108', true, 107],
    ['１０８', false, 108],
    ['vip', false, 108],
    ['ＶＩＰ', false, 108],
    ['VIP组', false, 108],
    ['VIP組。', false, 108],
    ['108！', false, 108],
    ['组108', false, 108],
    ['新人', false, 102],
    ['新人组', false, 102],
    ['新人组长', false, 103],
    ['新', false, 'ambiguous'],
    ['黑', false, 1],
    ['未分组', false, 0],
    ['★不测试组★', false, 106],
    ['同名', false, 'ambiguous'],
    ['110', false, 110],
    ['VIP(108)', false, 108],
    ['ＶＩＰ（108）', false, 108],
    ['新人(108)', false, 'missing'],
    ['999', false, 'missing'],
    ['组', false, 'missing'],
    ['', false, 'missing'],
  ] as const)('%s (quoted: %s) → %s', (text, quoted, expected) => {
    expect(id(text, quoted)).toBe(expected)
  })

  it('offers groups whose names share most with what was given', () => {
    expect(nearGroups(GROUPS, '新入').map(({ name }) => name)).toEqual(['新人'])
    expect(nearGroups(GROUPS, 'xyz')).toEqual([])
  })

  it('offers the nearest first, at most three, and none that shares too little', () => {
    const names = ['大客户', '老客户甲乙', '老客户', '老客户甲', '老客户群丙', '新人', '客']
    const groups = names.map((name, at) => ({ id: 200 + at, name, count: 0 }))
    expect(nearGroups(groups, '老客户群').map(({ name }) => name)).toEqual(['老客户群丙', '老客户', '老客户甲'])
    // Two letters of five are just enough.
    expect(nearGroups([{ id: 1, name: '甲乙丙丁戊', count: 0 }], '甲乙')).toHaveLength(1)
    expect(nearGroups([{ id: 1, name: '甲乙丙丁戊己', count: 0 }], '甲乙')).toEqual([])
  })
})
