import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Verdict } from '../faults/checker.ts'
import { CHANGES, playKill, POINTS } from '../faults/kills.ts'
import { Processes } from '../faults/processes.ts'
import { createRandom } from '../faults/random.ts'
import { NEMESES, playStorm } from '../faults/storms.ts'

/** The same every time; `npm run faults` tries others, and many more. */
const SEED = 20_261_125
const TIMEOUT_MS = 120_000
/** Each point meets two kinds of change in each world here, and all of them in the long run. */
const KINDS_A_POINT = 2

describe.concurrent.each([0, 1])('world %i', (world) => {
  let processes: Processes
  const random = createRandom(SEED + world)

  beforeAll(async () => {
    processes = await Processes.open({ pushTimeoutMs: 1_000, env: { FENZU_REPLY_DEADLINE_MS: '600' } })
    await processes.post('/sandbox/reset', { quota: 'off' })
    await processes.startBot()
  })
  afterAll(async () => {
    await processes.close()
  })

  describe(
    'loses nothing, doubles nothing, reorders nothing and keeps nothing to itself',
    { concurrent: false },
    () => {
      it.each(POINTS.map((point, at) => ({ point, at })))(
        'when killed $point (F14, F15, F16, F17)',
        async ({ point, at }) => {
          for (let round = 0; round < KINDS_A_POINT; round += 1) {
            const kind = CHANGES[(at + world * KINDS_A_POINT + round) % CHANGES.length] ?? 'move'
            expectClean(await playKill(processes, at * KINDS_A_POINT + round, kind, point, random))
          }
        },
        TIMEOUT_MS,
      )

      it.each(NEMESES.map((nemesis, at) => ({ nemesis, at })))(
        'when many commands meet a bad API and $nemesis (F03, F04, F19)',
        async ({ nemesis, at }) => {
          expectClean(await playStorm(processes, at, nemesis, random))
        },
        TIMEOUT_MS,
      )
    },
  )
})

function expectClean({ lost, doubled, reordered, silent, story }: Verdict & { story: string }): void {
  expect({ lost, doubled, reordered, silent }, `seed ${SEED}, ${story}`).toEqual({
    lost: 0,
    doubled: 0,
    reordered: 0,
    silent: 0,
  })
}
