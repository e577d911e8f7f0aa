import { parseArgs } from 'node:util'
import { judge, readCorpus } from './corpus.ts'
import { explain } from './explain.ts'
import { measureNaturalTexts, reportOf, wrongOf } from './natural/measure.ts'
import { openWorld } from './world.ts'

/*
 * How well texts are understood: `npm run corpus` reads the utterances and plays the natural texts, `npm run corpus -- FILE`
 * reads another table of utterances, `npm run corpus -- --natural [--half seen|more] [--kind question] [--quiet] [--in-process]` plays only (some
 * of) the natural texts. Of their unseen half the figures alone are shown, so that nobody makes the grammar for it.
 * `npm run corpus -- --explain TEXT [--after COMMAND]` shows what is found in a text, and how it is meant.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    natural: { type: 'boolean', default: false },
    half: { type: 'string' },
    kind: { type: 'string' },
    quiet: { type: 'boolean', default: false },
    'in-process': { type: 'boolean', default: false },
    explain: { type: 'string', multiple: true },
    after: { type: 'string' },
  },
})
if (values.explain !== undefined) {
  for (const text of values.explain) console.log(explain(text.replaceAll('\\n', '\n'), values.after).join('\n'))
  process.exit()
}
const [file] = positionals
const well = [
  ...(values.natural
    ? []
    : [await readUtterances(file ?? new URL('../../fixtures/chat/utterances.tsv', import.meta.url))]),
  ...(file === undefined ? [await playNaturalTexts()] : []),
]
process.exitCode = well.every(Boolean) ? 0 : 1

/** Whether at least 99 of 100 are read right, and none would do harm. */
async function readUtterances(path: string | URL): Promise<boolean> {
  const world = await openWorld()
  const judged = []
  for (const utterance of readCorpus(path)) judged.push(await judge(utterance, world))
  await world.close()
  const wrong = judged.filter(({ right }) => !right)
  const harmful = judged.filter((one) => one.harmful)
  for (const { text, expect, read, harmful: isHarmful } of wrong) {
    console.log(
      `${isHarmful ? '!!' : '  '} ${JSON.stringify(text)}\n     should be ${expect}\n     is read ${read.replaceAll('\u0000', ' ')}`,
    )
  }
  const share = ((100 * (judged.length - wrong.length)) / judged.length).toFixed(1)
  console.log(
    `${judged.length - wrong.length} of ${judged.length} utterances are read right (${share} %), ${harmful.length} would change what they should not`,
  )
  return harmful.length === 0 && wrong.length * 100 <= judged.length
}

/** Whether at least 95 of 100 of each part come out right, none is met with silence, and none does harm. */
async function playNaturalTexts(): Promise<boolean> {
  const halves = (['seen', 'more', 'unseen'] as const).filter(
    (half) => values.half === undefined || half === values.half,
  )
  let isWell = true
  for (const half of halves) {
    const figures = await measureNaturalTexts(
      half,
      (kind) => values.kind === undefined || kind === values.kind,
      values['in-process'],
    )
    if (half !== 'unseen' && !values.quiet) for (const line of wrongOf(figures)) console.log(line)
    for (const line of reportOf(figures)) console.log(line)
    const { judged } = figures
    const right = judged.filter((one) => one.right).length
    isWell &&= right >= 0.95 * judged.length && !judged.some(({ silent, harmful }) => silent || harmful)
  }
  return isWell
}
