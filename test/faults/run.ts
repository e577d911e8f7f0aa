import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Processes } from './processes.ts'
import { CHANGES, createRandom, playRound, POINTS, type Point } from './rounds.ts'

/*
 * The long run: kills the real bot −9 again and again, two worlds side by side, and writes what came of it into
 * docs/reliability.md. `npm run faults -- --kills 1800 --seed 1`; a seed replays the same kinds of change at the same points.
 */

interface Tally {
  kills: number
  lost: number
  doubled: number
  silent: number
}

const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } })
const kills = Number(values.kills ?? 1_800)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const WORLDS = 2
const PUSH_TIMEOUT_MS = 1_500

console.log(`seed ${seed}, ${kills} kills in ${WORLDS} worlds`)
const tallies = new Map<Point, Tally>(POINTS.map((point) => [point, { kills: 0, lost: 0, doubled: 0, silent: 0 }]))
const startedAt = Date.now()
await Promise.all(Array.from({ length: WORLDS }, (_, world) => playWorld(world)))
const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1)
writeFileSync(join(import.meta.dirname, '../../docs/reliability.md'), toPaper())
const bad = [...tallies.values()].reduce((sum, { lost, doubled, silent }) => sum + lost + doubled + silent, 0)
console.log(bad === 0 ? 'lost 0, doubled 0, silent 0' : `${bad} rounds went wrong: see above`)
process.exitCode = bad === 0 ? 0 : 1

async function playWorld(world: number): Promise<void> {
  const random = createRandom(seed + world)
  const processes = await Processes.open(PUSH_TIMEOUT_MS)
  try {
    for (let round = world + 1; round <= kills; round += WORLDS) {
      const point = POINTS[Math.floor(round / WORLDS) % POINTS.length] ?? POINTS[0]
      const kind = CHANGES[Math.floor(random() * CHANGES.length)] ?? 'move'
      const verdict = await playRound(processes, round, kind, point, random)
      const tally = tallies.get(point)
      if (tally === undefined) continue
      tally.kills += 1
      for (const key of ['lost', 'doubled', 'silent'] as const) tally[key] += verdict[key]
      if (verdict.lost + verdict.doubled + verdict.silent > 0) console.log(`!! ${verdict.story}`)
    }
  } finally {
    await processes.close()
  }
}

function toPaper(): string {
  const rows = [...tallies].map(
    ([point, { kills: count, lost, doubled, silent }]) => `| ${point} | ${count} | ${lost} | ${doubled} | ${silent} |`,
  )
  const sum = [...tallies.values()]
  const total = (key: keyof Tally) => sum.reduce((whole, tally) => whole + tally[key], 0)
  return `# What was proven by killing it

Each round starts the real bot and the pretended platform as processes of their own, gives one command (a move, rename, creation, deletion or undo, by chance), kills the bot −9 at one point of the command's life, starts it again, and compares three records: the platform's log of calls, the ledger, and what the admin was shown. *Lost* is accepted and without effect, *doubled* more than one effect, *silent* an end that the admin can't learn of.

| killed | kills | lost | doubled | silent |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
| **in all** | ${total('kills')} | ${total('lost')} | ${total('doubled')} | ${total('silent')} |

Run on ${new Date().toISOString().slice(0, 10)} with seed ${seed}, Node ${process.versions.node}, ${cpus().length} cores, in ${minutes} minutes. To repeat it: \`npm run faults -- --kills ${kills} --seed ${seed}\`. A short form runs with the other tests.
`
}
