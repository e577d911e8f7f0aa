import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import type { Store } from '../../src/store/store.ts'
import { APPID, type StoreFactory, type StoreSite } from './store-factory.ts'

/** What every store does with plans that wait for a yes. */
export function confirmationsContract(factory: StoreFactory): void {
  let site: StoreSite
  let store: Store

  beforeEach(async () => {
    site = await factory()
    store = await site.open(APPID)
  })

  afterEach(async () => {
    await store.close().catch(() => undefined)
    await site.close()
  })

  describe('confirmations', () => {
    const plan = { kind: 'delete', group: { id: 108, name: 'VIP' }, count: 3 } as const
    const waiting = {
      actor: adminOf('oA'),
      digits: '0042',
      plan,
      digest: 'd1ge57',
      askedBy: 1,
      expiresAt: 10_000,
      triesLeft: 2,
    }

    it('keeps one plan for each admin, until it expires, across a restart', async () => {
      await store.confirmations.put({ ...waiting, digits: '1111' })
      await store.confirmations.put(waiting)
      await store.close()
      store = await site.open(APPID)
      expect(await store.confirmations.get(adminOf('oA'), 9_999)).toEqual(waiting)
      expect(await store.confirmations.get(adminOf('oA'), 10_000)).toBeUndefined()
    })

    it('drops a plan of somebody who leaves, and one that names them, as they leave', async () => {
      const leaver = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
      await store.confirmations.put({ ...waiting, plan: { kind: 'blacklist', openid: leaver, from: null } })
      await store.confirmations.put({ ...waiting, actor: adminOf(leaver) })
      await store.confirmations.put({ ...waiting, actor: adminOf('oB') })
      await store.erasures.add({ openid: leaver, at: 1, otherOwners: true })
      const left = ['oA', 'oB', leaver].map((admin) => store.confirmations.get(adminOf(admin), 5_000))
      expect(await Promise.all(left)).toEqual([undefined, { ...waiting, actor: adminOf('oB') }, undefined])
    })

    it('voids a plan when its tries are used up', async () => {
      await store.confirmations.put(waiting)
      expect(await store.confirmations.countWrongTry(adminOf('oA'))).toBe(1)
      expect(await store.confirmations.countWrongTry(adminOf('oA'))).toBe(0)
      expect(await store.confirmations.get(adminOf('oA'), 5_000)).toBeUndefined()
      expect(await store.confirmations.clear(adminOf('oA'), 5_000)).toBe(false)
    })
  })
}
