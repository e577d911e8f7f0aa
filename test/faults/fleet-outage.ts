import { eventPushXml } from '../../src/sandbox/push-xml.ts'
import { createEnvelopeOf, sendPush } from '../support/fleet-push.ts'
import type { Cluster } from '../support/postgres.ts'
import { signedQuery } from '../support/push.ts'
import { until } from '../support/stage.ts'
import { FleetProcesses } from './fleet-processes.ts'

const MEMBERS = 3
const GROUP = 108
const SCENE = 'poster1'
const PATIENCE_MS = 120_000

export interface OutageOptions {
  /** How long it is watched with the database, and how long without. */
  readonly seconds: number
  /** Pushes a second, of which each tenth meets a rule. */
  readonly rate: number
  /** Whether the database is killed, or every process cut off from it, so that nothing answers and nobody is told. */
  readonly by: 'kill' | 'cut'
}

export interface OutageResult {
  /** Pushes of followers while the database was there, and while it was away. */
  readonly pushes: readonly [number, number]
  /** Not answered with 200 and what a follower gets. */
  readonly unanswered: readonly [number, number]
  readonly p50Ms: readonly [number, number]
  readonly p99Ms: readonly [number, number]
  readonly slowestMs: readonly [number, number]
  /** Who met the rule while the database was away, and who of them is not where the rule leads in the end. */
  readonly met: number
  readonly lost: number
  /** From the return of the database until the last of them is there. */
  readonly carriedOutMs: number
}

/**
 * Three processes whose database is away while followers write, and come by a code that a rule waits for: every push is
 * answered, and what the rule has to do is done when the database is back.
 */
export async function playOutage(cluster: Cluster, name: string, options: OutageOptions): Promise<OutageResult> {
  const fleet = await FleetProcesses.open(cluster, name, MEMBERS, { more: { WECHAT_MODE: 'plain' } })
  try {
    const newcomers = Math.ceil((options.seconds * options.rate) / 10) * 2 + 40
    await fleet.post('/sandbox/reset', { followers: newcomers + 40, quota: 'off' })
    const followers = (await fleet.world()).followers.slice(40).map(({ openid }) => openid)
    await fleet.executor()
    const made = (await fleet.say(`规则 新建 扫码 ${SCENE} 到 VIP`)).shown
    if (made?.startsWith('✅') !== true) throw new Error(`no rule: ${made}`)
    await everyMemberKnowsTheRule(fleet, followers)

    const waiting = [...followers]
    const before = await write(fleet, waiting, options)
    await until(() => areThere(fleet, before.met), 'what the rule has to do, before', PATIENCE_MS, 200)
    if (options.by === 'kill') await cluster.kill('SIGQUIT')
    else for (const { wire } of fleet.members) wire.cut()
    const away = await write(fleet, waiting, options)
    if (options.by === 'kill') await cluster.start()
    else for (const { wire } of fleet.members) wire.mend()
    const backAt = performance.now()
    await until(() => areThere(fleet, away.met), 'what the rule has to do', PATIENCE_MS, 200).catch(() => undefined)
    const carriedOutMs = performance.now() - backAt
    const both = <T>(of: (phase: Phase) => T): readonly [T, T] => [of(before), of(away)]
    return {
      pushes: both(({ ms }) => ms.length),
      unanswered: both(({ odd }) => odd.length),
      p50Ms: both(({ ms }) => quantile(ms, 0.5)),
      p99Ms: both(({ ms }) => quantile(ms, 0.99)),
      slowestMs: both(({ ms }) => quantile(ms, 1)),
      met: away.met.length,
      lost: (await elsewhere(fleet, away.met)).length,
      carriedOutMs,
    }
  } finally {
    await fleet.close()
  }
}

interface Phase {
  readonly ms: readonly number[]
  readonly odd: readonly string[]
  /** Who met the rule. */
  readonly met: readonly string[]
}

async function write(fleet: FleetProcesses, waiting: string[], { seconds, rate }: OutageOptions): Promise<Phase> {
  const [ms, odd, met, sent]: [number[], string[], string[], Promise<void>[]] = [[], [], [], []]
  const startedAt = performance.now()
  for (let at = 0; at < seconds * rate; at += 1) {
    const wait = startedAt + (at * 1_000) / rate - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    const newcomer = at % 10 === 9 ? waiting.pop() : undefined
    if (newcomer !== undefined) met.push(newcomer)
    const push = newcomer === undefined ? createEnvelopeOf('oFollower_who_only_says_hi_1', '在吗') : scanOf(newcomer)
    const sentAt = performance.now()
    const answered = sendPush(fleet.urlOf(at % MEMBERS), push).then(
      ({ status, body }) => {
        ms.push(performance.now() - sentAt)
        if (status !== 200 || body !== 'success') odd.push(`${status} ${body}`)
      },
      (error: unknown) => {
        odd.push(String(error))
      },
    )
    sent.push(answered)
  }
  await Promise.all(sent)
  return { ms, odd, met }
}

/** Somebody who follows already and scans the code of the rule. */
function scanOf(openid: string): { readonly query: string; readonly body: string } {
  const createdAt = Math.floor(Date.now() / 1000)
  const head = { from: openid, to: 'gh_5a4db0c0ffee', createdAt }
  return { query: signedQuery(createdAt), body: eventPushXml({ ...head, event: 'SCAN', eventKey: SCENE }) }
}

async function everyMemberKnowsTheRule(fleet: FleetProcesses, followers: string[]): Promise<void> {
  for (const at of fleet.members.keys()) {
    const openid = followers.pop() ?? ''
    const tried = async (): Promise<boolean> => {
      await sendPush(fleet.urlOf(at), scanOf(openid))
      return areThere(fleet, [openid])
    }
    await until(tried, `member ${at} to know the rule`, PATIENCE_MS, 1_100)
  }
}

async function areThere(fleet: FleetProcesses, openids: readonly string[]): Promise<boolean> {
  return (await elsewhere(fleet, openids)).length === 0
}

async function elsewhere(fleet: FleetProcesses, openids: readonly string[]): Promise<string[]> {
  const where = new Map((await fleet.world()).followers.map(({ openid, groupid }) => [openid, groupid]))
  return openids.filter((openid) => where.get(openid) !== GROUP)
}

function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
