import type { Cluster } from '../support/postgres.ts'
import { signedQuery, textXml } from '../support/push.ts'
import type { Verdict } from './checker.ts'
import { FleetProcesses, ROOT } from './fleet-processes.ts'
import { begin, settle } from './fleet-rounds.ts'
import { pick } from './random.ts'

const MEMBERS = 3

export interface UpgradeVerdict extends Verdict {
  readonly commands: number
  readonly pushes: number
  /** Followers' pushes that were not answered with `success`, whoever was asked. */
  readonly unanswered: number
  /** How far the schema was before and afterwards. */
  readonly levels: readonly [number, number]
  readonly story: string
}

/**
 * Three processes of an earlier release, whose code lies in `old`, become three of this one, one after the other, while an
 * admin gives commands and followers write. The first new process brings the schema up to date while two old ones work on it.
 */
export async function playUpgrade(
  cluster: Cluster,
  name: string,
  old: string,
  random: () => number,
): Promise<UpgradeVerdict> {
  const fleet = await FleetProcesses.open(cluster, name, MEMBERS, { more: { WECHAT_MODE: 'plain' }, root: old })
  try {
    const levelBefore = await levelOf(fleet)
    const from = await begin(fleet)
    const load = { over: false, commands: 0, pushes: 0, unanswered: 0 }
    const followers = (await fleet.world()).followers.slice(2, 40)
    const said: Promise<unknown>[] = []
    const commanding = (async () => {
      for (; !load.over; await pause(400)) {
        load.commands += 1
        said.push(fleet.say(`移动 ${pick(random, followers).openid} ${pick(random, ['108', '107', '102'])}`))
      }
    })()
    const writing = (async () => {
      for (let at = 0; !load.over; at += 1) {
        load.pushes += 1
        if (!(await isAnswered(fleet, `88${Date.now()}${at}`))) load.unanswered += 1
        await pause(20)
      }
    })()
    for (const [at, member] of fleet.members.entries()) {
      await pause(random() * 1_500)
      fleet.signal(at, 'SIGTERM')
      await fleet.ended(at)
      member.root = ROOT
      await fleet.start(at)
    }
    await pause(1_000)
    load.over = true
    await Promise.all([commanding, writing])
    await Promise.all(said)
    const verdict = await settle(fleet, from)
    const { commands, pushes, unanswered } = load
    return { ...verdict, commands, pushes, unanswered, levels: [levelBefore, await levelOf(fleet)] }
  } finally {
    await fleet.close()
  }
}

/** As a proxy that is told by `/readyz` and by refused connections: any process will do, and one that hung up is none. */
async function isAnswered(fleet: FleetProcesses, msgId: string): Promise<boolean> {
  const createdAt = Math.floor(Date.now() / 1000)
  const body = textXml({ from: 'oFollower_who_only_says_hi_1', text: '在吗', msgId, createdAt })
  for (const at of fleet.members.keys()) {
    const url = `${fleet.urlOf(at)}/wechat?${signedQuery(createdAt)}`
    const answer = await fetch(url, { method: 'POST', body }).then(
      async (response) => `${response.status} ${await response.text()}`,
      (error: unknown) => (isRefused(error) ? undefined : 'broken off'),
    )
    if (answer !== undefined) return answer === '200 success'
  }
  return false
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ECONNREFUSED'
}

async function levelOf(fleet: FleetProcesses): Promise<number> {
  return Number((await fleet.rows('select level from fenzu_schema'))[0]?.['level'])
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
