import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const SRC = resolve(import.meta.dirname, '../src')

/** Which rooms each room may import from; a room with a slash is one file or folder of another. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  observe: ['domain'],
  config: ['domain'],
  store: ['domain'],
  protocol: ['domain'],
  phrasebook: ['domain'],
  dispatch: ['domain'],
  wechat: ['domain'],
  sandbox: ['domain', 'protocol'],
  push: ['domain', 'config', 'protocol', 'sandbox', 'terminal'],
  doctor: ['domain', 'observe', 'config', 'protocol', 'store', 'wechat', 'phrasebook', 'relay', 'replies', 'terminal'],
  groups: ['domain', 'dispatch', 'wechat', 'store'],
  people: ['domain', 'store'],
  admins: ['domain', 'store'],
  commands: ['domain', 'admins', 'dispatch', 'groups', 'people', 'replies', 'rules', 'store'],
  bot: ['domain', 'admins', 'commands', 'dispatch', 'people', 'phrasebook', 'protocol', 'rules', 'store'],
  rules: ['domain', 'protocol', 'store', 'groups', 'dispatch'],
  replies: ['domain', 'protocol', 'store', 'wechat'],
  relay: ['domain', 'protocol'],
  channel: ['domain'],
  keep: ['domain', 'config', 'app', 'channel', 'phrasebook', 'replies', 'rules'],
  http: ['domain', 'protocol'],
  app: [
    'domain',
    'observe',
    'config',
    'store',
    'protocol',
    'people',
    'dispatch',
    'wechat',
    'groups',
    'admins',
    'commands',
    'bot',
    'replies',
    'rules',
    'relay',
    'channel',
    'http',
  ],
  'greeting.ts': ['domain', 'config', 'app', 'phrasebook'],
  'start.ts': ['domain', 'config', 'app', 'greeting.ts', 'sandbox'],
  terminal: ['domain'],
  'after-start.ts': [],
  'process.ts': ['domain', 'config', 'store', 'start.ts', 'terminal', 'after-start.ts'],
  migrate: ['domain', 'config', 'app', 'wechat', 'terminal'],
  sync: ['domain', 'config', 'app', 'people', 'store', 'terminal'],
  'backup.ts': ['domain', 'config', 'store', 'terminal'],
  'copy-store.ts': ['config', 'store'],
  'cli.ts': [
    'copy-store.ts',
    'domain',
    'terminal',
    'process.ts',
    'backup.ts',
    'config',
    'sandbox',
    'migrate',
    'sync',
    'keep',
    'push',
    'doctor',
  ],
}

/**
 * Engines and backends have names only where everything is put together, where a store is copied, and where the doctor looks
 * at the file.
 */
const COMPOSERS = [
  'app/stores.ts',
  'app/fleet.ts',
  'groups/open.ts',
  'backup.ts',
  'doctor/checks/store.ts',
  'sync/run.ts',
  'copy-store.ts',
  'store/postgres/copy.ts',
  'app/shell.ts',
]
const NAMED_IN_COMPOSE = ['store/sqlite/', 'store/postgres/', 'groups/groups-backend.ts', 'groups/tags-backend.ts']

/** The simulated platform is one room with few doors: who else may open which. */
const SANDBOX_DOORS: Readonly<Record<string, readonly string[]>> = {
  'start.ts': ['sandbox/server.ts'],
  'cli.ts': ['sandbox/chat.ts'],
  push: ['sandbox/pusher.ts', 'sandbox/push-xml.ts', 'sandbox/msg-ids.ts'],
}

/** Where a package that decides how we are built may be named; the others may be used wherever they are needed. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  express: ['http', 'sandbox'],
  helmet: ['http', 'sandbox'],
  undici: ['wechat', 'sandbox', 'relay'],
  'p-queue': ['dispatch'],
  kysely: ['store'],
  'node:sqlite': ['store'],
  pg: ['store'],
  'fast-xml-parser': ['protocol', 'sandbox'],
  pino: ['observe'],
  'prom-client': ['observe'],
}

/** Folders that were fuller before there was this rule: they may not grow. */
const CROWDED: Readonly<Record<string, number>> = { sandbox: 36, 'sandbox/page/client': 29, domain: 20, bot: 16 }

interface Import {
  readonly from: string
  readonly to: string
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|js|css)$/.test(name))
const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(join(SRC, from), 'utf8')
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) => target ?? '')
  return targets.map((target) => ({ from, to: relative(SRC, resolve(SRC, dirname(from), target)) }))
})

