import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Coverage } from './coverage.ts'
import { TESTS } from './rooms.ts'
import type { TestRequest } from './tests-process.ts'
import type { Tests } from './tests.ts'

const LIMIT_MS = 3_600_000

/**
 * Runs every test once without a change and notes what each goes through. What fails, also when it is tried again by itself, says nothing
 * about a change: it is named and left out. What a folder holds of the same source is taken from there.
 */
export async function record(
  root: string,
  tests: Tests,
  folder: string,
  names: readonly string[],
  without?: string,
): Promise<Coverage> {
  const marker = join(folder, 'failing.json')
  const state = `${stateOf(root)} ${names.join(' ')} ${without ?? ''}`
  if (existsSync(marker)) {
    const kept = JSON.parse(readFileSync(marker, 'utf8')) as { state: string; failing: string[] }
    if (kept.state === state) return Coverage.read(folder, kept.failing)
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const failing: string[] = []
  for (const { file } of (
    await run(tests, { tests: names, cover: folder, ...(without === undefined ? {} : { without }) })
  ).failed) {
    for (const { test, because } of (await run(tests, { tests: [file], cover: folder })).failed) {
      failing.push(file)
      console.log(`left out, because it fails without a change: ${file}: ${test}: ${because}`)
    }
  }
  writeFileSync(marker, JSON.stringify({ state, failing }))
  return Coverage.read(folder, failing)
}

async function run(tests: Tests, request: TestRequest) {
  const outcome = await tests.run(request, LIMIT_MS)
  if (outcome === 'too-long') throw new Error('the tests did not end without a change')
  return outcome
}

function stateOf(root: string): string {
  const hash = createHash('sha256')
  for (const folder of ['src', 'fixtures', 'test/support', ...TESTS.filter((test) => test.endsWith('/'))]) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      if (/\.(?:ts|tsv|txt|xml|json)$/.test(name)) hash.update(name).update(readFileSync(join(root, folder, name)))
    }
  }
  return hash.digest('hex')
}
