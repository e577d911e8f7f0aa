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

it.each(POINTS)(
  'loses nothing, doubles nothing and keeps nothing to itself when killed %s (F14, F15, F16, F17)',
  async (point) => {
    for (const [round, kind] of CHANGES.entries()) {
      const { lost, doubled, silent, story } = await playRound(processes, round, kind, point, random)
      expect({ lost, doubled, silent }, `seed ${SEED}, ${story}`).toEqual({ lost: 0, doubled: 0, silent: 0 })
    }
  },
  TIMEOUT_MS,
)
