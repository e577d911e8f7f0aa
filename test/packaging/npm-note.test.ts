import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** What `npm ci` says last, run by an npm on that Node. */
function said(agent: string | undefined): string {
  const env = { PATH: process.env['PATH'] ?? '', ...(agent !== undefined && { npm_config_user_agent: agent }) }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, '.ci/npm-note.mjs')], {
    env,
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([0, ''])
  return stderr
}

it('explains the warnings that an npm on an old Node has printed, in one sentence', () => {
  const note = said('npm/11.19.1 node/v20.20.2 linux x64 workspaces/false')
  expect(note).toContain(`EBADENGINE warnings are about npm's own Node v20.20.2`)
  expect(note).toContain(`run on Node ${process.version}`)
  expect(note.trim().split('\n')).toHaveLength(1)
})

it.each(['npm/11.19.1 node/v24.21.0 linux x64 workspaces/false', 'yarn/1.22.22 npm/? linux x64', undefined])(
  'says nothing where nobody was warned: %s',
  (agent) => {
    expect(said(agent)).toBe('')
  },
)
