import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const MAKER = join(import.meta.dirname, '../../.ci/bundle.mjs')

/** What was changed since the last bundle is in a new one, so that every process that a test starts takes half the CPU to be ready. */
export default function setup(): void {
  // A copy of the tree that has no maker starts its source.
  if (!existsSync(MAKER)) return
  const { status, stderr } = spawnSync(process.execPath, [MAKER], { encoding: 'utf8' })
  if (status !== 0 || stderr !== '') throw new Error(`the bundle could not be made: ${stderr}`)
}
