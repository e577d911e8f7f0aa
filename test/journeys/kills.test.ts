import { afterAll, beforeAll, expect, it } from 'vitest'
import { Processes } from '../faults/processes.ts'
import { CHANGES, createRandom, playRound, POINTS } from '../faults/rounds.ts'

/** The same every time; `npm run faults` tries others. */
const SEED = 20_261_125
const TIMEOUT_MS = 120_000

let processes: Processes
const random = createRandom(SEED)

beforeAll(async () => {
  processes = await Processes.open(1_500)
})
afterAll(async () => {
  await processes.close()
})

/** Each point meets two kinds of change here, and all of them in the long run. */
const KINDS_A_POINT = 2

it.each(POINTS.map((point, at) => ({ point, at })))(
  'loses nothing, doubles nothing and keeps nothing to itself when killed $point (F14, F15, F16, F17)',
  async ({ point, at }) => {
    for (let round = at; round < at + KINDS_A_POINT; round += 1) {
      const kind = CHANGES[round % CHANGES.length] ?? 'move'
      const { lost, doubled, silent, story } = await playRound(processes, round, kind, point, random)
      expect({ lost, doubled, silent }, `seed ${SEED}, ${story}`).toEqual({ lost: 0, doubled: 0, silent: 0 })
    }
  },
  TIMEOUT_MS,
)
