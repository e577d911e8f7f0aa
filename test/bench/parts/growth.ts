import { fork } from 'node:child_process'
import { join } from 'node:path'
import { SANDBOX_ACCOUNT } from '../../../src/domain/sandbox-account.ts'
import { FENZU } from '../contest/contestants.ts'
import type { PlatformProcess } from '../contest/platform-process.ts'
import { ServerProcess } from '../contest/server-process.ts'
import type { LedgerFigures } from '../growth/ledger-rows.ts'
import type { GrowthCurve } from '../results.ts'
import { median } from '../statistics.ts'
import { moveMany, say as speak } from './many-moves.ts'
import type { Surroundings } from './surroundings.ts'

const GROUPS = 500
const ASKED_TIMES = 15

export type Points = [number, number][]

/** How time and memory grow with moves, with rows of the ledger, and with followers. */
export async function measureGrowth(around: Surroundings): Promise<GrowthCurve[]> {
  return [...(await growMoves(around)), ...(await growLedger(around)), ...(await growFollowers(around))]
}

/** Powers of ten times the first, up to the lower of the two. */
export function sizes(from: number, to: number, most: number): number[] {
  const all: number[] = []
  for (let size = from; size <= Math.min(to, most); size *= 10) all.push(size)
  return all
}

async function growMoves({ platform, most, say }: Surroundings): Promise<GrowthCurve[]> {
  const [time, memory]: [Points, Points] = [[], []]
  for (const size of sizes(100, 100_000, most)) {
    const server = await ServerProcess.start(FENZU, 'plain', platform.url)
    try {
      const { seconds, movingCalls } = await moveMany(server, platform, size)
      time.push([size, seconds * 1000])
      memory.push([size, server.memoryMb.peak])
      say(`${size} moves: ${seconds.toFixed(2)} s, ${movingCalls} moving calls, ${server.memoryMb.peak} MB at most`)
    } finally {
      await server.stop()
    }
  }
  const of = 'followers moved'
  return [
    { title: 'Moving followers into one group: time', of, unit: 'ms', series: { 'until all is told': time } },
    { title: 'Moving followers into one group: memory', of, unit: 'MB', series: { 'at its most': memory } },
  ]
}

async function growLedger({ most, say }: Surroundings): Promise<GrowthCurve[]> {
  const [opening, memory]: [Points, Points] = [[], []]
  const questions: Record<string, Points> = {}
  for (const size of sizes(1_000, 1_000_000, most)) {
    const { openMs, megabytes, micros } = await measureLedger(size)
    opening.push([size, openMs])
    memory.push([size, megabytes])
    for (const [name, took] of Object.entries(micros)) (questions[name] ??= []).push([size, took])
    say(`a ledger of ${size}: open in ${openMs.toFixed(0)} ms, ${megabytes} MB, ${JSON.stringify(micros)}`)
  }
  const of = 'commands in the ledger'
  return [
    { title: 'What commands ask of the ledger: time', of, unit: 'µs', series: questions },
    {
      title: 'Opening the ledger, the whole file checked: time',
      of,
      unit: 'ms',
      series: { 'until it is open': opening },
    },
    { title: 'A process with the ledger open: memory', of, unit: 'MB', series: { resident: memory } },
  ]
}

function measureLedger(size: number): Promise<LedgerFigures> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, '../growth/ledger-rows.ts'), [String(size)])
    child.once('message', (figures: LedgerFigures) => {
      resolve(figures)
    })
    child.once('exit', (code) => {
      reject(new Error(`measuring a ledger of ${size} ended with ${code}`))
    })
  })
}

async function growFollowers({ platform, most, say }: Surroundings): Promise<GrowthCurve[]> {
  const answers: Record<string, Points> = { 分组: [], 查: [], 移动: [] }
  const memory: Points = []
  for (const size of sizes(100, 100_000, most)) {
    await platform.reset(size)
    await makeGroups(platform)
    const server = await ServerProcess.start(FENZU, 'plain', platform.url)
    try {
      const people = (await platform.world()).followers.map(({ openid }) => openid).slice(-ASKED_TIMES)
      const texts: Readonly<Record<string, (at: number) => string>> = {
        分组: () => '分组',
        查: (at) => `查 ${people[at] ?? ''}`,
        移动: (at) => `移动 ${people[at] ?? ''} 组${at}号`,
      }
      for (const [name, text] of Object.entries(texts)) answers[name]?.push([size, await measureAnswers(server, text)])
      memory.push([size, server.memoryMb.peak])
      say(`${size} followers: ${JSON.stringify(answers)}, ${server.memoryMb.peak} MB at most`)
    } finally {
      await server.stop()
    }
  }
  const of = `followers, in ${GROUPS} groups`
  return [
    { title: `Answers to an admin with ${GROUPS} groups: time`, of, unit: 'ms', series: answers },
    { title: `fenzu with ${GROUPS} groups: memory`, of, unit: 'MB', series: { 'at its most': memory } },
  ]
}

async function measureAnswers(server: ServerProcess, text: (at: number) => string): Promise<number> {
  const took: number[] = []
  for (let at = 0; at < ASKED_TIMES; at += 1) {
    const startedAt = performance.now()
    const told = await speak(server, text(at))
    took.push(performance.now() - startedAt)
    if (/^(?:❌|⏳)/u.test(told)) throw new Error(`the admin was told ${told}`)
  }
  return median(took)
}

/** Over the API, as whoever holds the appsecret could. */
async function makeGroups({ url }: PlatformProcess): Promise<void> {
  const { appid, appsecret: secret } = SANDBOX_ACCOUNT
  const post = async (path: string, body: object) =>
    (await (await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) })).json()) as Record<
      string,
      string
    >
  const { access_token: token } = await post('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid,
    secret,
  })
  for (let at = 0; at < GROUPS - 8; at += 1)
    await post(`/cgi-bin/groups/create?access_token=${token}`, { group: { name: `组${at}号` } })
}