const texts = new Map(files.map((name) => [name, readFileSync(join(SRC, name), 'utf8')]))
const packages = [...texts].flatMap(([from, text]) =>
  [...text.matchAll(/(?<!\.)(?:from|import)\s*\(?\s*'((?:node:)?(?:@[\w.-]+\/)?[\w.-]+)(?:\/[^']*)?'/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !name.startsWith('.'))
    .map((name) => ({ from, name })),
)

/** Of some rooms, the files with something that the compiler sees, if their text has the pattern at all: to read all takes seconds. */
function filesWith(pattern: RegExp, isMeant: (node: ts.Node) => boolean, rooms: RegExp): string[] {
  const contains = (node: ts.Node): boolean => isMeant(node) || ts.forEachChild(node, contains) === true
  return [...texts]
    .filter(([file, text]) => rooms.test(file) && !file.endsWith('.css') && pattern.test(text))
    .filter(([file, text]) => contains(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)))
    .map(([file]) => file)
}

const roomOf = (path: string) => path.split('/')[0] ?? path

describe('the house', () => {
  it('has a rule for every room', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in ARROWS))).toEqual([])
  })

  it('lets arrows go down only', () => {
    const upward = imports.filter(({ from, to }) => {
      if (to.startsWith('..')) return from !== 'cli.ts'
      return roomOf(from) !== roomOf(to) && !ARROWS[roomOf(from)]?.includes(roomOf(to))
    })
    expect(upward).toEqual([])
  })

  it('names engines and backends only in the composition root', () => {
    const named = imports.filter(
      ({ from, to }) =>
        !COMPOSERS.includes(from) &&
        NAMED_IN_COMPOSE.some((name) => to.startsWith(name) && !(name.endsWith('/') && from.startsWith(name))),
    )
    expect(named).toEqual([])
  })

  it('opens the sandbox by its doors only', () => {
    const opened = imports.filter(({ from, to }) => roomOf(from) !== 'sandbox' && roomOf(to) === 'sandbox')
    expect(opened.filter(({ from, to }) => !SANDBOX_DOORS[roomOf(from)]?.includes(to))).toEqual([])
  })

  it('names a package only in the rooms that it is for', () => {
    const strays = packages.filter(({ from, name }) => PACKAGES[name]?.includes(roomOf(from)) === false)
    expect(strays).toEqual([])
  })

  it('uses every package that is installed for it, and no other', () => {
    const manifest = JSON.parse(readFileSync(resolve(SRC, '../package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const used = new Set(packages.map(({ name }) => name).filter((name) => !name.startsWith('node:')))
    expect([...used].sort()).toEqual(Object.keys(manifest.dependencies).sort())
  })

  it('has no import circles', () => {
    const next = new Map<string, string[]>()
    for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to])
    const done = new Set<string>()
    const circles: string[] = []
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (path.includes(file) || done.has(file)) return
      for (const target of next.get(file) ?? []) visit(target, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
    expect(circles).toEqual([])
  })

  it('casts neither what was stored nor what was read', () => {
    const isCast = (node: ts.Node) => ts.isAsExpression(node) && node.type.getText() !== 'const'
    expect(filesWith(/\bas\b/, isCast, /^(?:commands|admins|bot)\//)).toEqual([])
  })

  it('gives no exported type the name of another', () => {
    const declared = [...texts].flatMap(([file, text]) =>
      // The page's client is a program of its own, and calls what the sandbox sends it by the sandbox's names.
      file.startsWith('sandbox/page/client/')
        ? []
        : [...text.matchAll(/^export (?:declare |abstract )*(?:type|interface|class|enum) (\w+)/gm)].map(
            ([, name = '']) => ({
              name,
              file,
            }),
          ),
    )
    const homonyms = [...Map.groupBy(declared, ({ name }) => name)].filter(([, all]) => all.length > 1)
    expect(homonyms.map(([name, all]) => `${name}: ${all.map(({ file }) => file).join(', ')}`)).toEqual([])
  })

  it('writes the number of an errcode only where all of them have names', () => {
    const isErrcode = (node: ts.Node) =>
      (ts.isNumericLiteral(node) || ts.isStringLiteralLike(node)) && /^'?[4-9]\d{4}'?$/.test(node.getText())
    // The sandbox answers as the platform does, and has the numbers from its pages by itself; PostgreSQL has codes of its own.
    const others = /^(?!wechat\/errcodes\.ts$|sandbox\/|store\/postgres\/)/
    expect(filesWith(/[4-9]\d{4}/, isErrcode, others)).toEqual([])
  })

  it('puts no more than fifteen files side by side', () => {
    const beside = Map.groupBy(files, (file) => dirname(file))
    const crowded = [...beside].filter(([folder, inside]) => inside.length > (CROWDED[folder] ?? 15))
    expect(crowded.map(([folder, inside]) => `${folder}: ${inside.length}`)).toEqual([])
  })

  it('has no file of more than 250 lines and no room without a subject', () => {
    const long = files.filter((file) => readFileSync(join(SRC, file), 'utf8').split('\n').length > 251)
    expect(long).toEqual([])
    expect(files.filter((file) => /(^|[/-])(utils?|helpers?|common|misc)(\/|\.ts$)/.test(file))).toEqual([])
  })
})
