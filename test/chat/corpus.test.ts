import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judge, readCorpus, type Judged } from './corpus.ts'
import { openWorld } from './world.ts'

describe.each([
  ['utterances.tsv', 1_000],
  ['held-back.tsv', 450],
])('the corpus %s', (file, least) => {
  const judged: Judged[] = []
  let world: Awaited<ReturnType<typeof openWorld>>

  beforeAll(async () => {
    world = await openWorld()
    const utterances = readCorpus(new URL(`../../fixtures/chat/${file}`, import.meta.url))
    for (const utterance of utterances) judged.push(await judge(utterance, world))
  })
  afterAll(async () => {
    await world.close()
  })

  it('has none twice', () => {
    expect(judged.length).toBeGreaterThanOrEqual(least)
    expect(new Set(judged.map(({ text }) => text)).size).toBe(judged.length)
  })

  it('is read right, in 99 of 100 at least', () => {
    const wrong = judged.filter(({ right }) => !right).map(({ text, expect: wanted, read }) => ({ text, wanted, read }))
    expect(wrong.slice(Math.floor(judged.length / 100))).toEqual([])
  })

  it('changes nothing that should not be changed', () => {
    expect(judged.filter(({ harmful }) => harmful)).toEqual([])
  })
})
