import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { anyText, faultOf, LASTS } from './any-text.ts'
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

const any = fc.property(anyText(), fc.constantFrom(...LASTS), (text, last) => faultOf(text, last) === undefined)
const { failed, counterexample } = fc.check(any, { numRuns: count, seed: Number(values.seed) })
const found =
  counterexample === null ? '' : `: ${JSON.stringify(counterexample[0])} ${String(faultOf(...counterexample))}`
console.log(
  `Of ${count} texts put together from what admins text ${failed ? `one is wrong${found}` : 'none is wrong'}.`,
)
process.exitCode = slowestMs < 5 && wrong.length === 0 && !failed ? 0 : 1
