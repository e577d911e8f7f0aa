import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { killAll, startSandboxRun } from '../support/process.ts'

/*
 * What CONTRIBUTING says of a command, done in a copy of the tree: its file, and its place in the catalog. Everything else (how
 * it is read, who may say it, 帮助) finds it by itself.
 */

const ROOT = resolve(import.meta.dirname, '../..')
const INDEX = 'src/commands/catalog/index.ts'

const COMMAND = `
import { defineLocal } from '../../define.ts'
import { alone } from '../../reading/arguments/short.ts'
import * as stored from '../../schemas.ts'

export const present = defineLocal({
  spec: {
    name: '在吗',
    english: 'present',
    names: ['在吗', 'present'],
    reader: alone,
    role: 'viewer',
    summary: { zh: '看机器人是否在', en: 'shows whether the bot is there' },
    examples: ['在吗', 'present'],
  },
  args: stored.nothing,
  needs: [],
  answer: () => ({ answer: { kind: 'cancelled', count: 0 } }),
})
`

afterEach(killAll)

it('is answered after one file and its place in the catalog were added, and explained by 帮助', async () => {
  const tree = mkdtempSync(join(tmpdir(), 'fenzu-tree-'))
  for (const name of ['src', 'bin', 'package.json']) cpSync(join(ROOT, name), join(tree, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'))
  writeFileSync(join(tree, 'src/commands/catalog/session/present.ts'), COMMAND)
  const index = readFileSync(join(tree, INDEX), 'utf8')
  const withCommand = `import { present } from './session/present.ts'\n${index.replace('  whoami,\n', '  whoami,\n  present,\n')}`
  writeFileSync(join(tree, INDEX), withCommand)
  const { say } = await startSandboxRun(undefined, { NODE_DISABLE_COMPILE_CACHE: '1' }, join(tree, 'bin/fenzu.js'))
  expect((await say('在吗')).shown).toContain('没有等待确认的操作')
  expect((await say('present')).shown).toContain('No pending confirmation')
  expect((await say('帮助 在吗')).shown).toContain('看机器人是否在')
})
