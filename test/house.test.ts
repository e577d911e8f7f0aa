import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
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
  groups: ['domain', 'dispatch', 'wechat', 'store'],
  commands: ['domain', 'dispatch', 'groups', 'store'],
  bot: ['domain', 'commands', 'dispatch', 'protocol', 'store'],
  http: ['domain', 'protocol'],
  'compose.ts': [
    'domain',
    'observe',
    'config',
    'store',
    'protocol',
    'phrasebook',
    'dispatch',
    'wechat',
    'groups',
    'commands',
    'bot',
    'http',
  ],
  'greeting.ts': ['domain', 'config', 'compose.ts'],
  'main.ts': ['domain', 'config', 'compose.ts', 'greeting.ts', 'sandbox'],
  'process.ts': ['domain', 'config', 'store', 'main.ts'],
  'cli.ts': ['process.ts', 'sandbox'],
}

/** Engines and backends have names only where everything is put together. */
const NAMED_IN_COMPOSE = ['store/sqlite/', 'groups/groups-backend.ts']

interface Import {
  readonly from: string
  readonly to: string
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(join(SRC, from), 'utf8')
  const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) => target ?? '')
  return targets.map((target) => ({ from, to: relative(SRC, resolve(SRC, dirname(from), target)) }))
})

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
        from !== 'compose.ts' &&
        NAMED_IN_COMPOSE.some((name) => to.startsWith(name) && !from.startsWith('store/sqlite/')),
    )
    expect(named).toEqual([])
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

  it('has no file of more than 250 lines and no room without a subject', () => {
    const long = files.filter((file) => readFileSync(join(SRC, file), 'utf8').split('\n').length > 251)
    expect(long).toEqual([])
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(file))).toEqual([])
  })
})
