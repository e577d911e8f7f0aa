import { parseArgs } from 'node:util'
import { readHostile } from './hostile.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
})
const { read, slowestMs, slowest } = await readHostile(Number(positionals[0] ?? 100_000), Number(values.seed))
console.log(
  `${read} hostile strings were read, the slowest in ${slowestMs.toFixed(1)} ms: ${JSON.stringify(slowest.slice(0, 200))}`,
)
process.exitCode = slowestMs < 5 ? 0 : 1
