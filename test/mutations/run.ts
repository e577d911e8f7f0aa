import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '../faults/random.ts'
import { applied, mutantsOf, type Mutant } from './mutants.ts'
import { ROOMS, type Room } from './rooms.ts'
import { Tests } from './tests.ts'
import { refusedByTypes } from './types.ts'

/*
 * `npm run mutations -- --room store --seed 7 --count 30` changes thirty places of a room, one at a time, in a copy of the
 * repository, and sees whether its tests notice. `--file` takes one file (or a folder) of the room, `--from` leaves the first ones
 * out, `--own` runs the room's own tests alone, `--minutes` ends a room early, `--show` only lists what would be changed.
 */

const { values } = parseArgs({
  options: {
    room: { type: 'string', multiple: true, default: Object.keys(ROOMS) },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '30' },
    from: { type: 'string', default: '0' },
    file: { type: 'string', default: '' },
    own: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
    show: { type: 'boolean', default: false },
  },
})

/** A mutant that makes a test wait for ever is noticed by its time; this is far beyond what the slowest round takes. */
const LIMIT_MS = 300_000
const SOURCE = resolve(import.meta.dirname, '../..')
const COPIED = ['src', 'test', 'fixtures', 'docs', 'bin']

interface Place extends Mutant {
  readonly path: string
}

type Verdict = 'killed' | 'survived' | 'refused by types'

function placesOf(room: string, seed: number): Place[] {
  const files = readdirSync(join(SOURCE, 'src', room), { recursive: true, encoding: 'utf8' })
  const places = files
    .filter((name) => name.endsWith('.ts') && name.startsWith(values.file))
    .sort()
    .flatMap((name) => {
      const path = join('src', room, name)
      return mutantsOf(readFileSync(join(SOURCE, path), 'utf8')).map((mutant) => ({ ...mutant, path }))
    })
  const random = createRandom(seed)
  return places
    .map((place) => ({ place, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ place }) => place)
}

function copyOfRepository(): string {
  const root = mkdtempSync(join(tmpdir(), 'fenzu-mutations-'))
  const files = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isFile())
  for (const name of [...COPIED, ...files.map((entry) => entry.name)]) {
    cpSync(join(SOURCE, name), join(root, name), { recursive: true })
  }
  symlinkSync(join(SOURCE, 'node_modules'), join(root, 'node_modules'))
  return root
}

async function tryOne(root: string, tests: Tests, room: Room, place: Place): Promise<[Verdict, string]> {
  const changed = join(root, place.path)
  const text = readFileSync(changed, 'utf8')
  writeFileSync(changed, applied(text, place))
  try {
    for (const part of stagesOf(root, room, place.path)) {
      const outcome = await tests.run({ tests: part }, LIMIT_MS)
      if (outcome === 'too-long') return ['killed', 'it took too long']
      if (outcome.failed !== null) return ['killed', outcome.failed]
    }
    return refusedByTypes(root, place.path, applied(text, place)) ? ['refused by types', ''] : ['survived', '']
  } finally {
    writeFileSync(changed, text)
  }
}

/** What is likeliest to notice comes first: the test that is named like the file, then the room's, then those beyond. */
function stagesOf(root: string, { own, beyond }: Room, path: string): (readonly string[])[] {
  const named = own
    .filter((test) => test.endsWith('/'))
    .map((folder) => join(folder, `${basename(path, '.ts')}.test.ts`))
    .filter((test) => existsSync(join(root, test)))
  return [named, own, values.own ? [] : beyond].filter((stage) => stage.length > 0)
}

/** Without a change everything must pass, or nothing that follows means anything. */
async function prove(tests: Tests, name: string, { own, beyond }: Room): Promise<void> {
  for (const part of values.own ? [own] : [own, beyond]) {
    const outcome = await tests.run({ tests: part }, LIMIT_MS)
    if (outcome === 'too-long' || outcome.failed !== null) {
      throw new Error(`the tests of ${name} fail without a change: ${JSON.stringify(outcome)}`)
    }
  }
}

async function tryRoom(root: string, name: string): Promise<void> {
  const room = ROOMS[name]
  if (room === undefined) throw new RangeError(`--room is one of ${Object.keys(ROOMS).join(', ')}`)
  const all = placesOf(name, Number(values.seed))
  const chosen = all.slice(Number(values.from), Number(values.from) + Number(values.count))
  const say = (place: Place, verdict: string): void => {
    const [was, becomes] = [place.was, place.becomes].map((text) => text.replaceAll(/\s+/g, ' ').slice(0, 90))
    console.log(`${verdict.padEnd(16)} ${place.path}:${place.line}  ${was}  →  ${becomes}`)
  }
  if (values.show) return chosen.forEach((place) => say(place, ''))
  const tests = new Tests(root)
  const endAt = performance.now() + Number(values.minutes) * 60_000
  const counts: Record<Verdict, number> = { killed: 0, survived: 0, 'refused by types': 0 }
  try {
    await prove(tests, name, room)
    for (const place of chosen) {
      if (performance.now() > endAt) break
      const startedAt = performance.now()
      const [verdict, by] = await tryOne(root, tests, room, place)
      counts[verdict] += 1
      say(place, verdict)
      if (by !== '') console.log(`${''.padEnd(17)}by ${by} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
    }
  } finally {
    await tests.close()
  }
  const tried = counts.killed + counts.survived
  const score = tried === 0 ? 0 : (counts.killed / tried) * 100
  console.log(
    `${name}, seed ${values.seed}, mutants ${values.from} to ${Number(values.from) + tried + counts['refused by types'] - 1} of ${all.length}: ` +
      `${counts.killed} killed, ${counts.survived} survived, ${counts['refused by types']} refused by types; ${score.toFixed(1)} %`,
  )
}

const root = values.show ? '' : copyOfRepository()
try {
  for (const name of values.room) await tryRoom(root, name)
} finally {
  if (root !== '') rmSync(root, { recursive: true, force: true })
}
