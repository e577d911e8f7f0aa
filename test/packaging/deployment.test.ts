import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { readSingleConfig } from '../../src/config/config.ts'
import { isSettingName } from '../../src/config/names.ts'
import * as CONSOLE from '../../src/doctor/consoles.ts'
import { read } from '../support/docs.ts'
import { HEADERS_TIMEOUT_MS, KEEP_ALIVE_MS, REQUEST_TIMEOUT_MS } from '../../src/http/listen.ts'

/** One level of a file that is built by indentation: keys, or the items of a list, to what stands below or behind them. */
function levelOf(lines: readonly string[]): Map<string, { readonly value: string; readonly below: string[] }> {
  const level = new Map<string, { value: string; below: string[] }>()
  const depth = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0
  let current: { value: string; below: string[] } | undefined
  for (const line of lines) {
    if (line.slice(depth).startsWith(' ')) current?.below.push(line)
    else {
      const [, key = '', value = ''] = /^(- .*|[\w-]+)(?::\s*(.*))?$/.exec(line.slice(depth)) ?? []
      level.set(key, (current = { value, below: [] }))
    }
  }
  return level
}

const readCompose = (file: string) =>
  levelOf(
    read(file)
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.trim().startsWith('#')),
  )
const compose = readCompose('compose.yaml')
const serviceOf = (name: string) => levelOf(levelOf(compose.get('services')?.below ?? []).get(name)?.below ?? [])

interface Directive {
  readonly words: readonly string[]
  readonly block: readonly Directive[]
}

