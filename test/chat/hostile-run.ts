import { parseArgs } from 'node:util'
import { readHostile } from './hostile.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
})
const count = Number(positionals[0] ?? 100_000)
const { kinds, wrong, slowestMs, slowest } = await readHostile(count, Number(values.seed))
console.log(
  `${count} hostile strings were read (${kinds.command} commands, ${kinds.hint} hints, ${kinds.ordinary} ordinary), ${wrong.length} of them wrong, the slowest in ${slowestMs.toFixed(1)} ms: ${JSON.stringify(slowest.slice(0, 200))}`,
)
process.exitCode = slowestMs < 5 && wrong.length === 0 ? 0 : 1
