import { beforeEach, expect, it } from 'vitest'
import { COUNTS_KEPT_MS, GroupList, LIST_KEPT_MS } from '../../src/groups/group-list.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { late, ScriptedBackend } from './scripted-backend.ts'

let clock: ManualClock
let backend: ScriptedBackend
let list: GroupList

beforeEach(() => {
  clock = new ManualClock()
  backend = new ScriptedBackend()
  list = new GroupList(backend, clock)
})

const reads = () => backend.calls.length

it('is read once for ten minutes, and again when they are over', async () => {
  await list.read()
  await clock.advance(LIST_KEPT_MS - 1)
  await list.read()
  expect(reads()).toBe(1)
  await clock.advance(1)
  await list.read()
  expect(reads()).toBe(2)
})

it('is as old as time that passed, not as the time of day that somebody set', async () => {
  await list.read()
  clock.jump(-86_400_000)
  await clock.advance(LIST_KEPT_MS)
  await list.read()
  clock.jump(86_400_000)
  await list.read()
  expect(reads()).toBe(2)
})

it('is read by one for all who come meanwhile, and again by whoever comes afterwards', async () => {
  await Promise.all([list.read(), list.read(0), list.readCounts()])
  expect(reads()).toBe(1)
  await list.read(0)
  expect(reads()).toBe(2)
})

it('keeps what it knows when it can not be read, and is read again by the next', async () => {
  await list.read()
  backend.before = () => {
    throw late()
  }
  await expect(list.read(0)).rejects.toMatchObject({ code: 'wechat.too-slow' })
  expect(list.known()).toHaveLength(3)
  backend.before = () => undefined
  await list.read(0)
  expect(reads()).toBe(3)
})

it('has numbers of ten seconds ago at most, and none from before a move', async () => {
  await list.readCounts()
  await clock.advance(COUNTS_KEPT_MS - 1)
  await list.readCounts()
  expect(reads()).toBe(1)
  list.countsChanged()
  await list.readCounts()
  await list.readCounts()
  expect(reads()).toBe(2)
  await clock.advance(COUNTS_KEPT_MS)
  await list.readCounts()
  expect(reads()).toBe(3)
})

it('is read again for its numbers in the very moment in which a move has changed them', async () => {
  await list.read()
  list.countsChanged()
  await list.readCounts()
  expect(reads()).toBe(2)
})

it('keeps its names through a move, and forgets them after a change of a group', async () => {
  await list.read()
  list.countsChanged()
  await list.read()
  expect(reads()).toBe(1)
  list.forget()
  await list.read()
  expect(reads()).toBe(2)
})

it('is not read again for a group that is found in it', async () => {
  await list.read()
  expect(await list.find({ text: 'VIP', quoted: false })).toMatchObject({ kind: 'found', group: { id: 108 } })
  expect(reads()).toBe(1)
})

it('is read again before a miss is believed, but not twice in a row', async () => {
  await list.read()
  backend.groups.push({ id: 109, name: '老客户', count: 0 })
  expect(await list.find({ text: '老客户', quoted: false })).toMatchObject({ kind: 'found' })
  expect(reads()).toBe(2)
  list.forget()
  expect(await list.find({ text: '没有', quoted: false })).toMatchObject({ kind: 'missing' })
  expect(reads()).toBe(3)
})

it('answers from memory alone what was read before', async () => {
  expect(list.isName('VIP')).toBe(false)
  await list.read()
  expect(list.isName('ｖｉｐ组')).toBe(true)
  expect(list.isName('108')).toBe(true)
  expect(list.isName('VI')).toBe(false)
  expect(reads()).toBe(1)
})

it('names a group that is not there by its id, after a look', async () => {
  await list.read()
  expect(await list.refTo(108)).toEqual({ id: 108, name: 'VIP' })
  expect(reads()).toBe(1)
  expect(await list.refTo(7)).toEqual({ id: 7, name: null })
  expect(reads()).toBe(2)
})

it('tells from memory alone what a token means, once it has been read', async () => {
  const token = { text: 'VIP', quoted: false }
  expect(list.peek(token)).toBeUndefined()
  expect(list.fits(token)).toBe(false)
  await list.read()
  expect(list.peek(token)).toEqual({ id: 108, name: 'VIP' })
  expect(list.fits(token)).toBe(true)
  expect(list.peek({ text: '没有', quoted: false })).toBeUndefined()
  expect(reads()).toBe(1)
})
