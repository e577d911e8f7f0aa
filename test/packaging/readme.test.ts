import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { ConfigError } from '../../src/config/complaints.ts'
import { readSingleConfig } from '../../src/config/config.ts'
import { CHECKS } from '../../src/doctor/finding.ts'
import { FAULT_KINDS } from '../../src/sandbox/faults.ts'
import { codeIn, read, ROOT, shellOf, tableOf } from '../support/docs.ts'
import { Stage } from '../support/stage.ts'

const READMES = ['README.md', 'README.zh-CN.md'] as const
const DOCS = [
  ...READMES,
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/commands.md',
  'docs/commands.zh-CN.md',
  'docs/errcodes.zh-CN.md',
  'docs/benchmarks.md',
  'docs/operating.md',
  'docs/real-account.zh-CN.md',
  'docs/reliability.md',
  'docs/rules.md',
  'docs/rules.zh-CN.md',
  'docs/sandbox.md',
] as const

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}
const manifest = JSON.parse(read('package.json')) as Manifest

/** Reads what a stream says first, and leaves it. */
async function firstOf(response: Response): Promise<void> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader.read()).value).toMatch(/^retry: /)
  await reader.cancel()
}

/** The names that reading the settings asks for, found by handing in an environment that notes them. */
function settingsRead(given: Readonly<Record<string, string>>): string[] {
  const asked = new Set<string>()
  const environment = new Proxy(given, {
    get(target, name) {
      asked.add(String(name))
      return target[String(name)]
    },
  })
  try {
    readSingleConfig(environment)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
  }
  return [...asked]
}

const SETTINGS = [...new Set([...settingsRead({}), ...settingsRead({ WECHAT_APPID: 'wx0123456789abcdef' })])].sort()

