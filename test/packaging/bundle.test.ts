import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
/** Tells what was loaded when the process ends. */
const TOLD = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
  process.on('exit', () => console.error(loaded.filter((url) => /cli[.](ts|mjs)$/.test(url)).join()))
`)}`

/** A program small enough to be made again and again; that of fenzu itself is what every other test starts. */
const PROGRAM: Readonly<Record<string, string>> = {
  'src/cli.ts': `
    import { createServer } from 'node:http'
    import { z } from 'zod'
    import { textOf } from './text/file.ts'
    const name: string = z.string().parse('fenzu')
    const second = process.moduleLoadList.filter((loaded) => loaded.includes('undici'))
    console.log(name + textOf('about.txt'), typeof createServer, second.length)
  `,
  'src/text/file.ts': `
    import { readFileSync } from 'node:fs'
    import { join } from 'node:path'
    export const textOf = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')
  `,
  'src/text/about.txt': ': a WeChat bot',
}

let tree: string
let freshBundle: (root: string) => URL | undefined

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'fenzu-bundle-'))
  for (const name of ['bin', '.ci', 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, name), join(tree, name), { recursive: true })
  mkdirSync(join(tree, 'src/text'), { recursive: true })
  for (const [name, text] of Object.entries(PROGRAM)) writeFileSync(join(tree, name), text)
  mkdirSync(join(tree, 'node_modules'))
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== '.cache') symlinkSync(join(ROOT, 'node_modules', name), join(tree, 'node_modules', name))
  ;({ freshBundle } = (await import(join(tree, 'bin/bundle.js'))) as { freshBundle: typeof freshBundle })
})
afterAll(() => {
  rmSync(tree, { recursive: true, force: true })
})

function make(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(tree, '.ci/bundle.mjs')], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
}

/** What it says, and whether the bundle or the source said it. */
function start(): { said: string; from: 'bundle' | 'source' } {
  const words = ['--import', TOLD, join(tree, 'bin/fenzu.js')]
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  return { said: stdout, from: stderr.includes('cli.mjs') ? 'bundle' : 'source' }
}

function change(name: string, from: string, to: string): void {
  const path = join(tree, name)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

const made = () => readdirSync(join(tree, 'node_modules/.cache/bundle')).filter((name) => name.startsWith('made-'))

describe('the bundle', () => {
  it('is left out where there is nothing to make it with', () => {
    const rolldown = join(tree, 'node_modules/rolldown')
    renameSync(rolldown, `${rolldown}-away`)
    make()
    expect(start().from).toBe('source')
    renameSync(`${rolldown}-away`, rolldown)
  })

  it('is what starts, without the undici of Node, until the source changes, and again when it was made anew', () => {
    make()
    expect(start()).toEqual({ said: 'fenzu: a WeChat bot function 0\n', from: 'bundle' })
    change('src/cli.ts', "'fenzu'", "'分组'")
    expect(start()).toEqual({ said: '分组: a WeChat bot function 1\n', from: 'source' })
    make()
    expect(start()).toEqual({ said: '分组: a WeChat bot function 0\n', from: 'bundle' })
  })

  it('is made once, and keeps the one before for whoever still runs on it', () => {
    const before = made()
    make()
    expect(made()).toEqual(before)
    expect(before).toHaveLength(2)
    writeFileSync(join(tree, 'src/text/another.ts'), '')
    expect(freshBundle(tree)).toBeUndefined()
    make()
    expect(made()).toHaveLength(2)
    expect(made()).not.toEqual(before)
  })

  it('is not what starts when the folder was moved, a file was taken away or another package is to be installed', () => {
    const moved = `${tree}-moved`
    renameSync(tree, moved)
    expect(freshBundle(moved)).toBeUndefined()
    renameSync(moved, tree)
    expect(freshBundle(tree)).toBeDefined()
    rmSync(join(tree, 'src/text/about.txt'))
    expect(freshBundle(tree)).toBeUndefined()
    make()
    expect(freshBundle(tree)).toBeDefined()
    change('package-lock.json', '"lockfileVersion"', ' "lockfileVersion"')
    expect(freshBundle(tree)).toBeUndefined()
  })
})
