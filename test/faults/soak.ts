import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { SANDBOX_ACCOUNT } from '../../src/domain/sandbox-account.ts'
import { deliver } from '../support/push.ts'
import { putFigures, whereAndWhen } from './figures.ts'
import { Processes } from './processes.ts'

/*
 * Load for a while, and how memory and open files of the bot go on meanwhile: `npm run soak -- --minutes 20`. Lines are
 * fitted by least squares to the second half: signatures are remembered for ten minutes, so the first half fills that
 * memory. All garbage is collected before each sample: between collections the resident memory of a Node process rises and
 * falls by tens of megabytes, and no line through that says anything in twenty minutes.
 */

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } })
const minutes = Number(values.minutes)
const SAMPLE_EVERY_MS = 15_000
const PUSHES_A_SECOND = 100
const COMMANDS_A_SECOND = 2

const processes = await Processes.open({
  pushTimeoutMs: 5_000,
  env: { WECHAT_MODE: 'plain', FENZU_REPLY_DEADLINE_MS: '4500' },
})
await processes.post('/sandbox/reset', { quota: 'off' })
await processes.startBot()
const followers = (await processes.world()).followers.map(({ openid }) => openid)
const samples: { hours: number; megabytes: number; heap: number; files: number }[] = []
const startedAt = Date.now()
let [pushes, commands, bad] = [0, 0, 0]

const every = (ms: number, act: () => Promise<void>) =>
  setInterval(() => {
    act().catch(() => (bad += 1))
  }, ms)
const timers = [
  every(1_000 / PUSHES_A_SECOND, async () => {
    pushes += 1
    const { text } = await deliver(processes.botUrl, write(followers[pushes % followers.length] ?? '', '在吗'))
    if (text !== 'success') bad += 1
  }),
  every(1_000 / COMMANDS_A_SECOND, async () => {
    commands += 1
    const openid = followers[commands % followers.length] ?? ''
    const group = Math.floor(commands / followers.length) % 2 === 0 ? 108 : 107
    const { text } = await deliver(processes.botUrl, write(SANDBOX_ACCOUNT.owner, `移动 ${openid} ${group}`))
    if (!text.startsWith('✅')) bad += 1
  }),
  every(SAMPLE_EVERY_MS, async () => {
    const { heapUsed, external } = await processes.pull({ collect: true })
    samples.push({ ...sample(processes.botPid), heap: (heapUsed + external) / 1_048_576 })
  }),
]
await new Promise((resolve) => setTimeout(resolve, minutes * 60_000))
for (const timer of timers) clearInterval(timer)
await processes.close()

const steady = samples.slice(Math.floor(samples.length / 2))
const [first, last] = [steady[0], steady.at(-1)]
const memory = slope(steady.map(({ hours, megabytes }) => [hours, megabytes]))
const heap = slope(steady.map(({ hours, heap: live }) => [hours, live]))
const files = slope(steady.map(({ hours, files: open }) => [hours, open]))
const text = `${minutes} minutes of ${PUSHES_A_SECOND} followers' pushes and ${COMMANDS_A_SECOND} commands a second (${pushes} and ${commands}, ${bad} not answered as they should be): resident memory ${first?.megabytes} MB after ${Math.round((first?.hours ?? 0) * 60)} minutes and ${last?.megabytes} MB at the end, ${memory.toFixed(1)} MB an hour by least squares, with the garbage collected before each of ${samples.length} samples; of it in live objects and buffers ${first?.heap.toFixed(1)} MB and ${last?.heap.toFixed(1)} MB, ${heap.toFixed(1)} MB an hour; open files ${first?.files} and ${last?.files}, ${files.toFixed(2)} an hour. ${whereAndWhen((Date.now() - startedAt) / 60_000)}.`
putFigures('soak', text)
console.log(text)
process.exitCode = bad === 0 ? 0 : 1

function write(from: string, words: string) {
  return {
    from,
    text: words,
    msgId: String(BigInt(startedAt) * 1_000_000n + BigInt(pushes + commands * 100_000)),
    createdAt: Math.floor(Date.now() / 1000),
  }
}

/** From /proc: Linux only. */
function sample(pid: number | undefined): { hours: number; megabytes: number; files: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024)
  return { hours: (Date.now() - startedAt) / 3_600_000, megabytes, files: readdirSync(`/proc/${pid}/fd`).length }
}

function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length
  const [middleX, middleY] = [mean(0), mean(1)]
  const over = points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0)
  return over / points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0)
}
