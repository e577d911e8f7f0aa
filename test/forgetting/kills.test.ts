import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LEAVING_POINTS, playLeaving } from '../faults/leavings.ts'
import { Processes } from '../faults/processes.ts'
import { createRandom } from '../faults/random.ts'

/** The same every time; `npm run faults -- --only leavings` tries others, and many more. */
const SEED = 20_261_129
let processes: Processes
const random = createRandom(SEED)

beforeAll(async () => {
  processes = await Processes.open({ pushTimeoutMs: 3_000, env: { FENZU_REPLY_DEADLINE_MS: '600' } })
  await processes.post('/sandbox/reset', { quota: 'off' })
  await processes.startBot()
})
afterAll(async () => {
  await processes.close()
})

describe('whoever leaves is forgotten, and named in no byte of the folder and of the output', () => {
  it.each(LEAVING_POINTS.map((point, round) => ({ point, round })))(
    'when the bot is killed $point (F46, F48)',
    async ({ point, round }) => {
      const { story, ...found } = await playLeaving(processes, round, point, random)
      expect(found, `seed ${SEED}, ${story}`).toEqual({ 'still named': 0, unanswered: 0 })
    },
    120_000,
  )
})
