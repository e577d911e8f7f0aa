import { beforeEach, expect, it } from 'vitest'
import { InterfaceStoppedError } from '../../src/dispatch/errors.ts'
import { AutoBackend } from '../../src/groups/auto-backend.ts'
import { late, no, ScriptedBackend } from './scripted-backend.ts'

let tags: ScriptedBackend
let groups: ScriptedBackend
let decided: string[]
let auto: AutoBackend

beforeEach(() => {
  tags = new ScriptedBackend('tags')
  groups = new ScriptedBackend('groups')
  tags.limit = 20
  decided = []
  auto = new AutoBackend(tags, groups, (name) => decided.push(name))
})

function refuse(error: Error): void {
  tags.before = () => {
    throw error
  }
}

it('chooses tags where the account has them, asked once by whoever comes first', async () => {
  await Promise.all([auto.list(), auto.ready(), auto.create('a')])
  expect(decided).toEqual(['tags'])
  expect(tags.told.filter((one) => one === 'list')).toHaveLength(2)
  expect(groups.calls).toEqual([])
})

it.each([
  ['a refusal', no(48001)],
  ['an interface that is stopped for one', new InterfaceStoppedError('/x', 'permanent', 0, no(48001))],
])('chooses groups after %s, and asks no more', async (_title, error) => {
  refuse(error)
  await auto.rename(108, '贵宾')
  await auto.ready()
  expect(decided).toEqual(['groups'])
  expect(auto.capabilities.name).toBe('groups')
  expect(groups.told).toEqual(['rename 108'])
  expect(tags.told).toEqual(['list'])
})

it.each([
  ['silence', late()],
  ['a busy platform', no(-1)],
  ['a spent quota', new InterfaceStoppedError('/x', 'day-quota', 0, no(45009))],
])('decides nothing after %s: whoever asked hears why, and the next asks again', async (_title, error) => {
  refuse(error)
  await expect(auto.ready()).rejects.toBe(error)
  await expect(auto.list()).rejects.toBe(error)
  expect(decided).toEqual([])
  tags.before = () => undefined
  await auto.ready()
  expect(decided).toEqual(['tags'])
})

it('has the limits of tags until it has chosen', async () => {
  expect([auto.capabilities.name, auto.callLimit(1)]).toEqual(['tags', 20])
  refuse(no(48001))
  await auto.ready()
  expect([auto.capabilities.name, auto.callLimit(1)]).toEqual(['groups', 50])
})
