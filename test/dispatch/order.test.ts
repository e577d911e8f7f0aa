import { expect, it } from 'vitest'
import { Sequencer } from '../../src/dispatch/order.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Work that logs its start and ends when it is told to. */
function work(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  return {
    run: () => {
      log.push(name)
      return promise
    },
    end: () => {
      resolve(undefined)
    },
    fail: () => {
      reject(new Error(name))
    },
  }
}

it('lets moves of different followers overlap', async () => {
  const order = new Sequencer()
  const log: string[] = []
  void order.enter('shared', ['A'], work(log, 'move A').run)
  void order.enter('shared', ['B'], work(log, 'move B').run)
  await turn()
  expect(log).toEqual(['move A', 'move B'])
})

it('never lets two changes of the same follower overtake each other, even if the first fails (F27)', async () => {
  const order = new Sequencer()
  const log: string[] = []
  const first = work(log, 'first')
  const failed = order.enter('shared', ['A'], first.run)
  void order.enter('shared', ['A', 'B'], work(log, 'second').run)
  await turn()
  expect(log).toEqual(['first'])
  first.fail()
  await expect(failed).rejects.toThrow('first')
  await turn()
  expect(log).toEqual(['first', 'second'])
})

it('makes a barrier wait for everything before it and everything after it wait for the barrier', async () => {
  const order = new Sequencer()
  const log: string[] = []
  const move = work(log, 'move')
  const create = work(log, 'create')
  void order.enter('shared', ['A'], move.run)
  void order.enter('barrier', [], create.run)
  void order.enter('shared', ['B'], work(log, 'later').run)
  await turn()
  expect(log).toEqual(['move'])
  move.end()
  await turn()
  expect(log).toEqual(['move', 'create'])
  create.end()
  await turn()
  expect(log).toEqual(['move', 'create', 'later'])
})

it('keeps barriers in the order of acceptance and is idle when all have left', async () => {
  const order = new Sequencer()
  const log: string[] = []
  for (const name of ['one', 'two', 'three']) {
    void order.enter('barrier', [], () => {
      log.push(name)
      return Promise.resolve()
    })
  }
  expect(order.inside).toBe(3)
  await order.idle()
  expect(log).toEqual(['one', 'two', 'three'])
  expect(order.inside).toBe(0)
})
