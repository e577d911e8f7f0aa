import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { deliver } from '../support/push.ts'
import type { Processes } from './processes.ts'

/** One follower a call, or several that travel together. */
const MOVES = ['/cgi-bin/groups/members/update', '/cgi-bin/groups/members/batchupdate']

export interface TriplesResult {
  readonly messages: number
  /** Messages whose three deliveries did not get one and the same final answer. */
  readonly different: number
  readonly calls: number
  /** Followers that the applied calls moved. */
  readonly effects: number
  /** Transactions, each with one sync of the disk. */
  readonly commits: number
  readonly seconds: number
}

/**
 * The same delivery three times at once, `messages` times: each a move of one of the first followers, so many messages at
 * a time as there are followers. The bot runs in plain mode.
 */
export async function playTriples(processes: Processes, messages: number): Promise<TriplesResult> {
  const since = await processes.lastCall()
  const { followers } = await processes.world()
  const lanes = followers.filter(({ openid }) => openid !== SANDBOX_ACCOUNT.owner).slice(0, 30)
  const commitsBefore = await readCommits(processes)
  const startedAt = performance.now()
  let different = 0
  await Promise.all(
    lanes.map(async ({ openid, groupid }, lane) => {
      for (let message = lane, turn = groupid === 108 ? 1 : 0; message < messages; message += lanes.length, turn += 1) {
        const push = {
          from: SANDBOX_ACCOUNT.owner,
          text: `移动 ${openid} ${turn % 2 === 0 ? 108 : 107}`,
          msgId: String(6_054_768_590_064_700_000n + BigInt(message)),
          createdAt: Math.floor(Date.now() / 1000),
        }
        const answers = await Promise.all([1, 2, 3].map(() => deliver(processes.botUrl, push)))
        const texts = new Set(answers.map(({ status, text }) => `${status} ${text}`))
        if (texts.size > 1 || answers[0]?.text.startsWith('✅') !== true) different += 1
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  await processes.settled()
  const calls = (await processes.calls(since)).filter(({ path }) => MOVES.includes(path))
  return {
    messages,
    different,
    calls: calls.length,
    effects: calls.filter(({ applied }) => applied).reduce((sum, { body }) => sum + peopleIn(body), 0),
    commits: (await readCommits(processes)) - commitsBefore,
    seconds,
  }
}

async function readCommits(processes: Processes): Promise<number> {
  const text = await (await fetch(`${processes.botUrl}/metrics`)).text()
  return Number(/^fenzu_store_commits_total (\d+)/m.exec(text)?.[1] ?? Number.NaN)
}

/** How many followers a moving call carries. */
function peopleIn(body: unknown): number {
  const { openid_list: several } = body as { openid_list?: readonly string[] }
  return several?.length ?? 1
}
