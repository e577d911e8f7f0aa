import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { GroupList } from '../../src/groups/group-list.ts'
import type { Group } from '../../src/domain/group.ts'
import { RuleBook } from '../../src/rules/book.ts'
import { applyRuleFile } from '../../src/rules/file.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'
import { ScriptedBackend } from '../groups/scripted-backend.ts'
import { ManualClock } from '../support/manual-clock.ts'

let store: Store
let book: RuleBook
beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock: new ManualClock() })
  book = await RuleBook.open(store.rules)
})
afterEach(async () => {
  await store.close()
})

interface How {
  readonly dry?: boolean
  readonly api?: 'groups' | 'tags'
  readonly groups?: readonly Group[]
}

function apply(file: unknown, { dry = false, api = 'tags', groups = [] }: How = {}) {
  const backend = new ScriptedBackend(api)
  backend.groups.push(...groups)
  const list = new GroupList(backend, new ManualClock())
  return applyRuleFile(file, { dry }, { book, list, backend, now: () => 5_000 })
}

const told = () =>
  book.rules.map(({ number, trigger, target, policy, source }) =>
    [number, trigger.kind, target.kind, target.id, policy, source].join(' '),
  )
const SCAN = { trigger: 'scan', key: 'poster1', group: '测试' }
const TEXT = { trigger: 'text', key: '报名', label: 'vip', policy: 'always' }

it('makes the rules of a file, keeps those that stay the same and deletes those that it names no more', async () => {
  expect(await apply({ rules: [SCAN, TEXT] }, { dry: true })).toEqual({
    problems: [],
    added: ['scan poster1', 'text 报名'],
    deleted: [],
    same: 0,
  })
  expect(told()).toEqual([])
  await apply({ rules: [SCAN, TEXT] })
  expect(told()).toEqual(['1 scan group 106 ungrouped file', '2 text label 108 always file'])
  const follow = { trigger: 'follow', group: 'VIP' }
  expect(await apply({ rules: [follow, SCAN] })).toEqual({
    problems: [],
    added: ['follow'],
    deleted: ['2 text 报名'],
    same: 1,
  })
  expect(told()).toEqual(['1 scan group 106 ungrouped file', '3 follow group 108 ungrouped file'])
  await apply({ rules: [] })
  expect(told()).toEqual([])
})

it('changes nothing where anything is wrong, and names the place of each', async () => {
  const target = { kind: 'group', id: 106, backend: 'tags' } as const
  await book.add({ trigger: { kind: 'follow' }, target, policy: 'ungrouped', source: 'chat', madeAt: 1 })
  const rules = [
    { trigger: 'scan', key: 'a', group: '没有' },
    { trigger: 'scan', key: 'b', group: '未分组' },
    { trigger: 'text', key: ' ', group: 'VIP' },
    { trigger: 'menu', key: 'c' },
    { ...SCAN, key: 'd' },
    { ...SCAN, key: 'd' },
    { trigger: 'follow', group: 'VIP' },
  ]
  const { problems } = await apply({ rules })
  expect(problems).toEqual([
    'rules.0: there is no group "没有"',
    'rules.1: a rule can\'t move anybody to "未分组"',
    'rules.2.key: must not be empty',
    'rules.3: needs either "group" or "label"',
    'rules.5: another rule of the file has this trigger',
    'follow: rule 1 of the chat has this trigger; delete it there first',
  ])
  expect(told()).toEqual(['1 follow group 106 ungrouped chat'])
  expect((await apply({ rules: [{ trigger: 'often', group: 'VIP' }] })).problems[0]).toMatch(/^rules\.0\.trigger: /)
  expect((await apply([])).problems[0]).toMatch(/^the file: /)
  expect((await apply({ rules: [TEXT] }, { api: 'groups' })).problems).toEqual([
    'rules.0: the account works on groups: there are no labels',
  ])
})

it.each(['docs/rules.md', 'docs/rules.zh-CN.md'])('reads the example of %s', async (doc) => {
  const text = readFileSync(new URL(`../../${doc}`, import.meta.url), 'utf8')
  const example = /```json\n([^]*?)```/.exec(text)?.[1] ?? ''
  const groups = ['新人', '华东媒'].map((name, at) => ({ id: 110 + at, name, count: 0 }))
  expect((await apply(JSON.parse(example), { groups })).problems).toEqual([])
  expect(told()).toEqual([
    '1 follow group 110 ungrouped file',
    '2 scan group 111 ungrouped file',
    '3 text group 108 always file',
  ])
})
