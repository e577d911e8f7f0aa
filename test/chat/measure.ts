import { judge, readCorpus } from './corpus.ts'
import { openWorld } from './world.ts'

/*
 * How well texts are understood: `npm run corpus`, or `npm run corpus -- FILE` for another table of the same form.
 */

const path = process.argv[2] ?? new URL('../../fixtures/chat/utterances.tsv', import.meta.url)
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
process.exitCode = harmful.length === 0 && wrong.length * 100 <= judged.length ? 0 : 1
