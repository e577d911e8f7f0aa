import { Processes } from './processes.ts'
import { CHANGES, createRandom, playRound, POINTS } from './rounds.ts'

const seed = Number(process.argv[2] ?? 1)
const rounds = Number(process.argv[3] ?? 36)
const random = createRandom(seed)
const processes = await Processes.open(1_500)
const sum = { lost: 0, doubled: 0, silent: 0 }
for (let round = 1; round <= rounds; round += 1) {
  const point = POINTS[round % POINTS.length]!
  const kind = CHANGES[Math.floor(random() * CHANGES.length)]!
  const started = Date.now()
  const verdict = await playRound(processes, round, kind, point, random)
  for (const key of ['lost', 'doubled', 'silent'] as const) sum[key] += verdict[key]
  console.log(
    verdict.lost + verdict.doubled + verdict.silent > 0 ? '!!' : 'ok',
    verdict.story,
    `${Date.now() - started} ms`,
  )
}
console.log(sum)
await processes.close()
