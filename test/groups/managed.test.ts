import { beforeEach, describe, expect, it } from 'vitest'
import { Managed } from '../../src/groups/managed.ts'
import { StoreUnavailableError } from '../../src/store/errors.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'
import { ManualClock } from '../support/manual-clock.ts'

let clock: ManualClock
let store: Store

beforeEach(async () => {
  clock = new ManualClock()
  store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock })
  return () => store.close()
})

describe('the tags that fenzu manages', () => {
  it('are those that it keeps and those that the settings name, never the platform’s own', async () => {
    const managed = await Managed.open(store.managedTags, clock, [107])
    await managed.add(108)
    await managed.add(2)
    expect([107, 108, 109, 0, 1, 2].map((id) => managed.has(id))).toEqual([true, true, false, false, false, false])
    expect(await store.managedTags.list()).toEqual([108])
    const all = await Managed.open(store.managedTags, clock, '*')
    expect([107, 999, 2].map((id) => all.has(id))).toEqual([true, true, false])
  })

  it('are known to the next process until they are given up', async () => {
    await (await Managed.open(store.managedTags, clock, [])).add(108)
    const next = await Managed.open(store.managedTags, clock, [])
    expect(next.has(108)).toBe(true)
    expect([await next.remove(108), await next.remove(108), next.has(108)]).toEqual([true, false, false])
    expect(await store.managedTags.list()).toEqual([])
  })

  it('stay managed when the settings name them, whatever is given up', async () => {
    const managed = await Managed.open(store.managedTags, clock, [108])
    await managed.add(108)
    expect([await managed.remove(108), managed.has(108)]).toEqual([false, true])
  })

  it('are forgotten when the platform has them no more', async () => {
    const managed = await Managed.open(store.managedTags, clock, [])
    await managed.add(108)
    await managed.add(109)
    await managed.keepOnly([109, 110])
    expect([108, 109, 110].map((id) => managed.has(id))).toEqual([false, true, false])
    expect(await store.managedTags.list()).toEqual([109])
  })

  it('are written until the store takes them, once a second; a defect is told at once', async () => {
    let writes = 0
    const busy = {
      ...store.managedTags,
      add: () => {
        writes += 1
        return writes < 3 ? Promise.reject(new StoreUnavailableError(new Error('locked'))) : Promise.resolve()
      },
    }
    const managed = await Managed.open(busy, clock, [])
    const added = managed.add(108)
    expect(managed.has(108)).toBe(true)
    await clock.advance(999)
    expect(writes).toBe(1)
    await clock.advance(1)
    expect(writes).toBe(2)
    await clock.advance(1_000)
    await added
    expect(writes).toBe(3)
    const broken = await Managed.open({ ...busy, add: () => Promise.reject(new TypeError('ours')) }, clock, [])
    await expect(broken.add(109)).rejects.toThrow('ours')
  })
})