describe('the docs', () => {
  it.each(DOCS)('%s names only npm commands that there are', (doc) => {
    const named = [...read(doc).matchAll(/\bnpm (ci|start|test|run [\w-]+)/g)].map(([, words]) => words ?? '')
    const scripts = Object.keys(manifest.scripts)
    const short = ['start', 'test'].filter((script) => scripts.includes(script))
    const known = ['ci', ...short, ...scripts.map((script) => `run ${script}`)]
    expect(named.filter((words) => !known.includes(words))).toEqual([])
  })

  it.each(DOCS)('%s names only fenzu commands that there are', (doc) => {
    const known = [...read('src/cli.ts').matchAll(/case '([\w-]+)':/g)].map(([, name]) => name ?? '')
    expect(known).toEqual([
      'start',
      'sandbox',
      'chat',
      'backup',
      'restore',
      'copy-store',
      'sync',
      'keep',
      'replies',
      'rules',
      'migrate',
      'push',
      'doctor',
    ])
    const spoken = [...codeIn(read(doc)), ...shellOf(doc)]
    const named = spoken.flatMap((code) => /^(?:npm run fenzu --|npx fenzu|fenzu) (\S+)/.exec(code)?.[1] ?? [])
    expect(named.filter((name) => ![...known, '--help', '--version'].includes(name))).toEqual([])
  })

  it.each(DOCS)('%s has in its shell only programs that whoever reads it has', (doc) => {
    const programs = shellOf(doc).flatMap((line) => line.split('&&').map((step) => step.trim().split(' ')[0]))
    expect(programs.filter((program) => !['npm', 'curl', 'git'].includes(program ?? ''))).toEqual([])
  })

  it.each(DOCS)('%s points only to files that are there', (doc) => {
    const text = read(doc)
    const links = [...text.matchAll(/(?:\]\(|src=")(?!https?:|#)([^)#"]+)/g)].map(([, target]) =>
      join(dirname(doc), target ?? ''),
    )
    const paths = codeIn(text).filter((code) => /^(?:src|test|fixtures|docs|bin|\.ci)\/[\w./-]+$/.test(code))
    const certain = paths.filter((path) => !/NAME|FAMILY/.test(path))
    expect([...links, ...certain].filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('install and test as is done before each change is taken', () => {
    const ci = read('.ci/run')
    for (const step of shellOf('CONTRIBUTING.md')) expect(ci).toContain(step)
  })

  it('give a reason for each package, and for no other', () => {
    const packages = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
    const explained = tableOf('CONTRIBUTING.md', 'package').flatMap(([names]) => (names ?? '').split(', '))
    expect(explained.sort()).toEqual(Object.keys(packages).sort())
  })

  it('show every room of the house', () => {
    const rooms = readdirSync(join(ROOT, 'src')).map((name) => name.replace(/\.ts$/, ''))
    const shown = tableOf('docs/architecture.md', 'room').flatMap(([names]) => codeIn(names ?? ''))
    expect(shown.sort()).toEqual(rooms.sort())
  })
})

describe('the two READMEs', () => {
  it('show the same pictures', () => {
    const pictures = (doc: string) => [...read(doc).matchAll(/docs\/[\w-]+\.png/g)].map(([path]) => path)
    expect(pictures('README.md').length).toBeGreaterThan(1)
    expect(pictures('README.zh-CN.md')).toEqual(pictures('README.md'))
  })

  it('have the same headings', () => {
    const levels = (doc: string) => [...read(doc).matchAll(/^(#+) /gm)].map(([, marks]) => marks)
    expect(levels('README.zh-CN.md')).toEqual(levels('README.md'))
  })

  it('list every command with all its names and its least role, each in its language', () => {
    const isEnglish = (name: string) => /^[a-z ]+$/.test(name)
    const roles = {
      zh: { viewer: '只读', admin: '管理员', owner: '所有者', anybody: '任何人' },
      en: { viewer: 'viewer', admin: 'admin', owner: 'owner', anybody: 'anybody' },
    }
    const rows = (language: 'zh' | 'en') =>
      SPECS.map(({ names, role, summary }) => [
        names.filter((name) => !isEnglish(name)).join(' · '),
        names.filter(isEnglish).join(' · '),
        roles[language][role],
        summary[language],
      ])
    expect(tableOf('README.md', 'Chinese')).toEqual(rows('en'))
    expect(tableOf('README.zh-CN.md', '中文')).toEqual(rows('zh'))
  })

  it.each([
    ['README.md', 'variable'],
    ['README.zh-CN.md', '变量'],
  ])('list in %s every setting that is read, and no other', (doc, head) => {
    const listed = tableOf(doc, head).flatMap(([names]) => codeIn(names ?? ''))
    expect(listed.sort()).toEqual(SETTINGS)
  })

  it('tell of the settings the same defaults in the same order', () => {
    const facts = (doc: string, head: string) =>
      tableOf(doc, head).map(([names, fallback]) => [names, codeIn(fallback ?? '')])
    expect(facts('README.zh-CN.md', '变量')).toEqual(facts('README.md', 'variable'))
  })

  it('tell of the settings the defaults that are used', () => {
    const alone = readSingleConfig({})
    const account = { WECHAT_APPID: `wx${'0'.repeat(16)}`, WECHAT_APPSECRET: '0'.repeat(32), WECHAT_TOKEN: 'token' }
    const plain = readSingleConfig(account)
    const safe = readSingleConfig({ ...account, WECHAT_ENCODING_AES_KEY: 'a'.repeat(43) })
    const used: Readonly<Record<string, unknown[]>> = {
      HOST: [alone.host, plain.host],
      PORT: [alone.port],
      WECHAT_MODE: [alone.account.mode, safe.account.mode, plain.account.mode],
      WECHAT_ORIGINAL_ID: [alone.account.originalId],
      WECHAT_API_BASE: [plain.apiBase],
      FENZU_FOLLOWER_REPLY: [plain.followerReply],
      DATABASE_URL: [`sqlite:${plain.databasePath}`],
      FENZU_API_CALLS_PER_SECOND: [plain.callsPerSecond],
      FENZU_REPLY_DEADLINE_MS: [plain.replyDeadlineMs],
      FENZU_RETENTION_DAYS: [plain.retentionDays],
      LOG_LEVEL: [plain.logLevel],
      SANDBOX_PORT: [alone.sandbox.port],
      SANDBOX_PUSH_TIMEOUT_MS: [alone.sandbox.pushTimeoutMs],
    }
    const rows = tableOf('README.md', 'variable')
    for (const [name, values] of Object.entries(used)) {
      const row = rows.find(([names]) => codeIn(names ?? '').includes(name))
      for (const value of values)
        expect([name, codeIn(row?.[1] ?? '')]).toEqual([name, expect.arrayContaining([String(value)])])
    }
  })
})

describe('what the docs show of the doctor', () => {
  it('is every check', () => {
    const shown = tableOf('docs/operating.md', 'check').flatMap(([names]) => codeIn(names ?? ''))
    expect(shown).toEqual(Object.keys(CHECKS))
  })
})

describe('what the docs show', () => {
  let stage: Stage

  beforeAll(async () => {
    // As `npm start` has it, which has read in its forty followers.
    stage = await Stage.open({}, undefined, { everybodyKnown: true })
  })
  afterAll(async () => {
    await stage.close()
  })

  it.each(READMES)('is in %s a conversation as it is', async (doc) => {
    await stage.reset()
    const block = /```\n(移动[^]*?)```/.exec(read(doc))?.[1] ?? ''
    let digits = ''
    let expected: string[] = []
    let shown = ''
    let turns = 0
    const compare = () => {
      if (expected.length === 0) return
      turns += 1
      expect(shown).toBe(expected.join('\n').replaceAll('4821', digits))
    }
    for (const line of block.trimEnd().split('\n')) {
      if (line.startsWith('  ')) {
        expected.push(line.trim())
        continue
      }
      compare()
      expected = []
      shown = ((await stage.say(line.replace('4821', digits))).shown ?? '').replaceAll(/<a [^>]*>([^<]*)<\/a>/g, '$1')
      digits = /确认 (\d{4})/.exec(shown)?.[1] ?? digits
    }
    compare()
    expect(turns).toBe(4)
  })

  it('is for each call of the sandbox a line that works', async () => {
    const lines = shellOf('docs/sandbox.md').filter((command) => command.startsWith('curl'))
    const tried: string[] = []
    for (const line of lines) {
      const path = /127\.0\.0\.1:8081([^\s']+)/.exec(line)?.[1] ?? ''
      const body = /-d '([^']+)'/.exec(line)?.[1]
      const method = /-X (\w+)/.exec(line)?.[1] ?? (body === undefined ? 'GET' : 'POST')
      const init = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }
      const response = await fetch(`${stage.fenzu.sandboxUrl ?? ''}${path}`, { method, ...init })
      expect([line, response.status]).toEqual([line, 200])
      if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) await firstOf(response)
      else expect(await response.json()).toBeTypeOf('object')
      tried.push(`${method} ${path.replace(/\?.*/, '')}`)
    }
    const sources = read('src/sandbox/control.ts') + read('src/sandbox/watching.ts')
    const routes = [...sources.matchAll(/router\.(get|post|delete)\('(\/[\w-]+)'/g)]
    expect(tried.sort()).toEqual(
      routes.map(([, method, path]) => `${(method ?? '').toUpperCase()} /sandbox${path ?? ''}`).sort(),
    )
  })

  it('is every kind of fault', () => {
    expect(tableOf('docs/sandbox.md', 'kind').map(([kind]) => kind)).toEqual(FAULT_KINDS.map((kind) => `\`${kind}\``))
  })
})
