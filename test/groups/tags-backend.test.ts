import { beforeEach, describe, expect, it } from 'vitest'
import { PRIORITY } from '../../src/domain/verdict.ts'
import type { GroupBackend } from '../../src/groups/backend.ts'
import { Managed } from '../../src/groups/managed.ts'
import { createTagsBackend } from '../../src/groups/tags-backend.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { TagsApi } from '../../src/wechat/api/tags.ts'
import type { UserInfo, UsersApi } from '../../src/wechat/api/users.ts'
import { AnsweredNoError } from '../../src/wechat/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const TAGS = [
  { id: 2, name: '星标组', count: 0 },
  { id: 107, name: 'test', count: 0 },
  { id: 108, name: 'VIP', count: 0 },
]

let carried: number[]
let isWhole: boolean
/** Whether the platform tells anything of a follower. */
let isTold: boolean
let backend: GroupBackend
let managed: Managed
let clock: ManualClock
/** What comes of each call that tags somebody. */
let tagging: () => Promise<void>

beforeEach(async () => {
  clock = new ManualClock()
  const store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock })
  managed = await Managed.open(store.managedTags, clock, [])
  await managed.add(108)
  await managed.add(109)
  isWhole = true
  isTold = true
  const untold = { remark: undefined, subscribe_time: undefined, subscribe_scene: undefined, qr_scene_str: undefined }
  const info = (): UserInfo => {
    const nothing = { subscribe: undefined, groupid: undefined, tagid_list: undefined }
    return { ...untold, openid: P, ...(isTold ? { subscribe: 1, groupid: 0, tagid_list: carried } : nothing) }
  }
  const users = { batchInfo: () => Promise.resolve([info()]) } as Partial<UsersApi> as UsersApi
  const list = () => Promise.resolve({ groups: TAGS, whole: isWhole })
  const tags = { list, tag: () => tagging() } as Partial<TagsApi> as TagsApi
  backend = createTagsBackend(tags, users, managed, clock)
  return () => store.close()
})

describe('groups on tags', () => {
  it('keep the limits of the platform: 100 tags, names of 30 bytes, 50 openids a call and 20 on the blacklist', () => {
    expect(backend.capabilities).toMatchObject({ mostGroups: 100, nameLimit: 30, nameLimitUnit: 'bytes' })
    expect([backend.callLimit(108), backend.callLimit(1)]).toEqual([50, 20])
  })

  it.each([
    [19, false],
    [20, true],
  ])('say of a follower with %i tags whether another one fits: full is %s', async (count, full) => {
    carried = Array.from({ length: count }, (_, at) => 200 + at)
    const seen = (await backend.whereabouts(() => [P], PRIORITY.lookup)).get(P)
    expect(seen).toMatchObject({ kind: 'following', full })
  })

  it('say nothing of a follower of whom nothing is told: not that they are in no group', async () => {
    isTold = false
    expect((await backend.whereabouts(() => [P], PRIORITY.lookup)).has(P)).toBe(false)
  })

  it('are marked as not managed where they are nobody’s, but never the platform’s own', async () => {
    const marked = (await backend.list()).filter(({ unmanaged }) => unmanaged === true).map(({ id }) => id)
    expect(marked).toEqual([107])
  })

  it('are given up when they are gone from a list that was read to its end', async () => {
    isWhole = false
    await backend.list()
    expect(managed.has(109)).toBe(true)
    isWhole = true
    await backend.list()
    expect([108, 109].map((id) => managed.has(id))).toEqual([true, false])
  })

  it('are tried a second later and once more where the platform says that there is no such tag', async () => {
    let calls = 0
    tagging = () => {
      calls += 1
      return calls === 1 ? Promise.reject(new AnsweredNoError('/cgi-bin/tags', 45159, '')) : Promise.resolve()
    }
    const joined = backend.join(() => [P], 108)
    await clock.advance(999)
    expect(calls).toBe(1)
    await clock.advance(1)
    expect(calls).toBe(2)
    await joined
  })

  it('are not tried again where it refuses anything else', async () => {
    let calls = 0
    tagging = () => {
      calls += 1
      return Promise.reject(new AnsweredNoError('/cgi-bin/tags', 40003, ''))
    }
    await expect(backend.join(() => [P], 108)).rejects.toMatchObject({ errcode: 40003 })
    expect(calls).toBe(1)
  })
})
