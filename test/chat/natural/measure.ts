import { Judge, type Judged } from './judge.ts'
import { InProcessPlayer } from './in-process.ts'
import { Player } from './player.ts'
import { readNaturalTexts, type Half } from './texts.ts'

export interface Figures {
  readonly half: Half
  readonly judged: readonly Judged[]
}

/** How many conversations are played at a time: they mostly wait for sockets and the disk. */
const SIDE_BY_SIDE = 4

/** Plays the half of the corpus, or those of its texts that `wanted` picks; `inProcess` without the simulated platform. */
export async function measureNaturalTexts(
  half: Half,
  wanted: (kind: string) => boolean = () => true,
  inProcess = false,
): Promise<Figures> {
  const texts = readNaturalTexts(half).filter(({ kind }) => wanted(kind))
  const judged = new Array<Judged>(texts.length)
  const next = texts.keys()
  const work = async (): Promise<void> => {
    const open = inProcess ? InProcessPlayer : Player
    const players = { groups: await open.open('groups'), tags: await open.open('tags') }
    const judge = new Judge(players)
    try {
      for (const at of next) {
        const text = texts[at]
        if (text !== undefined) judged[at] = await judge.judge(text)
      }
    } finally {
      await Promise.all([players.groups.close(), players.tags.close()])
    }
  }
  await Promise.all(Array.from({ length: inProcess ? 1 : SIDE_BY_SIDE }, work))
  return { half, judged }
}

/** The texts that did not come out right, with what was answered: `!!` did harm, `?` suggested something wrong. */
export function wrongOf({ judged }: Figures): string[] {
  return judged
    .filter(({ right }) => !right)
    .flatMap(({ text, outcome, harmful, misleading }) => [
      `${harmful ? '!!' : misleading ? ' ?' : '  '} line ${text.line}: ${[...text.before, JSON.stringify(text.text)].join(' ▸ ')}`,
      `     should be ${text.written}`,
      `     answered  ${JSON.stringify(outcome.answer)}`,
      ...outcome.changes.map((change) => `     changed   ${change}`),
    ])
}

/** The figures in one line, and a line for each kind of text. */
export function reportOf({ half, judged }: Figures): string[] {
  const kinds = Map.groupBy(judged, ({ text }) => text.kind)
  return [
    `natural texts, ${half} half: ${counts(judged)}`,
    ...[...kinds].map(([kind, some]) => `  ${kind.padEnd(12)} ${counts(some)}`),
  ]
}

function counts(judged: readonly Judged[]): string {
  const of = (pick: (one: Judged) => boolean) => judged.filter(pick).length
  const right = of((one) => one.right)
  const share = ((100 * right) / judged.length).toFixed(1)
  return [
    `${right} of ${judged.length} right (${share} %)`,
    `${of((one) => one.silent)} silent`,
    `${of((one) => one.harmful)} harmful`,
    `${of((one) => one.misleading)} misleading suggestions`,
  ].join(', ')
}
