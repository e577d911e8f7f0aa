import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CATALOG } from '../../src/commands/catalog/index.ts'
import { BARRIER, type Task } from '../../src/commands/command.ts'
import { defineChange } from '../../src/commands/define.ts'
import { name as newName } from '../../src/commands/reading/arguments/name.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import { Registry } from '../../src/commands/registry.ts'
import type { Services } from '../../src/commands/services.ts'
import { createPhrasebook } from '../../src/phrasebook/phrasebook.ts'

/*
 * What CONTRIBUTING promises: a command is one definition and one entry of the catalog. This is such a definition, of two
 * words, with an argument, a role and a service of its own; everything else finds it by itself.
 */

const pause = defineChange({
  spec: {
    name: '横幅 停',
    english: 'banner stop',
    names: ['横幅 停', 'banner stop'],
    reader: newName,
    role: 'owner',
    summary: { zh: '停用一条横幅', en: 'pauses a banner' },
    examples: ['横幅 停 海报', 'banner stop poster'],
  },
  args: z.object({ name: z.string() }),
  needs: ['helps'],
  prepare: (args) => ({
    kind: 'change',
    args,
    asked: { command: '横幅 停', target: args.name, openid: null },
    scope: BARRIER,
  }),
  scope: () => BARRIER,
  run: ({ name }, _task, services) =>
    Promise.resolve({
      outcome: 'done',
      answer: { kind: 'no-such-group', given: `${name} ${Object.keys(services).join(' ')}`, near: [], example: null },
    }),
})

const registry = new Registry([...CATALOG, pause])
const helps = registry.helps
registry.bind(new Proxy({} as Services, { get: (_, name) => (name === 'helps' ? helps : () => undefined) }))

describe('a command that is added to the catalog', () => {
  it.each(['横幅 停 海报', '横幅停 海报', 'banner stop 海报', 'BANNER  STOP 海报'])('is read: %s', (text) => {
    expect(readText(text, registry.specs)).toMatchObject({
      kind: 'command',
      spec: { name: '横幅 停' },
      args: { name: '海报' },
    })
  })

  it('is explained, suggested for a slip, and asks for what is missing', () => {
    expect(readText('横幅停 帮助', registry.specs)).toMatchObject({ spec: { name: '帮助' } })
    expect(helps.find(({ name }) => name === '横幅 停')).toMatchObject({ role: 'owner', english: 'banner stop' })
    expect(readText('横幅 停', registry.specs)).toMatchObject({
      kind: 'hint',
      answer: { kind: 'missing-argument', missing: 'name' },
    })
  })

  it('has its English name in English answers', () => {
    const { say } = createPhrasebook('en', registry.englishNames)
    expect(say({ kind: 'not-allowed', command: '横幅 停', role: 'admin', needs: 'owner' })).toContain('banner stop')
  })

  it('takes up what the ledger kept, with the services that it names and no others', async () => {
    const accepted = registry.acceptedOf({ command: '横幅 停', args: { name: '海报' } })
    expect(accepted?.work.spec.role).toBe('owner')
    const task: Task = {
      number: 1,
      actor: { kind: 'rule', rule: 3 },
      writtenAt: 0,
      recorded: null,
      record: () => Promise.resolve(),
      note: () => Promise.resolve(),
      ask: () => Promise.reject(new Error('nothing is asked')),
    }
    expect(await accepted?.run(task)).toMatchObject({ outcome: 'done', answer: { given: '海报 helps' } })
    expect(() => registry.acceptedOf({ command: '横幅 停', args: { name: 3 } })).toThrow(z.ZodError)
  })

  it('is refused with a name that is taken', () => {
    expect(() => new Registry([...CATALOG, pause, pause])).toThrow('横幅 停 belongs to 横幅 停')
  })
})
