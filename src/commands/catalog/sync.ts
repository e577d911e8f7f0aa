import type { LocalCommand } from '../command.ts'
import { SYNC } from '../specs.ts'

/**
 * 同步: reads in the followers, remarks and groups that the account already has. It goes on in the background, through
 * restarts; sent again it says how far it is, or how it ended a moment ago.
 */
export const sync: LocalCommand = {
  kind: 'local',
  spec: SYNC,
  async answer(_args, _admin, { sync: background, people }) {
    const { failure } = background
    const begins = !background.isRunning && !background.hasJustEnded
    const state = await background.state()
    const known = await people.store.count()
    if (begins) background.start()
    const goesOn = state !== undefined && state.phase !== 'done'
    const { asked, total } = goesOn || !begins ? (state ?? NOTHING) : NOTHING
    const phase = begins ? (goesOn ? 'going-on' : 'begun') : background.isRunning ? 'running' : 'done'
    const unknown = phase === 'done' ? background.unknown : 0
    return { answer: { kind: 'syncing', phase, asked, total, known, unknown, failure: begins ? failure : null } }
  },
}

const NOTHING = { asked: 0, total: 0 } as const
