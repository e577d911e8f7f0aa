import { readText } from '../../src/commands/reading/grammar.ts'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { createRandom, pick } from '../faults/random.ts'
import { openWorld } from './world.ts'

/*
 * Strings made to hurt the grammar: `npm run hostile -- 100000 --seed 7` reads so many, says the slowest and fails on a
 * crash or when one takes more than 5 ms (T29). A second reading decides: the first may have met the garbage collector.
 */

const LIMIT_MS = 5
const PIECES = [
  ...SPECS.flatMap(({ names, examples }) => [...names, ...examples]),
  ...[
    '#1',
    '#',
    '＃５７',
    '#1-#99999',
    '57号',
    '@',
    '到',
    '移到',
    '把',
    '→',
    '->',
    '和',
    '、',
    '，',
    '。',
    '？',
    '備註:',
    '备注：',
  ],
  ...[
    '"',
    '“',
    '”',
    '「',
    '」',
    "'",
    '\\',
    '<a href="weixin://bizmsgmenu?msgmenucontent=x">',
    ']]>',
    '&#0;',
    '$' + '{x}',
  ],
  ...[
    '小王',
    'Big Bob',
    'VIP',
    'VIP2',
    '老客户',
    '\u200b',
    '\u202e',
    '\u0000',
    '\u0301',
    '😀',
    '𝕏',
    '\ud83d',
    '‍',
    'ﷺ',
  ],
  ...['o'.repeat(28), 'oDF3iYx0ro3_7jD4HFRDfrjdCM58', '9'.repeat(40), ' '.repeat(30), '\n', '\t', 'a'.repeat(300)],
]

export interface Hostile {
  readonly read: number
  readonly slowestMs: number
  readonly slowest: string
}

export async function readHostile(count: number, seed: number): Promise<Hostile> {
  const random = createRandom(seed)
  const world = await openWorld()
  let [slowestMs, slowest] = [0, '']
  for (let at = 0; at < count; at += 1) {
    const text = write(random)
    const first = measure(text, world.lexicon)
    const took = first > LIMIT_MS ? Math.min(first, measure(text, world.lexicon)) : first
    if (took > slowestMs) [slowestMs, slowest] = [took, text]
  }
  await world.close()
  return { read: count, slowestMs, slowest }
}

function measure(text: string, lexicon: Parameters<typeof readText>[2]): number {
  const startedAt = performance.now()
  readText(text, SPECS, lexicon)
  return performance.now() - startedAt
}

function write(random: () => number): string {
  const repeated = pick(random, PIECES)
  if (random() < 0.2) return repeated.repeat(1 + Math.floor((random() * 4_000) / repeated.length))
  const parts = Array.from({ length: 1 + Math.floor(random() * 40) }, () => pick(random, PIECES))
  return (random() < 0.5 ? pick(random, SPECS).name : '') + parts.join(random() < 0.5 ? '' : ' ')
}
