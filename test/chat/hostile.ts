import { readText } from '../../src/commands/reading/grammar.ts'
import type { Lexicon } from '../../src/commands/reading/lexicon.ts'
import type { Reading } from '../../src/commands/reading/reading.ts'
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
  /** How many were read as what. */
  readonly kinds: Readonly<Record<Reading['kind'], number>>
  /** Those of which something was read that does not stand in them, or that are read otherwise the second time. */
  readonly wrong: readonly string[]
  readonly slowestMs: number
  readonly slowest: string
}

type ReadOne = (text: string, specs: typeof SPECS, lexicon: Lexicon) => Reading

/** Reads `count` texts; `read` is what reads them. */
export async function readHostile(count: number, seed: number, read: ReadOne = readText): Promise<Hostile> {
  const random = createRandom(seed)
  const world = await openWorld()
  const kinds = { command: 0, hint: 0, ordinary: 0 }
  const wrong: string[] = []
  let [slowestMs, slowest] = [0, '']
  for (let at = 0; at < count; at += 1) {
    const text = write(random)
    const first = measure(() => read(text, SPECS, world.lexicon))
    const again = at % 4 === 0 || first.ms > LIMIT_MS ? measure(() => read(text, SPECS, world.lexicon)) : first
    const took = first.ms > LIMIT_MS ? Math.min(first.ms, again.ms) : first.ms
    if (took > slowestMs) [slowestMs, slowest] = [took, text]
    kinds[first.reading.kind] += 1
    if (said(first.reading) !== said(again.reading) || inventsSomebody(text, first.reading)) wrong.push(text)
  }
  await world.close()
  return { kinds, wrong, slowestMs, slowest }
}

function measure(read: () => Reading): { ms: number; reading: Reading } {
  const startedAt = performance.now()
  const reading = read()
  return { ms: performance.now() - startedAt, reading }
}

const said = (reading: Reading): string =>
  JSON.stringify(reading.kind === 'command' ? [reading.spec.name, reading.args, reading.naming?.tokens] : reading)

const OPENIDS = /(?<![\w-])o[\w-]{27}(?![\w-])/g

/** Whether a command is about an openid that nobody wrote: the letters must stand in the text, in this order. */
function inventsSomebody(text: string, reading: Reading): boolean {
  if (reading.kind !== 'command') return false
  const letters = text.normalize('NFKC').replaceAll(/[^\w-]/gu, '')
  return (JSON.stringify(reading.args).match(OPENIDS) ?? []).some((openid) => !letters.includes(openid))
}

function write(random: () => number): string {
  const repeated = pick(random, PIECES)
  if (random() < 0.2) return repeated.repeat(1 + Math.floor((random() * 4_000) / repeated.length))
  const parts = Array.from({ length: 1 + Math.floor(random() * 40) }, () => pick(random, PIECES))
  return (random() < 0.5 ? pick(random, SPECS).name : '') + parts.join(random() < 0.5 ? '' : ' ')
}
