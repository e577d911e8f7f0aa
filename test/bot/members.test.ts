import { afterEach, beforeEach, expect, it } from 'vitest'
import { Conversation } from './conversation.ts'

let bot: Conversation

beforeEach(async () => {
  bot = await Conversation.open({ backend: 'tags' })
  await bot.intake.recover()
})
afterEach(() => bot.close())

/** The platform lists these in so many pieces, one after the other; returns where each read began. */
function listed(...pieces: readonly (readonly string[])[]): string[] {
  const read: string[] = []
  const members = (_group: number, next: string) => {
    read.push(next)
    const at = next === '' ? 0 : Number(next)
    return Promise.resolve({ openids: pieces[at] ?? [], next: at + 1 < pieces.length ? String(at + 1) : '' })
  }
  Object.assign(bot.backend, { members })
  return read
}

const somebody = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `oMember_${String(from + at).padStart(20, '0')}`)

it('组员 reads on in the list of the platform until it has somebody of the page', async () => {
  const read = listed(somebody(1, 10), somebody(11, 20), somebody(21, 30))
  expect(await bot.answerTo('组员 VIP')).toMatchObject({ people: somebody(1, 10), known: false })
  expect(read).toEqual([''])
  expect(await bot.answerTo('组员 VIP 2')).toMatchObject({ page: 2, people: somebody(11, 20) })
  expect(read).toEqual(['', '', '1'])
})

it('组员 shows nobody behind the end of the list, which it reads once', async () => {
  const read = listed(somebody(1, 10), somebody(11, 12))
  expect(await bot.answerTo('组员 VIP 3')).toMatchObject({ page: 3, pages: 2, people: [], all: 12, next: null })
  expect(read).toEqual(['', '1'])
})

it('组员 ends where the platform lists nobody, though it names a next piece', async () => {
  const read = listed(somebody(1, 10), [], somebody(11, 20))
  expect(await bot.answerTo('组员 VIP 2')).toMatchObject({ people: [], all: 10 })
  expect(read).toEqual(['', '1'])
})
