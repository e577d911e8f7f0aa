import { readFileSync } from 'node:fs'
import { Agent, request } from 'undici'
import { eventPushXml } from '../../src/sandbox/push-xml.ts'
import { signedQuery } from '../support/push.ts'
import { until } from '../support/stage.ts'
import type { Processes } from './processes.ts'

const CONNECTIONS = 64
const OWNER = 'oAdmin_Sandbox_0000000000001'
const SCENE = 'poster1'
/** Where the rule leads. */
const GROUP = 102
const JOINING = '/cgi-bin/groups/members/batchupdate'
const JOINING_ONE = '/cgi-bin/groups/members/update'
/** Between two deliveries of the same push. */
const DELIVERED_AGAIN_MS = 1_000

export interface RuleStorm {
  readonly people: number
  /** Not in the group in the end. */
  readonly lost: number
  readonly joiningCalls: number
  readonly seconds: number
  readonly peakMb: number
  readonly commands: number
  readonly slowestCommandMs: number
}

/**
 * So many followers come by a code at once, each with a push of its own; the bot, in plain mode on groups, is killed in the
 * middle and started again, and what nobody answered is delivered again as the platform would. An admin gives a command every
 * quarter of a second.
 */
export async function playRuleStorm(processes: Processes, people: number, patienceMs: number): Promise<RuleStorm> {
  await processes.post('/sandbox/reset', { followers: people + 40, quota: 'off' })
  const all = (await processes.world()).followers.slice(40).map(({ openid }) => openid)
  await processes.startBot()
  const made = (await processes.say(`规则 新建 扫码 ${SCENE} 到 ${GROUP}`)).shown
  if (made?.startsWith('✅') !== true) throw new Error(`no rule: ${made}`)
  const since = await processes.lastCall()
  const dispatcher = new Agent({ connections: CONNECTIONS, pipelining: 1 })
  const createdAt = Math.floor(Date.now() / 1000)
  const state = { up: true, over: false, answered: 0, peakMb: 0, kills: 0 }
  const startedAt = performance.now()
  const deliver = async (openid: string): Promise<boolean> => {
    const head = { from: openid, to: 'gh_5a4db0c0ffee', createdAt }
    try {
      const { statusCode, body } = await request(
        `${processes.botUrl}/wechat?${signedQuery(Math.floor(Date.now() / 1000))}`,
        {
          method: 'POST',
          headers: { 'content-type': 'text/xml' },
          body: eventPushXml({ ...head, event: 'subscribe', eventKey: `qrscene_${SCENE}` }),
          dispatcher,
        },
      )
      await body.text()
      return statusCode === 200
    } catch {
      // No answer: it is delivered again.
      return false
    }
  }
  const waiting = [...all]
  const worker = async (): Promise<void> => {
    for (let openid = waiting.pop(); openid !== undefined; openid = waiting.pop()) {
      for (let delivery = 1; !(await deliver(openid)); delivery += 1) {
        if (delivery > 60) throw new Error('the bot did not come back')
        await new Promise((resolve) => setTimeout(resolve, DELIVERED_AGAIN_MS))
      }
      state.answered += 1
    }
  }
  const kill = async (): Promise<void> => {
    await until(() => Promise.resolve(state.answered >= people / 2), 'half of the followers', patienceMs)
    state.up = false
    state.kills += 1
    state.peakMb = Math.max(state.peakMb, peakMemoryMb(processes.botPid))
    await processes.killBot()
    await processes.startBot()
    state.up = true
  }
  const admin = command(processes, state)
  await Promise.all([kill(), ...Array.from({ length: CONNECTIONS }, worker)])
  await until(() => Promise.resolve(errandsIn(processes) === 0), 'the end of what the rule has to do', patienceMs)
  state.over = true
  const told = await admin
  const seconds = (performance.now() - startedAt) / 1000
  const where = new Map((await processes.world()).followers.map(({ openid, groupid }) => [openid, groupid]))
  const calls = (await processes.calls(since)).filter(({ path, body }) => isJoining(path, body))
  await dispatcher.close()
  return {
    people,
    lost: all.filter((openid) => where.get(openid) !== GROUP).length,
    joiningCalls: calls.length,
    seconds,
    peakMb: Math.max(state.peakMb, peakMemoryMb(processes.botPid)),
    ...told,
  }
}

function isJoining(path: string, body: unknown): boolean {
  if (path !== JOINING && path !== JOINING_ONE) return false
  return typeof body === 'object' && body !== null && 'to_groupid' in body && body.to_groupid === GROUP
}

function errandsIn(processes: Processes): number {
  return Number(processes.rows('select count(*) as n from errand')[0]?.['n'])
}

/** The owner, who is no part of the storm, is moved to and fro. */
async function command(processes: Processes, state: { up: boolean; over: boolean; kills: number }) {
  let [commands, slowestCommandMs] = [0, 0]
  while (!state.over || commands === 0) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    if (!state.up) continue
    const [startedAt, kills] = [performance.now(), state.kills]
    const { shown } = await processes.say(`移动 ${OWNER} ${commands % 2 === 0 ? 108 : 107}`)
    // Killed meanwhile: the platform delivers it again after its own time, and what becomes of commands is tried elsewhere.
    if (state.kills > kills) continue
    if (shown?.startsWith('✅') !== true) throw new Error(`an admin was answered with ${shown}`)
    commands += 1
    slowestCommandMs = Math.max(slowestCommandMs, performance.now() - startedAt)
  }
  return { commands, slowestCommandMs }
}

/** Linux tells it; elsewhere it is not known. */
function peakMemoryMb(pid: number | undefined): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
  } catch {
    return Number.NaN
  }
}
