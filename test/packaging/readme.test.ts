import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOG } from '../../src/commands/catalog/index.ts'
import { Stage } from '../support/stage.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')
const PAPERS = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'docs/sandbox.md']

const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
const ci = read('.ci/run')

/** Lines of the shell in a paper. */
function commandsOf(paper: string): string[] {
  return [...read(paper).matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block]) => (block ?? '').trim().split('\n'))
}

/** The first cells of a table whose head begins with this word. */
function firstCells(paper: string, head: string): string[] {
  const lines = read(paper).split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`))
  const rows = lines.slice(start + 2)
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) => line.split('|')[1]?.trim() ?? '')
}

describe('the papers', () => {
  it('name only npm commands that there are, and those that install and test are run before each change is taken', () => {
    const steps = PAPERS.flatMap(commandsOf)
      .flatMap((line) => line.split('&&'))
      .map((step) => step.trim())
      .filter((step) => step.startsWith('npm'))
    for (const step of steps) {
      const script = /^npm (?:run )?(\S+)/.exec(step)?.[1] ?? ''
      expect([step, script === 'ci' || script in manifest.scripts]).toEqual([step, true])
    }
    for (const step of ['npm ci', 'npm run check', 'npm test']) expect(ci).toContain(step)
  })

  it('list every command with all its names, in both languages', () => {
    for (const paper of ['README.md', 'README.zh-CN.md']) {
      const text = read(paper)
      for (const { spec } of CATALOG) for (const name of spec.names) expect(text).toContain(name)
    }
    expect(firstCells('README.md', 'Chinese')).toEqual(firstCells('README.zh-CN.md', '中文'))
  })

  it('list every setting that is read, the same in both languages', () => {
    const source = read('src/config/config.ts')
    const settings = new Set([...source.matchAll(/'([A-Z][A-Z0-9_]{3,})'/g)].map(([, name]) => name ?? ''))
    settings.delete('CONSOLE')
    const cells = firstCells('README.md', 'variable')
    for (const name of settings) expect(cells.join()).toContain(`\`${name}\``)
    expect(firstCells('README.zh-CN.md', '变量')).toEqual(cells)
  })

  it('have the same headings in both languages, and speak of this project alone', () => {
    const levels = (paper: string) => [...read(paper).matchAll(/^(#+) /gm)].map(([, marks]) => marks)
    expect(levels('README.zh-CN.md')).toEqual(levels('README.md'))
  })
})

describe('the first screen', () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.open()
  })
  afterAll(async () => {
    await stage.close()
  })

  it.each(['README.md', 'README.zh-CN.md'])('of %s shows a conversation as it is', async (paper) => {
    await stage.reset()
    const block = /```\n(移动[^]*?)```/.exec(read(paper))?.[1] ?? ''
    let digits = ''
    let expected: string[] = []
    let shown = ''
    const compare = () => {
      if (expected.length > 0) expect(shown).toBe(expected.join('\n').replaceAll('4821', digits))
    }
    for (const line of block.trimEnd().split('\n')) {
      if (line.startsWith('  ')) {
        expected.push(line.trim())
        continue
      }
      compare()
      expected = []
      shown = (await stage.say(line.replace('4821', digits))).shown ?? ''
      digits = /确认 (\d{4})/.exec(shown)?.[1] ?? digits
    }
    compare()
  })

  it('of the sandbox: every call in its paper answers', async () => {
    for (const line of commandsOf('docs/sandbox.md').filter((command) => command.startsWith('curl'))) {
      const path = /127\.0\.0\.1:8081([^\s']+)/.exec(line)?.[1] ?? ''
      const body = /-d '([^']+)'/.exec(line)?.[1]
      const method = /-X (\w+)/.exec(line)?.[1] ?? (body === undefined ? 'GET' : 'POST')
      const init = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }
      const response = await fetch(`${stage.fenzu.sandboxUrl}${path}`, { method, ...init })
      expect([line, response.status]).toEqual([line, 200])
      expect(await response.json()).toBeTypeOf('object')
    }
  })
})