/** A Caddyfile as directives and their blocks. */
function readCaddyfile(text: string): Directive[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const readBlock = (): Directive[] => {
    const block: Directive[] = []
    for (let line = lines.shift(); line !== undefined && line !== '}'; line = lines.shift()) {
      const opens = /(?:^| )\{$/.test(line)
      block.push({ words: line.replace(/(?:^| )\{$/, '').split(/\s+/), block: opens ? readBlock() : [] })
    }
    return block
  }
  return readBlock()
}

/**
 * What Caddy does with a path: of the handles the first whose matcher takes it (`@name` of a `path_regexp`), else the bare
 * one.
 */
function answerTo(site: Directive, path: string): readonly string[] | undefined {
  const matchers = new Map(
    site.block.flatMap(({ words: [name = '', kind, expression = ''] }) =>
      kind === 'path_regexp' ? [[name, new RegExp(expression)] as const] : [],
    ),
  )
  const handles = site.block.filter(({ words }) => words[0] === 'handle')
  const taken =
    handles.find(({ words }) => matchers.get(words[1] ?? '')?.test(path)) ??
    handles.find(({ words }) => words.length === 1)
  return taken?.block[0]?.words.slice(0, 2)
}

describe('the compose file', () => {
  it('starts fenzu, out of reach from outside, and Caddy on the two ports that WeChat calls', () => {
    expect([...levelOf(compose.get('services')?.below ?? []).keys()]).toEqual(['fenzu', 'caddy'])
    expect(serviceOf('fenzu').get('ports')).toBeUndefined()
    expect(serviceOf('fenzu').get('expose')?.value).toBe("['8080']")
    expect(serviceOf('caddy').get('ports')?.value).toBe("['80:80', '443:443']")
    expect(serviceOf('caddy').get('volumes')?.below.join()).toContain('./Caddyfile:/etc/caddy/Caddyfile:ro')
  })

  it('lets fenzu listen where Caddy forwards to, whatever .env says, and where the image is asked for its health', () => {
    const environment = levelOf(serviceOf('fenzu').get('environment')?.below ?? [])
    expect(environment.get('PORT')?.value).toBe("'8080'")
    expect(environment.get('HOST')?.value).toBe('0.0.0.0')
    expect(read('Dockerfile')).toContain('EXPOSE 8080')
  })

  it('gives the bot what it needs to stop in peace, and nothing to write to but its store', () => {
    const fenzu = serviceOf('fenzu')
    expect(Number.parseInt(fenzu.get('stop_grace_period')?.value ?? '', 10)).toBeGreaterThan(10)
    expect(fenzu.get('read_only')?.value).toBe('true')
    const writable = fenzu.get('volumes')?.below.filter((line) => line.trim().startsWith('- ') && !line.endsWith(':ro'))
    expect(writable).toEqual(['      - fenzu-data:/app/data'])
    expect(read('Dockerfile')).toContain('VOLUME /app/data')
  })

  it('keeps in a named volume whatever must outlive a container', () => {
    const named = [...read('compose.yaml').matchAll(/^ {6}- ([\w-]+):\//gm)].map(([, name]) => name ?? '')
    expect(named.sort()).toEqual([...levelOf(compose.get('volumes')?.below ?? []).keys()].sort())
  })
})

describe('the compose file of several processes', () => {
  const fleet = readCompose('compose.fleet.yaml')
  const fenzu = levelOf(fleet.get('x-fenzu')?.below ?? [])
  const environment = levelOf(fenzu.get('environment')?.below ?? [])
  const services = levelOf(fleet.get('services')?.below ?? [])

  it('starts three alike, all of them behind Caddy, and nobody else in front of them', () => {
    const alike = [...services].filter(([, { value }]) => value === '*fenzu').map(([name]) => name)
    expect([...services.keys()]).toEqual([...alike, 'postgres', 'caddy'])
    const site = readCaddyfile(read('Caddyfile.fleet'))[1]
    const forwarding = site?.block.find(({ words }) => words[0] === 'handle' && words.length > 1)?.block[0]
    expect(forwarding?.words).toEqual(['reverse_proxy', ...alike.map((name) => `${name}:8080`)])
    expect(fenzu.get('ports')).toBeUndefined()
    expect(fenzu.get('expose')?.value).toBe("['8080']")
  })

  it('gives fenzu settings that it knows, and the address of a database that it opens', () => {
    const settings = Object.fromEntries([...environment].map(([name, { value }]) => [name, value.replaceAll("'", '')]))
    expect(Object.keys(settings).filter((name) => !isSettingName(name))).toEqual([])
    const url = settings['DATABASE_URL']?.replace(/\$\{POSTGRES_PASSWORD:[^}]*\}/, 'secret1') ?? ''
    expect(readSingleConfig({ ...settings, DATABASE_URL: url }).databaseUrl).toBe(url)
    const { username, password, hostname, pathname } = new URL(url)
    const postgres = levelOf(levelOf(services.get('postgres')?.below ?? []).get('environment')?.below ?? [])
    const of = (name: string) => postgres.get(name)?.value
    expect([username, pathname]).toEqual([of('POSTGRES_USER'), `/${of('POSTGRES_DB')}`])
    expect(of('POSTGRES_PASSWORD')).toContain('${POSTGRES_PASSWORD:?')
    expect([password, services.has(hostname)]).toEqual(['secret1', true])
  })

  it('lets each stop in peace, and keeps in a named volume what must outlive a container', () => {
    expect(Number.parseInt(fenzu.get('stop_grace_period')?.value ?? '', 10)).toBeGreaterThan(10)
    const named = [...read('compose.fleet.yaml').matchAll(/^ {6}- ([\w-]+):\//gm)].map(([, name]) => name ?? '')
    expect(named.sort()).toEqual([...levelOf(fleet.get('volumes')?.below ?? []).keys()].sort())
    expect(fenzu.get('volumes')?.below.join()).toContain('./accounts:/app/accounts:ro')
  })
})

describe('the unit for systemd', () => {
  const settings = new Map(
    read('deploy/fenzu@.service')
      .split('\n')
      .flatMap((line) => {
        const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
        return name === '' ? [] : [[name, value] as const]
      }),
  )

  it('gives each process of a machine a folder of its own to write to, and starts what is there', () => {
    expect(settings.get('WorkingDirectory')).toBe(`/var/lib/${settings.get('StateDirectory')}`)
    expect([settings.get('StateDirectory'), settings.get('ProtectSystem')]).toEqual(['fenzu/%i', 'strict'])
    const [, program = ''] = /node \/opt\/fenzu\/(\S+) start$/.exec(settings.get('ExecStart') ?? '') ?? []
    expect(read(program)).toContain('fenzu needs Node')
  })

  it('gives it settings that it knows, and the time that a stop takes', () => {
    const names = (settings.get('Environment') ?? '').split(' ').map((one) => one.split('=')[0] ?? '')
    expect([names, names.filter((name) => !isSettingName(name))]).toEqual([['PORT', 'NODE_ENV'], []])
    expect(Number(settings.get('TimeoutStopSec'))).toBeGreaterThan(10)
  })
})

describe('the Caddyfile', () => {
  const [options, site, ...others] = readCaddyfile(read('Caddyfile'))

  it('serves one site, the name that .env gives', () => {
    expect([options?.words, site?.words, others]).toEqual([[''], ['{$PUBLIC_HOST}'], []])
    expect(serviceOf('caddy').get('environment')?.below.join()).toContain('PUBLIC_HOST: ${PUBLIC_HOST:?')
  })

  it.each([
    ['Caddyfile', 'fenzu:8080'],
    ['Caddyfile.fleet', 'fenzu-1:8080'],
  ])('forwards /wechat, also of several accounts, and nothing else: %s', (file, upstream) => {
    const forwarding = readCaddyfile(read(file))[1]
    expect(forwarding).toBeDefined()
    if (forwarding === undefined) return
    for (const path of ['/wechat', '/wechat/shop', '/wechat/shop-2'])
      expect([path, answerTo(forwarding, path)]).toEqual([path, ['reverse_proxy', upstream]])
    for (const path of [
      '/',
      '/metrics',
      '/readyz',
      '/healthz',
      '/wechat/',
      '/wechatx',
      '/wechat/a/b',
      '/sandbox/world',
    ])
      expect([path, answerTo(forwarding, path)]).toEqual([path, ['respond', '404']])
    expect(forwarding.block.every(({ words }) => words[0] === 'handle' || words[0] === '@callback')).toBe(true)
    expect(read(file)).not.toMatch(/^\s*log/m)
  })

  it('is beside a compose file that mounts the accounts where FENZU_ACCOUNTS=accounts looks for them, to be read only', () => {
    expect(serviceOf('fenzu').get('volumes')?.below.join()).toContain('./accounts:/app/accounts:ro')
    expect(read('Dockerfile')).toContain('WORKDIR /app')
    expect(read('.gitignore')).toContain('accounts/')
  })
})

describe('the connections through Caddy', () => {
  const [options, site] = readCaddyfile(read('Caddyfile'))
  const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60 }
  /** What a directive says somewhere below, in seconds. */
  const secondsOf = (directive: Directive | undefined, name: string): number => {
    const found = directive?.block.flatMap((one) => (one.words[0] === name ? [one.words[1] ?? ''] : []))[0]
    if (found !== undefined) return Number.parseInt(found, 10) * (SECONDS[found.at(-1) ?? ''] ?? NaN)
    return directive?.block.map((one) => secondsOf(one, name)).find((seconds) => !Number.isNaN(seconds)) ?? NaN
  }

  it('are closed by Caddy before fenzu closes them, so that no push meets one that is closing (F51)', () => {
    expect(secondsOf(site, 'keepalive') * 1000).toBeLessThan(KEEP_ALIVE_MS)
  })

  it('end when a request drips, as they do at fenzu (T11)', () => {
    expect([secondsOf(options, 'read_header'), secondsOf(options, 'read_body')]).toEqual([
      HEADERS_TIMEOUT_MS / 1000,
      REQUEST_TIMEOUT_MS / 1000,
    ])
  })
})

describe('the way to a real account', () => {
  const DOC = 'docs/real-account.zh-CN.md'

  it.each([DOC, 'README.md', 'README.zh-CN.md'])('shows in %s settings that can be started with', (doc) => {
    const settings = /```ini\n([^]*?)```/.exec(read(doc))?.[1] ?? ''
    const { account, backend } = readSingleConfig(parseEnv(settings.replaceAll(/^ +/gm, '')))
    expect([account.mode, backend]).toEqual(['safe', 'auto'])
  })

  it('names the places in the console as the doctor does', () => {
    const text = read(DOC)
    for (const place of [CONSOLE.CALLBACK, CONSOLE.SECRETS, CONSOLE.WHITELIST, CONSOLE.VERIFICATION, CONSOLE.DETAILS])
      expect(text).toContain(place)
  })

  it('is found from both READMEs and from the operating guide', () => {
    for (const doc of ['README.md', 'README.zh-CN.md', 'docs/operating.md'])
      expect(read(doc)).toContain('real-account.zh-CN.md)')
  })
})
