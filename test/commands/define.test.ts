import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BARRIER, type Work } from '../../src/commands/command.ts'
import { defineChange } from '../../src/commands/define.ts'
import { name } from '../../src/commands/reading/arguments/name.ts'
import type { CommandSpec } from '../../src/commands/reading/reading.ts'
import { Registry } from '../../src/commands/registry.ts'
import type { Services } from '../../src/commands/services.ts'

const spec: CommandSpec = {
  name: '横幅',
  english: 'banner',
  names: ['横幅', 'banner'],
  reader: name,
  role: 'admin',
  summary: { zh: '新建一条横幅', en: 'adds a banner' },
  examples: ['横幅 海报'],
}

/** What is known of a command that stands in the ledger, when its definition says this of it. */
function workOf(said: Omit<Work, 'spec'>): Work | undefined {
  const definition = defineChange({
    spec,
    args: z.object({ name: z.string() }),
    needs: [],
    ...said,
    prepare: () => ({ kind: 'answer', answer: { kind: 'broken' } }),
    scope: () => BARRIER,
    run: () => Promise.resolve({ outcome: 'done', answer: { kind: 'broken' } }),
  })
  const registry = new Registry([definition])
  registry.bind(new Proxy({} as Services, { get: () => () => undefined }))
  return registry.acceptedOf({ command: '横幅', args: { name: '海报' } })?.work
}

describe('what a definition says of undoing its command', () => {
  it.each<Omit<Work, 'spec'>>([{}, { undoRole: 'owner' }, { final: 'about-admins' }, { personal: true }])(
    'is known of the command, and nothing else: %o',
    (said) => {
      expect(workOf(said)).toEqual({ spec, ...said })
    },
  )
})
