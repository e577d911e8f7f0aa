import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { createRandom } from '../faults/random.ts'
import { startCluster } from '../support/postgres.ts'
import { Book } from './book.ts'
import { copyOfRepository, SOURCE } from './copy.ts'
import { tryDelicate } from './delicate/run.ts'
import { judge, type Bench, type Place, type Verdict } from './judge.ts'
import { mutantsOf } from './mutants.ts'
import { Nearest } from './nearest.ts'
import { record } from './recording.ts'
import { ROOMS, TESTS } from './rooms.ts'
import { Tests } from './tests.ts'
import { Types } from './types.ts'

/*
 * `npm run mutations -- --room store --seed 7 --count 30` changes thirty places of a room, one at a time, in a copy of the repository, and sees
 * whether the tests that go through them notice. docs/mutations.md tells the other words.
 */

const { values } = parseArgs({
  options: {
    room: { type: 'string', multiple: true, default: [...ROOMS] },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '30' },
    from: { type: 'string', default: '0' },
    file: { type: 'string', default: '' },
    at: { type: 'string', multiple: true },
    tests: { type: 'string', multiple: true },
    skip: { type: 'string' },
    without: { type: 'string' },
    patience: { type: 'string', default: '60' },
    nearest: { type: 'string' },
    recording: { type: 'string' },
    minutes: { type: 'string', default: '600' },
    book: { type: 'string' },
    again: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
    delicate: { type: 'boolean', default: false },
  },
})

const book = values.book === undefined ? undefined : new Book(values.book)

function placesOf(root: string, room: string, seed: number): Place[] {
  const files = readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' })
  const places = files
    .filter((name) => name.endsWith('.ts') && name.startsWith(values.file))
    .sort()
    .flatMap((name) => {
      const path = join('src', room, name)
      return mutantsOf(readFileSync(join(root, path), 'utf8')).map((mutant) => ({ ...mutant, path }))
    })
  const random = createRandom(seed)
  const skipped = values.skip === undefined ? undefined : new RegExp(values.skip)
  return places
    .filter(({ path }) => skipped?.test(path) !== true)
    .filter(({ path, line }) => values.at === undefined || values.at.includes(`${path}:${line}`))
    .map((place) => ({ place, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ place }) => place)
}

/** A round is ended from outside, so the databases that its tests made are still there. */
async function dropDatabases(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where datname like 'fenzu%'`,
  )
  for (const { datname } of rows) await client.query(`drop database "${datname}" with (force)`)
  await client.end()
}

function say({ path, line, was, becomes }: Place, verdict: string): void {
  const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 90)
  console.log(`${verdict.padEnd(16)} ${path}:${line}  ${short(was)}  →  ${short(becomes)}`)
}

/** With a book those that it does not have; `again` those that lived when they were tried last. */
function isWanted(place: Place): boolean {
  const verdict = book?.verdictOf(place)
  return values.again ? verdict === 'survived' || verdict === 'undecided' : verdict === undefined
}

async function tryRoom(bench: Bench, name: string, clean: () => Promise<void>): Promise<void> {
  const all = placesOf(bench.root, name, Number(values.seed))
  const chosen = all.slice(Number(values.from), Number(values.from) + Number(values.count)).filter(isWanted)
  const endAt = performance.now() + Number(values.minutes) * 60_000
  const counts: Record<Verdict, number> = { killed: 0, survived: 0, 'refused by types': 0, undecided: 0 }
  for (const place of chosen) {
    if (performance.now() > endAt) break
    const startedAt = performance.now()
    const judgement = await judge(bench, place)
    const { verdict, because } = judgement
    book?.note(place, judgement, values.seed)
    counts[verdict] += 1
    say(place, verdict)
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    if (because !== '') console.log(`${''.padEnd(17)}${because.slice(0, 200)} (${seconds} s)`)
    await clean()
  }
  const score = (counts.killed / Math.max(1, counts.killed + counts.survived)) * 100
  const tried = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const told = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`)
  console.log(`${name}, seed ${values.seed}, ${tried} of ${all.length}: ${told.join(', ')}; ${score.toFixed(1)} %`)
}

/** By what the tests go through, recorded first; or the nearest so many by what they import. */
async function choice(root: string, tests: Tests): Promise<Pick<Bench, 'choose' | 'lasts'>> {
  if (values.nearest !== undefined) {
    const nearest = new Nearest(root, values.tests ?? TESTS, values.without)
    const most = Number(values.nearest)
    return {
      choose: ({ path }) => {
        const all = nearest.testsOf(path)
        return { tests: all.slice(0, most), all: all.length }
      },
      lasts: () => undefined,
    }
  }
  const folder = values.recording ?? join(root, '.recording')
  const coverage = await record(root, tests, folder, values.tests ?? TESTS, values.without)
  console.log(`${Object.keys(coverage.took).length} test files pass without a change`)
  const patienceMs = Number(values.patience) * 1_000
  return {
    choose: ({ path, start }) => {
      const all = coverage.testsOf(path, start)
      return { tests: coverage.affordable(all, path.split('/')[1] ?? '', patienceMs), all: all.length }
    },
    lasts: (test) => coverage.took[test],
  }
}

if (values.delicate) {
  if (!(await tryDelicate(values.file))) process.exitCode = 1
} else if (values.show) {
  for (const name of values.room) {
    const from = Number(values.from)
    placesOf(SOURCE, name, Number(values.seed))
      .slice(from, from + Number(values.count))
      .forEach((place) => {
        say(place, '')
      })
  }
} else {
  const root = copyOfRepository()
  const cluster = await startCluster(['fsync=off', 'max_connections=200'])
  const tests = new Tests(root, { TEST_DATABASE_URL: cluster.url })
  const clean = async (): Promise<void> => {
    await tests.close()
    await cluster.stop()
    rmSync(root, { recursive: true, force: true })
  }
  // Neither ends by itself with this process.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void clean().finally(() => process.exit(1)))
  }
  try {
    const bench = { root, tests, types: new Types(root), ...(await choice(root, tests)) }
    for (const name of values.room) await tryRoom(bench, name, () => dropDatabases(cluster.url))
  } finally {
    await clean()
  }
}
