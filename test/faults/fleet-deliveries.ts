import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { createEnvelopeOf, sendPush, type SignedPush } from '../support/fleet-push.ts'
import type { Cluster } from '../support/postgres.ts'
import { FleetProcesses } from './fleet-processes.ts'

/** Messages under way at once: each of them is about a follower of its own. */
const LANES = 4
/** How often the platform delivers a message that was not answered. */
const DELIVERIES = 3
const MOVE = '/cgi-bin/groups/members/update'
const MOVES = '/cgi-bin/groups/members/batchupdate'

export interface DeliveriesResult {
  readonly messages: number
  /** Messages whose two answers were not one and the same final one. */
  readonly different: readonly string[]
  /** Deliveries that were left unanswered, so that they were made again. */
  readonly repeated: number
  /** Followers that the applied calls moved. */
  readonly effects: number
  /** Commands in the ledger. */
  readonly commands: number
  readonly seconds: number
}

/** The same delivery at two of three processes at once, `messages` times. */
export async function playDeliveries(cluster: Cluster, messages: number): Promise<DeliveriesResult> {
  const fleet = await FleetProcesses.open(cluster, 'deliveries', 3, { more: { WECHAT_MODE: 'plain' } })
  try {
    await fleet.executor()
    const followers = (await fleet.world()).followers.slice(2, 2 + LANES)
    const different: string[] = []
    let repeated = 0
    const startedAt = performance.now()
    const answerTo = async (member: number, push: SignedPush): Promise<string> => {
      for (let delivery = 1; ; delivery += 1) {
        const answer = await sendPush(fleet.urlOf(member), push).catch(() => undefined)
        if (answer !== undefined) return /<Content><!\[CDATA\[(.*?)\]\]>/s.exec(answer.body)?.[1] ?? answer.body
        if (delivery === DELIVERIES) return 'unanswered'
        repeated += 1
      }
    }
    const play = async (lane: number): Promise<void> => {
      const { openid = '' } = followers[lane] ?? {}
      for (let message = lane, turn = 0; message < messages; message += LANES, turn += 1) {
        const push = createEnvelopeOf(SANDBOX_ACCOUNT.owner, `移动 ${openid} ${turn % 2 === 0 ? 108 : 107}`)
        const members = [message % 3, (message + 1) % 3]
        const [one, other] = await Promise.all(members.map((member) => answerTo(member, push)))
        if (one !== other || one?.startsWith('✅') !== true) different.push(`${one} | ${other}`)
      }
    }
    await Promise.all(Array.from({ length: LANES }, (_, lane) => play(lane)))
    const seconds = (performance.now() - startedAt) / 1_000
    const calls = (await fleet.calls(0)).filter(({ path, applied }) => applied && [MOVE, MOVES].includes(path))
    const effects = calls.reduce((sum, { path, body }) => sum + (path === MOVE ? 1 : peopleIn(body)), 0)
    const commands = Number((await fleet.rows('select count(*) as n from command'))[0]?.['n'])
    return { messages, different, repeated, effects, commands, seconds }
  } finally {
    await fleet.close()
  }
}

function peopleIn(body: unknown): number {
  const list = typeof body === 'object' && body !== null && 'openid_list' in body ? body.openid_list : []
  return Array.isArray(list) ? list.length : 0
}
