import { beforeEach, describe, expect, it } from 'vitest'
import { Eraser } from '../../src/bot/forgetting/eraser.ts'
import { sleep, toWireSeconds } from '../../src/domain/clock.ts'
import type { Erasures, ErasureStep } from '../../src/store/forgetting/erasures.ts'
import { ManualClock } from '../support/manual-clock.ts'

const DAY_S = 86_400
const HOUR_MS = 3_600_000

let clock: ManualClock
/** What was asked of the store, with the moment in ms since the start. */
let told: string[]
/** Steps that come next; without one nobody is left. */
let steps: (Partial<ErasureStep> & { takes?: number; fails?: boolean })[]
let scrubs: boolean[]
let pruned: number[]
let eraser: Eraser
let startedAt: number

beforeEach(() => {
  clock = new ManualClock()
  startedAt = clock.elapsed()
  ;[told, steps, scrubs, pruned] = [[], [], [], []]
  const note = (what: string): void => void told.push(`${clock.elapsed() - startedAt} ${what}`)
  const erasures: Pick<Erasures, 'pending' | 'work' | 'pruneMarks'> = {
    pending: () => Promise.resolve(steps.length > 0),
    async work(after, limitMs) {
      note(`work ${after === '' ? 'first' : after} ${limitMs}`)
      const { takes = 0, fails = false, ...step } = steps.shift() ?? {}
      if (takes > 0) await sleep(clock, takes)
      if (fails) throw new Error('the store refuses')
      return { next: null, erased: 0, waiting: 0, ...step }
    },
    pruneMarks(before, limit) {
      note(`prune ${before - (toWireSeconds(clock.steady()) - DAY_S)} ${limit}`)
      const next = pruned.shift() ?? 0
      return next < 0 ? Promise.reject(new Error('the store refuses')) : Promise.resolve(next)
    },
  }
  eraser = new Eraser({
    erasures: erasures as Erasures,
    clock,
    scrub: () => {
      note('scrub')
      return Promise.resolve(scrubs.shift() ?? true)
    },
    events: {
      erasingFailed: ({ message }) => {
        note(message)
      },
      scrubHeldUp: () => {
        note('held up')
      },
    },
  })
})

const since = async (ms: number, work: () => void | Promise<void>): Promise<string[]> => {
  told = []
  startedAt = clock.elapsed()
  await work()
  await clock.advance(ms)
  return told
}

describe('the eraser', () => {
  it('clears the files at the start, and has nothing to do where nobody left', async () => {
    expect(await since(1_000, () => eraser.start())).toEqual(['0 scrub', '0 prune 0 500'])
  })

  it('works in steps that leave everything else its turn, and clears the files a second later, once', async () => {
    steps = [{ next: 'oA', erased: 1 }, { next: 'oB' }, { erased: 2 }]
    expect(await since(5_000, () => eraser.start())).toEqual([
      '0 scrub',
      '0 prune 0 500',
      '0 work first 20',
      '5 work oA 20',
      '10 work oB 20',
      '1000 scrub',
    ])
  })

  it('clears no files for nobody', async () => {
    steps = [{}]
    expect(await since(5_000, () => eraser.start())).toEqual(['0 scrub', '0 prune 0 500', '0 work first 20'])
  })

  it('looks again when somebody left meanwhile, and after a long round lets others go first', async () => {
    steps = [{ takes: 100 }, {}]
    const seen = await since(2_000, async () => {
      eraser.begin()
      await clock.advance(50)
      eraser.begin()
      eraser.begin()
    })
    expect(seen).toEqual(['0 work first 20', '1100 work first 20'])
  })

  it('looks every minute at those whom a question names, and at once when a command ends', async () => {
    steps = [{ waiting: 1 }, { waiting: 1 }, {}, {}]
    const seen = await since(200_000, async () => {
      eraser.begin()
      await clock.advance(90_000)
      eraser.begin()
    })
    expect(seen).toEqual(['0 work first 20', '60000 work first 20', '90000 work first 20', '120000 work first 20'])
  })

  it('tries again a second after the store refused, and says so', async () => {
    steps = [{ fails: true }, {}]
    expect(await since(3_000, () => eraser.begin())).toEqual([
      '0 work first 20',
      '0 the store refuses',
      '1000 work first 20',
    ])
  })

  it('clears the files again and again where somebody reads them, later each time, and says that it is held up', async () => {
    scrubs = [false, false, false, false, false]
    expect((await since(20_000, () => eraser.start())).filter((line) => !line.includes('prune'))).toEqual([
      '0 scrub',
      '1000 scrub',
      '3000 scrub',
      '7000 scrub',
      '7000 held up',
      '12000 scrub',
      '12000 held up',
      '17000 scrub',
    ])
    // It begins anew with short waits.
    scrubs = [false]
    expect((await since(3_000, () => eraser.start())).filter((line) => line.includes('scrub'))).toEqual([
      '0 scrub',
      '1000 scrub',
    ])
  })

  it('prunes marks that are older than a day, by 500, every hour', async () => {
    pruned = [500, 499, -1]
    expect((await since(2 * HOUR_MS + 10, () => eraser.start())).filter((line) => !line.includes('scrub'))).toEqual([
      '0 prune 0 500',
      '5 prune 0 500',
      `${HOUR_MS + 5} prune 0 500`,
      `${HOUR_MS + 5} the store refuses`,
      `${2 * HOUR_MS + 5} prune 0 500`,
    ])
  })

  it('does nothing more when it is closed', async () => {
    scrubs = [false]
    steps = [{ next: 'oA', erased: 1 }, {}]
    await eraser.start()
    await clock.advance(0)
    const seen = await since(2 * HOUR_MS, () => {
      eraser.close()
      eraser.begin()
    })
    expect(seen).toEqual([])
  })
})
