import { putFigures, whereAndWhen } from './figures.ts'
import { Processes, type ProcessesOptions } from './processes.ts'
import { createRandom } from './random.ts'

/** Worlds side by side: a start is often waited for, so one more than a small machine has cores. */
export const WORLDS = 3

/** What came of a round: so many of each measure, and what happened. */
export type Outcome<Measure extends string> = Readonly<Record<Measure, number>> & { readonly story: string }

/** One table of docs/reliability.md: the cases, each played again and again in worlds that go on from round to round. */
export interface Table<Case extends string, Measure extends string> {
  /** In the mark of the document, and after `--only`. */
  readonly name: string
  readonly title: string
  readonly cases: readonly Case[]
  /** The columns. All must be 0, but `unknown`, which the admin is told as such. */
  readonly measures: readonly Measure[]
  /** What a round counts as that breaks off. */
  readonly broken: Measure
  readonly world: (world: number) => ProcessesOptions
  readonly play: (
    processes: Processes,
    round: number,
    one: Case,
    random: () => number,
    world: number,
  ) => Promise<Outcome<Measure>>
}

export interface Amount {
  readonly rounds: number
  readonly seed: number
  /** No round begins later than so. */
  readonly minutes?: number | undefined
}

/** Plays so many rounds, writes the table and tells each finding; returns how many there were. */
export async function playTable<Case extends string, Measure extends string>(
  table: Table<Case, Measure>,
  { rounds, seed, minutes = Infinity }: Amount,
): Promise<number> {
  const { name, cases, measures } = table
  const fresh = () => ({ rounds: 0, counts: Object.fromEntries(measures.map((measure) => [measure, 0])) })
  const tallies = new Map(cases.map((one) => [one, fresh()]))
  const startedAt = Date.now()
  let findings = 0
  const played = () => [...tallies.values()].reduce((sum, tally) => sum + tally.rounds, 0)
  const sum = (measure: Measure) => [...tallies.values()].reduce((all, { counts }) => all + (counts[measure] ?? 0), 0)
  const heartbeat = setInterval(() => {
    const minutes = ((Date.now() - startedAt) / 60_000).toFixed(0)
    console.log(`${name}: ${played()} of ${rounds} rounds after ${minutes} min, ${findings} findings`)
  }, 60_000)
  const note = (one: Case, counts: Readonly<Partial<Record<Measure, number>>>, story: string): void => {
    const tally = tallies.get(one)
    if (tally === undefined) return
    tally.rounds += 1
    for (const measure of measures) tally.counts[measure] = (tally.counts[measure] ?? 0) + (counts[measure] ?? 0)
    if (measures.every((measure) => measure === 'unknown' || (counts[measure] ?? 0) === 0)) return
    findings += 1
    console.log(`!! ${story}`)
  }
  const playWorld = async (world: number): Promise<void> => {
    const random = createRandom(seed + world)
    let processes = await openWorld(table.world(world))
    try {
      const endsAt = startedAt + minutes * 60_000
      for (let round = world; round < rounds && Date.now() < endsAt; round += WORLDS) {
        const one = cases[Math.floor(round / WORLDS) % cases.length]
        if (one === undefined) continue
        try {
          const outcome = await table.play(processes, round, one, random, world)
          note(one, outcome, outcome.story)
        } catch (error) {
          const story = `${name} ${round}, ${one}: ${String(error)}; ${processes.output.slice(-1_000)}`
          note(one, { [table.broken]: 1 } as Record<Measure, number>, story)
          await processes.close()
          processes = await openWorld(table.world(world))
        }
      }
    } finally {
      await processes.close()
    }
  }
  try {
    await Promise.all(Array.from({ length: WORLDS }, (_, world) => playWorld(world)))
  } finally {
    clearInterval(heartbeat)
  }
  const row = (head: string, cells: readonly number[]) => `| ${head} | ${cells.join(' | ')} |`
  putFigures(
    name,
    [
      `| ${table.title} | rounds | ${measures.join(' | ')} |`,
      `| --- |${' --- |'.repeat(measures.length + 1)}`,
      ...[...tallies].map(([one, tally]) =>
        row(one, [tally.rounds, ...measures.map((name) => tally.counts[name] ?? 0)]),
      ),
      row('**in all**', [played(), ...measures.map(sum)]),
      '',
      `${whereAndWhen((Date.now() - startedAt) / 60_000)}. To repeat it: \`npm run faults -- --only ${name} --rounds ${played()} --seed ${seed}\`.`,
    ].join('\n'),
  )
  console.log(`${name}: ${measures.map((measure) => `${measure} ${sum(measure)}`).join(', ')} in ${played()} rounds`)
  return findings
}

async function openWorld(options: ProcessesOptions): Promise<Processes> {
  const processes = await Processes.open(options)
  await processes.post('/sandbox/reset', { followers: 80, quota: options.quota ?? 'off' })
  await processes.startBot()
  return processes
}
