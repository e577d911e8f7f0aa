import { expect, it } from 'vitest'
import { Contacts, WRITTEN_EVERY_MS } from '../../src/people/contacts.ts'
import type { Contact, People } from '../../src/store/people.ts'
import { ManualClock } from '../support/manual-clock.ts'

/** A store that takes contacts down, and fails when it is told to. */
function stage() {
  const written: Contact[][] = []
  const failing: { isOn: boolean; meanwhile?: () => void } = { isOn: false }
  const note = (contacts: readonly Contact[]): Promise<void> => {
    failing.meanwhile?.()
    if (failing.isOn) return Promise.reject(new Error('full'))
    written.push([...contacts])
    return Promise.resolve()
  }
  const errors: unknown[] = []
  const clock = new ManualClock()
  const contacts = new Contacts({ note } as Partial<People> as People, clock, {
    contactsNotWritten: (error) => errors.push(error),
  })
  return { written, failing, errors, clock, contacts }
}

it('writes two seconds after the first, each person once, with the last that was heard of them', async () => {
  const { written, clock, contacts } = stage()
  contacts.note('a', 'follow-scan')
  await clock.advance(500)
  contacts.note('b', 'scan')
  contacts.note('a', 'text')
  const at = clock.now()
  expect(written).toEqual([])
  await clock.advance(WRITTEN_EVERY_MS)
  expect(written).toEqual([
    [
      { openid: 'a', kind: 'text', at },
      { openid: 'b', kind: 'scan', at },
    ],
  ])
})

it('keeps what the store would not take, and writes it with the next (F19)', async () => {
  const { written, failing, errors, clock, contacts } = stage()
  failing.isOn = true
  contacts.note('a', 'text')
  await clock.advance(WRITTEN_EVERY_MS)
  expect([written, errors.length]).toEqual([[], 1])
  failing.isOn = false
  contacts.note('b', 'menu')
  await contacts.write()
  expect(written.flat().map(({ openid }) => openid)).toEqual(['a', 'b'])
})

it('writes thousands in several transactions, and nothing of whoever left', async () => {
  const { written, contacts } = stage()
  for (let at = 0; at < 5_000; at += 1) contacts.note(String(at), 'follow')
  contacts.forget('17')
  await contacts.close()
  expect(written.map(({ length }) => length)).toEqual([2_000, 2_000, 999])
  contacts.note('late', 'text')
  expect(written.flat().some(({ openid }) => openid === '17')).toBe(false)
})

it('writes nothing of whoever left while thousands were being written', async () => {
  const { written, contacts } = stage()
  for (let at = 0; at < 5_000; at += 1) contacts.note(String(at), 'follow')
  const writing = contacts.write()
  while (written.length === 0) await Promise.resolve()
  contacts.forget('4000')
  await writing
  expect(written.flat()).toHaveLength(4_999)
  expect(written.flat().some(({ openid }) => openid === '4000')).toBe(false)
})

it('does not take up again whoever left while the store refused them (F19)', async () => {
  const { written, failing, contacts } = stage()
  failing.isOn = true
  contacts.note('a', 'text')
  contacts.note('b', 'text')
  failing.meanwhile = () => {
    contacts.forget('a')
  }
  await expect(contacts.write()).rejects.toThrow('full')
  failing.isOn = false
  await contacts.write()
  expect(written.flat().map(({ openid }) => openid)).toEqual(['b'])
})
