import { describe, expect, it } from 'vitest'
import { Contacts, WRITTEN_AT_ONCE, WRITTEN_EVERY_MS } from '../../src/people/contacts.ts'
import { WRITTEN_AGAIN_MS } from '../../src/people/last-seen.ts'
import type { Contact } from '../../src/store/people.ts'
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
  const contacts = new Contacts({ note }, clock, {
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
  for (let at = 0; at < WRITTEN_AT_ONCE * 2 + 400; at += 1) contacts.note(String(at), 'follow')
  contacts.forget('17')
  await contacts.close()
  expect(written.map(({ length }) => length)).toEqual([WRITTEN_AT_ONCE - 1, WRITTEN_AT_ONCE, 400])
  contacts.note('late', 'text')
  expect(written.flat().some(({ openid }) => openid === '17')).toBe(false)
})

it('writes nothing of whoever left while thousands were being written', async () => {
  const { written, contacts } = stage()
  for (let at = 0; at < 8_000; at += 1) contacts.note(String(at), 'follow')
  const writing = contacts.write()
  while (written.length === 0) await Promise.resolve()
  contacts.forget('7000')
  await writing
  expect(written.flat()).toHaveLength(7_999)
  expect(written.flat().some(({ openid }) => openid === '7000')).toBe(false)
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

describe('somebody who is on disk', () => {
  const known = async () => {
    const staged = stage()
    staged.contacts.note('a', 'text')
    await staged.clock.advance(WRITTEN_EVERY_MS)
    staged.written.length = 0
    return staged
  }

  it('is written once a minute at most, with the last that was heard of them, and read as last seen meanwhile', async () => {
    const { written, clock, contacts } = await known()
    for (let second = 0; second < 50; second += 1) {
      contacts.note('a', second % 2 === 0 ? 'menu' : 'text')
      await clock.advance(1_000)
      await contacts.write()
    }
    const at = clock.now()
    contacts.note('a', 'scan')
    expect([written, contacts.of('a')]).toEqual([[], { openid: 'a', kind: 'scan', at }])
    await clock.advance(WRITTEN_AGAIN_MS - 50_000)
    expect(written).toEqual([[{ openid: 'a', kind: 'scan', at }]])
  })

  it('is written at a clean stop, and not again when nothing was heard since', async () => {
    const { written, contacts } = await known()
    contacts.note('a', 'menu')
    await contacts.close()
    expect(written.flat().map(({ kind }) => kind)).toEqual(['menu'])
    const quiet = await known()
    await quiet.contacts.close()
    expect(quiet.written).toEqual([])
  })

  it('is remembered no longer when nothing was heard for a minute', async () => {
    const { clock, contacts } = await known()
    await clock.advance(WRITTEN_AGAIN_MS + WRITTEN_EVERY_MS)
    expect(contacts.of('a')).toBeUndefined()
    expect(contacts.newest(null, 9)).toEqual([])
  })

  it('is nobody once they left, though they were to be written', async () => {
    const { written, clock, contacts } = await known()
    contacts.note('a', 'menu')
    contacts.forget('a')
    await clock.advance(WRITTEN_AGAIN_MS + WRITTEN_EVERY_MS)
    await contacts.close()
    expect([written, contacts.of('a'), contacts.newest(null, 9)]).toEqual([[], undefined, []])
  })

  it('waits for no minute when they follow again', async () => {
    const { written, clock, contacts } = await known()
    contacts.note('a', 'follow', 1_234)
    expect(contacts.followedAt('a')).toBe(1_234)
    await clock.advance(WRITTEN_EVERY_MS)
    expect(written.flat()).toMatchObject([{ openid: 'a', kind: 'follow', followedAt: 1_234 }])
    expect(contacts.followedAt('a')).toBeUndefined()
  })
})
