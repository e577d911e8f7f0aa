import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import type { Covered } from './coverage.ts'

/*
 * Runs in each test file's process before its tests: V8 notes which blocks of the source they go through. Node strips types by
 * blanks, so its positions are those of the file.
 */

const folder = process.env['FENZU_COVERAGE'] ?? ''
const SOURCE = `file://${process.cwd()}/`
const startedAt = performance.now()
const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

afterAll(() => {
  const test = (expect.getState().testPath ?? '').slice(process.cwd().length + 1)
  session.post('Profiler.takePreciseCoverage', (error, coverage) => {
    if (error !== null) throw error
    const files: Covered['files'] = {}
    for (const { url, functions } of coverage.result) {
      if (!url.startsWith(`${SOURCE}src/`)) continue
      files[url.slice(SOURCE.length)] = functions.flatMap(({ ranges }) =>
        ranges.map(({ startOffset, endOffset, count }) => [startOffset, endOffset, count] as const),
      )
    }
    const name = createHash('sha256').update(test).digest('hex').slice(0, 16)
    writeFileSync(
      join(folder, `${name}.json`),
      JSON.stringify({ test, ms: performance.now() - startedAt, files } satisfies Covered),
    )
  })
})
