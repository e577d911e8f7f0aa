import { beforeEach, expect, it } from 'vitest'
import { Coalescer } from '../../src/groups/coalescer.ts'

/** One call as the platform sees it: it is answered when the test says so. */
interface Sent {
  readonly take: () => readonly string[]
  readonly answer: (error?: Error) => Promise<void>
}

class Blame extends Error {}

let sent: Sent[]
let lane: Coalescer<string>

beforeEach(() => {
  sent = []
  lane = new Coalescer(
    3,
    (take) =>
      new Promise((resolve, reject) => {
        sent.push({
          take,
          async answer(error) {
            if (error === undefined) resolve(new Map(take().map((openid) => [openid, `${openid}!`])))
            else reject(error)
            await turn()
          },
        })
      }),
    (error) => error instanceof Blame,
  )
})

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function last(): Sent {
  const one = sent.at(-1)
  if (one === undefined) throw new Error('nothing was sent')
  return one
}

it('sends the first at once, in the same turn of the event loop as it came', async () => {
  const first = lane.join('a')
  await Promise.resolve()
  expect(last().take()).toEqual(['a'])
  await last().answer()
  expect(await first).toBe('a!')
})

it('has one call under way; whoever comes meanwhile goes with the next, as many as fit', async () => {
  const ends = [lane.join('a')]
  await turn()
  expect(last().take()).toEqual(['a'])
  ends.push(...['b', 'c', 'd', 'e'].map((openid) => lane.join(openid)))
  await turn()
  expect(sent).toHaveLength(1)
  await last().answer()
  expect(last().take()).toEqual(['b', 'c', 'd'])
  await last().answer()
  expect(last().take()).toEqual(['e'])
  await last().answer()
  expect(await Promise.all(ends)).toEqual(['a!', 'b!', 'c!', 'd!', 'e!'])
  expect(sent).toHaveLength(3)
})

it('takes whoever has come by the time that its turn has come, and the same people when asked again', async () => {
  const ends = [lane.join('a')]
  await turn()
  ends.push(lane.join('b'))
  expect(last().take()).toEqual(['a', 'b'])
  ends.push(lane.join('c'))
  expect(last().take()).toEqual(['a', 'b'])
  await last().answer()
  expect(last().take()).toEqual(['c'])
  await last().answer()
  expect(await Promise.all(ends)).toEqual(['a!', 'b!', 'c!'])
})

it('halves a call that one of them may be to blame for, until that one is alone; the others go on', async () => {
  const ends = Promise.allSettled(['a', 'bad', 'c'].map((openid) => lane.join(openid)))
  await turn()
  for (let answered = 0; answered < sent.length; answered += 1) {
    const openids = sent[answered]!.take()
    await sent[answered]!.answer(openids.includes('bad') ? new Blame(openids.join()) : undefined)
  }
  expect(sent.map(({ take }) => take().join())).toEqual(['a,bad,c', 'a,bad', 'a', 'bad', 'c'])
  const [a, bad, c] = await ends
  expect([a, c].map((end) => end?.status)).toEqual(['fulfilled', 'fulfilled'])
  expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'bad' } })
})

it('shares a failure that is nobody in particular, in one call', async () => {
  const ends = Promise.allSettled(['a', 'b'].map((openid) => lane.join(openid)))
  await turn()
  expect(last().take()).toEqual(['a', 'b'])
  await last().answer(new Error('busy'))
  expect((await ends).map((end) => (end.status === 'rejected' ? String(end.reason) : 'no'))).toEqual([
    'Error: busy',
    'Error: busy',
  ])
  expect(sent).toHaveLength(1)
})

it('goes on after a failure, also one before anybody was taken', async () => {
  const first = Promise.allSettled([lane.join('a')])
  await turn()
  await last().answer(new Error('not even asked'))
  expect(await first).toMatchObject([{ status: 'rejected', reason: { message: 'not even asked' } }])
  const second = lane.join('b')
  await turn()
  expect(last().take()).toEqual(['b'])
  await last().answer()
  expect(await second).toBe('b!')
})

it('rejects only whoever an answer says nothing of', async () => {
  const partly = new Coalescer<string>(
    9,
    (take) => {
      take()
      return Promise.resolve(new Map([['a', 'there']]))
    },
    () => false,
    () => new Error('left out'),
  )
  const [a, b] = await Promise.allSettled([partly.join('a'), partly.join('b')])
  expect(a).toEqual({ status: 'fulfilled', value: 'there' })
  expect(b).toMatchObject({ status: 'rejected', reason: { message: 'left out' } })
})
