import { expect, it } from 'vitest'
import { systemClock } from '../../src/domain/clock.ts'
import { PeopleBook } from '../../src/people/book.ts'
import { Importer } from '../../src/people/importer.ts'
import { newPseudonym } from '../../src/people/pseudonym.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'

const STAYS = 'oStays_000000000000000000001'
const LEAVES = 'oLeaves_00000000000000000001'

it('does not put down again whoever left while they were asked about', async () => {
  const store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock: systemClock })
  try {
    const people = await PeopleBook.open(store.people, systemClock, {
      lastTexts: false,
      events: { contactsNotWritten: () => undefined },
    })
    const importer = new Importer({
      people,
      states: store.syncStates,
      now: () => systemClock.now(),
      followers: () => Promise.resolve({ total: 2, openids: [STAYS, LEAVES], next: '' }),
      where: async (openid) => {
        if (openid === LEAVES) people.forgetNames(await store.ledger.forget(LEAVES, newPseudonym()))
        return { kind: 'following', groups: [108], remark: openid === LEAVES ? '走了' : '小王', subscribedAt: null }
      },
      forget: () => undefined,
    })
    await importer.run()
    expect(await people.store.find(LEAVES)).toBeUndefined()
    expect(people.isName('走了')).toBe(false)
    expect(await people.store.find(STAYS)).toMatchObject({ number: 1, remark: '小王', groups: [108] })
    expect(people.isName('小王')).toBe(true)
  } finally {
    await store.close()
  }
})
