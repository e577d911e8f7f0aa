import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { nearNames } from '../../src/people/near-names.ts'

const NAMES = ['小王', '老赵', '王小明', '张三丰', '李丽', 'tom', 'jessica', '欧阳锋', '客户', 'amy', '陈老师']

it.each([
  ['小王子', ['小王']],
  ['小汪', ['小王']],
  ['肖王', ['小王']],
  ['小赵', ['老赵']],
  ['赵总', ['老赵']],
  ['王明', ['王小明']],
  ['王晓明', ['王小明']],
  ['张三凤', ['张三丰']],
  ['欧阳峰', ['欧阳锋']],
  ['黎莉', ['李丽']],
  ['小陈', ['陈老师']],
  ['tim', ['tom']],
  ['jesica', ['jessica']],
  ['jessciaa', ['jessica']],
])('finds who was likely meant by %s', (given, found) => {
  expect(nearNames(given, NAMES, 9)).toEqual(found)
})

it.each(['小孙', '客', 'bob', 'to', '小王', '周杰伦', '', 'x'.repeat(40), '今天'])('finds nobody near %s', (given) => {
  expect(nearNames(given, NAMES, 9)).toEqual([])
})

it('puts the nearest first and offers no more than asked for', () => {
  const many = Array.from({ length: 50 }, (_, at) => `老赵${at}`)
  expect(nearNames('小赵', [...many, '老赵', '晓赵'], 2)).toEqual(['晓赵', '老赵'])
})

it('looks through 200,000 names in a moment', () => {
  const letters = Array.from('赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨小老大明华丽强军')
  const names = Array.from(
    { length: 200_000 },
    (_, at) => `${letters[at % 24] ?? ''}${letters[(at >> 4) % 24] ?? ''}${letters[(at >> 9) % 24] ?? ''}`,
  )
  const began = performance.now()
  expect(nearNames('王晓明', names, 9).length).toBeLessThanOrEqual(9)
  expect(performance.now() - began).toBeLessThan(1_000)
})
