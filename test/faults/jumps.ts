import { MEASURES } from './checker.ts'
import type { Processes } from './processes.ts'
import { pick } from './random.ts'
import { pause, storm } from './storms.ts'
import type { Outcome } from './tables.ts'

type Trouble = (processes: Processes, random: () => number) => Promise<unknown>

const MOVE = '/cgi-bin/groups/members/update'
const TOKEN = '/cgi-bin/stable_token'
const JUMP_MS = 5 * 3_600_000

/** The list of faults: what is wrong in the middle of which somebody sets the time of day. */
const TROUBLES = {
  'slow answers (F01)': (at) => at.order(MOVE, 'delay', { ms: 1_500, times: 3 }),
  'an answer that never comes (F02)': (at) => at.order(MOVE, 'hang'),
  'gateway pages (F03)': (at) => at.order(MOVE, 'http502', { times: 2 }),
  'half an answer (F03)': (at) => at.order(MOVE, 'truncated', { times: 2 }),
  'connections reset before (F04)': (at) => at.order(MOVE, 'reset-before', { times: 2 }),
  'connections reset after (F04)': (at) => at.order(MOVE, 'reset-after'),
  'a busy platform (F05)': (at) => at.order(MOVE, 'errcode', { errcode: -1, times: 2 }),
  'a spent daily quota (F06)': (at) => at.post('/sandbox/quota', { path: MOVE, remain: 1 }),
  'a spent minute quota (F07)': (at) => at.order(MOVE, 'errcode', { errcode: 45011 }),
  'a dead token (F08)': (at) => at.post('/sandbox/revoke-token', {}),
  'a dead token, and none to be had (F08, F10)': async (at) => {
    await at.order(TOKEN, 'errcode', { errcode: -1, times: 3 })
    await at.post('/sandbox/revoke-token', {})
  },
  'refusals for good (F11)': (at) => at.order(MOVE, 'errcode', { errcode: 48001, times: 4 }),
  'a full store (F19)': async (at, random) => {
    await at.pull({ pages: 1 })
    await pause(200 + random() * 800)
    await at.pull({ pages: null })
  },
  'a kill and a start (F14–F17)': async (at) => {
    await at.killBot()
    await at.startBot()
  },
  'a stop and a start (F24)': async (at) => {
    at.signal('SIGTERM')
    await at.botEnded()
    await at.startBot()
  },
  'a pause (F36)': async (at, random) => {
    at.signal('SIGSTOP')
    await pause(300 + random() * 1_000)
    at.signal('SIGCONT')
  },
} as const satisfies Record<string, Trouble>

export type JumpedTrouble = keyof typeof TROUBLES
export const JUMPED_TROUBLES = Object.keys(TROUBLES) as JumpedTrouble[]

export const JUMP_MEASURES = [...MEASURES, 'unknown', 'stuck'] as const

/** Nothing that is allowed to wait takes longer: an interface refused for good is tried again after thirty seconds. */
const RECOVERY_MS = 60_000
const WAYS = ['ahead, with the platform', 'ahead', 'back'] as const

/** How far the platform's clock has gone ahead, and the bot's with it: it never goes back. */
const ahead = new WeakMap<Processes, number>()

/**
 * A storm of commands, one trouble, and the bot's time of day set by five hours, before or after the trouble began. Whatever was accepted
 * ends while the clock stands wrong. Then it is set right, unless the platform's has gone along, and a command must go through.
 */
export async function playJump(
  processes: Processes,
  round: number,
  name: JumpedTrouble,
  random: () => number,
): Promise<Outcome<(typeof JUMP_MEASURES)[number]>> {
  const way = pick(random, WAYS)
  const trouble: Trouble = TROUBLES[name]
  const before = ahead.get(processes) ?? 0
  const after = way === 'ahead, with the platform' ? before + JUMP_MS : before
  ahead.set(processes, after)
  const jump = async (): Promise<void> => {
    await processes.setPlatformClock(after)
    await processes.setClock(before + (way === 'back' ? -JUMP_MS : JUMP_MS))
  }
  const isFirst = random() < 0.5
  const happen = async (): Promise<void> => {
    if (isFirst) await jump()
    await trouble(processes, random)
    await pause(random() * 300)
    if (!isFirst) await jump()
  }
  const setRight = async (): Promise<void> => {
    await processes.post('/sandbox/quota', { path: MOVE, remain: 1_000 })
    await processes.setClock(after)
  }
  const story = `jump ${round}, ${name}, ${way}`
  const verdict = await storm(processes, story, round, random, happen, { faulty: 0, setRight })
  const recoveredMs = await recovery(processes)
  return {
    ...verdict,
    stuck: recoveredMs < RECOVERY_MS ? 0 : 1,
    story: `${verdict.story}; a command went through ${Math.round(recoveredMs / 1_000)} s later`,
  }
}

/** How long until a move goes through. */
async function recovery(processes: Processes): Promise<number> {
  const startedAt = performance.now()
  const somebody = (await processes.world()).followers[4]?.openid ?? ''
  for (let attempt = 0; performance.now() - startedAt < RECOVERY_MS; attempt += 1) {
    const { shown } = await processes.say(`移动 ${somebody} ${attempt % 2 === 0 ? 108 : 107}`)
    if (shown?.startsWith('✅') === true) return performance.now() - startedAt
    await processes.settled()
    await pause(500)
  }
  return RECOVERY_MS
}
