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

let tree: string
let freshBundle: (root: string) => URL | undefined

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'fenzu-bundle-'))
  for (const name of ['src', 'bin', '.ci', 'package.json', 'package-lock.json'])
    cpSync(join(ROOT, name), join(tree, name), { recursive: true })
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

/** What `fenzu --help` says, and whether the bundle or the source said it. */
function help(): { said: string; from: 'bundle' | 'source' } {
  const words = ['--import', TOLD, join(tree, 'bin/fenzu.js'), '--help']
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
const said = expect.stringContaining('fenzu, a WeChat') as string

describe('the bundle', () => {
  it('is left out where there is nothing to make it with', () => {
    const rolldown = join(tree, 'node_modules/rolldown')
    renameSync(rolldown, `${rolldown}-away`)
    make()
    expect(help().from).toBe('source')
    renameSync(`${rolldown}-away`, rolldown)
  })

  it('is what starts until the source changes, and again when it was made anew', () => {
    make()
    expect(help().from).toBe('bundle')
    change('src/cli.ts', 'fenzu: a WeChat', 'fenzu, a WeChat')
    expect(help()).toEqual({ said, from: 'source' })
    make()
    expect(help()).toEqual({ said, from: 'bundle' })
  })

  it('is made once, and keeps the one before for whoever still runs on it', () => {
    const before = made()
    make()
    expect(made()).toEqual(before)
    expect(before).toHaveLength(2)
    writeFileSync(join(tree, 'src/commands/another.ts'), '')
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
    rmSync(join(tree, 'src/sandbox/page/client/arrows.js'))
    expect(freshBundle(tree)).toBeUndefined()
    make()
    expect(freshBundle(tree)).toBeDefined()
    change('package-lock.json', '"lockfileVersion"', ' "lockfileVersion"')
    expect(freshBundle(tree)).toBeUndefined()
  })
})
