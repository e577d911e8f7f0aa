import { defineLocal } from '../../define.ts'
import { alone } from '../../reading/arguments/short.ts'
import * as stored from '../../schemas.ts'

/**
 * 同步: reads in the followers, remarks and groups that the account already has. It goes on in the background, through
 * restarts; sent again it says how far it is, or how it ended a moment ago.
 */
export const sync = defineLocal({
  spec: {
    name: '同步',
    english: 'sync',
    names: ['同步', 'sync'],
    reader: alone,
    role: 'admin',
    summary: { zh: '导入公众号已有的粉丝、备注和分组', en: "imports the account's followers, remarks and groups" },
    examples: ['同步', 'sync'],
  },
  args: stored.nothing,
  needs: ['sync', 'people'],

  async answer(_args, _asker, { sync: background, people }) {
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
})

const NOTHING = { asked: 0, total: 0 } as const
