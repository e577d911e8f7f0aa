import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Pool } from 'undici'
import { signedQuery, textXml } from '../support/push.ts'
import type { Processes } from './processes.ts'

const CONNECTIONS = 64

export interface StormResult {
  readonly pushes: number
  readonly refused: number
  readonly seconds: number
  /** Most resident memory that the bot has had, in MB. */
  readonly peakMb: number
  readonly commands: number
  readonly slowestCommandMs: number
}

/**
 * Pushes of followers as fast as they go through, each with a text and a signature of its own, and an admin's command every
 * quarter of a second meanwhile. The bot runs in plain mode. With `flooder` all of them come from that one follower.
 */
export async function playFollowerStorm(processes: Processes, pushes: number, flooder?: string): Promise<StormResult> {
  const pool = new Pool(processes.botUrl, { connections: CONNECTIONS })
  let [sent, refused] = [0, 0]
  const storm = { over: false }
  const startedAt = performance.now()
  const admin = command(processes, storm)
  const send = async (): Promise<void> => {
    while (sent < pushes) {
      sent += 1
      const createdAt = Math.floor(Date.now() / 1000)
      const from = flooder ?? `o${String(randomInt(2 ** 47)).padStart(27, 'F')}`
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: `/wechat?${signedQuery(createdAt)}`,
        headers: { 'content-type': 'text/xml' },
        body: textXml({ from, text: `在吗 ${sent}`, msgId: String(sent), createdAt }),
      })
      if (statusCode !== 200 || (await body.text()) !== 'success') refused += 1
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, send))
  storm.over = true
  const seconds = (performance.now() - startedAt) / 1000
  const { commands, slowestCommandMs } = await admin
  await pool.close()
  return { pushes, refused, seconds, peakMb: peakMemoryMb(processes.botPid), commands, slowestCommandMs }
}

async function command(processes: Processes, storm: { over: boolean }) {
  let [commands, slowestCommandMs] = [0, 0]
  const [somebody] = (await processes.world()).followers
  while (!storm.over) {
    const startedAt = performance.now()
    const { shown } = await processes.say(`移动 ${somebody?.openid} ${commands % 2 === 0 ? 108 : 107}`)
    if (shown?.startsWith('✅') !== true) throw new Error(`the admin was told ${shown}`)
    commands += 1
    slowestCommandMs = Math.max(slowestCommandMs, performance.now() - startedAt)
    await new Promise((resolve) => setTimeout(resolve, 250))
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
