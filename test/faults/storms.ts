import { check, type Verdict } from './checker.ts'
import type { Processes } from './processes.ts'
import { pick } from './random.ts'

/** What hurts the bot while several commands are under way. */
export const NEMESES = ['nothing', 'kill', 'pause', 'full store', 'skewed clock', 'stop and start'] as const
export type Nemesis = (typeof NEMESES)[number]

const CALL_FAULTS = ['delay', 'reset-before', 'reset-after', 'http502', 'truncated'] as const
const PATHS = [
  '/cgi-bin/groups/members/update',
  '/cgi-bin/groups/create',
  '/cgi-bin/groups/update',
  '/cgi-bin/groups/getid',
  '/cgi-bin/groups/get',
  '/cgi-bin/user/info/batchget',
]
const SLOW_MS = 1_200
const SKEW_MS = 600_000

/** Several commands at once, API calls that are slow, lost or broken, and one nemesis at a random moment. */
export function playStorm(
  processes: Processes,
  round: number,
  nemesis: Nemesis,
  random: () => number,
): Promise<Verdict & { story: string }> {
  return storm(processes, `storm ${round}, ${nemesis}`, round, random, () => hurt(processes, nemesis, random))
}

/**
 * Three to six commands at random moments over few followers and groups, up to `faulty` API calls that are slow, lost or broken, and
 * `happen` meanwhile. When all has settled, the records are compared; before that `setRight` mends what keeps admins from asking.
 */
export async function storm(
  processes: Processes,
  name: string,
  round: number,
  random: () => number,
  happen: () => Promise<void>,
  { faulty = 3, setRight, patienceMs }: { faulty?: number; setRight?: () => Promise<void>; patienceMs?: number } = {},
): Promise<Verdict & { story: string }> {
  const base = Number(processes.rows('select coalesce(max(number), 0) as number from command')[0]?.['number'])
  const since = await processes.lastCall()
  const people = (await processes.world()).followers.slice(0, 3).map(({ openid }) => openid)
  for (let fault = Math.floor(random() * (faulty + 1)); fault > 0; fault -= 1) {
    await processes.order(pick(random, PATHS), pick(random, CALL_FAULTS), { ms: Math.floor(random() * SLOW_MS) })
  }
  const texts = Array.from({ length: 3 + Math.floor(random() * 4) }, (_, at) => write(people, round, at, random))
  const said = texts.map(async (text) => {
    await pause(random() * 300)
    return processes.say(text)
  })
  await pause(random() * 300)
  await happen()
  const shown = (await Promise.all(said)).map((one) => one.shown)
  await processes.clearFaults()
  await processes.settled(patienceMs)
  await setRight?.()
  const verdict = await check(processes, base, since)
  return {
    ...verdict,
    story: `${name}: ${JSON.stringify(texts)} shown ${JSON.stringify(shown)}: ${verdict.story}`,
  }
}

function write(people: readonly string[], round: number, at: number, random: () => number): string {
  const what = random()
  if (what < 0.65) return `移动 ${pick(random, people)} ${pick(random, ['108', '107', '102', '0'])}`
  if (what < 0.75) return `改名 107 名${round}之${at}`
  if (what < 0.85) return `新建 组${round}之${at}`
  return what < 0.95 ? '撤销' : '重做'
}

async function hurt(processes: Processes, nemesis: Nemesis, random: () => number): Promise<void> {
  switch (nemesis) {
    case 'nothing':
      return
    case 'kill':
      await processes.killBot()
      await processes.startBot()
      return
    case 'pause':
      processes.signal('SIGSTOP')
      await pause(300 + random() * 2_000)
      processes.signal('SIGCONT')
      return
    case 'full store':
      await processes.pull({ pages: 1 })
      await pause(200 + random() * 1_000)
      await processes.pull({ pages: null })
      return
    case 'skewed clock':
      await processes.pull({ skewMs: random() < 0.5 ? SKEW_MS : -SKEW_MS })
      await pause(200 + random() * 500)
      await processes.pull({ skewMs: 0 })
      return
    case 'stop and start':
      processes.signal('SIGTERM')
      await processes.botEnded()
      await processes.startBot()
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
