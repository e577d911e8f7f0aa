import type { AnswerOf } from '../../domain/answer.ts'
import { comparableName, isSystemGroup, type Group } from '../../domain/group.ts'
import type { BackendCapabilities } from '../../groups/backend.ts'
import type { ChangeCommand, ChangeResult, Services, Task } from '../command.ts'
import { toEnding } from '../endings.ts'
import type { CommandArgs } from '../reading.ts'
import { CREATE } from '../specs.ts'

/** 新建: makes a group. A name that exists already is asked about, because the platform allows two of the same name. */
export const create: ChangeCommand = {
  kind: 'change',
  spec: CREATE,

  prepare(args, _admin, { backend }) {
    const name = given(args)
    const bad = findFault(name, backend.capabilities, (fitting) => `${CREATE.name} ${fitting}`)
    if (bad !== undefined) return Promise.resolve({ kind: 'answer', answer: bad })
    return Promise.resolve({
      kind: 'change',
      args,
      asked: { command: CREATE.name, target: name, openid: null },
      scope: create.scope(args),
    })
  },

  scope: () => ({ kind: 'barrier', openids: [] }),

  async run(args, task, services) {
    const name = given(args)
    const groups = await services.list.read(0)
    const existing = idsNamed(groups, name)
    const { sameNames, mostGroups } = services.backend.capabilities
    if (!sameNames && groups.some((group) => group.name === name)) {
      return { outcome: 'refused', answer: nameTaken(name, services, (other) => `${CREATE.name} ${other}`) }
    }
    if (mostGroups !== null && groups.filter(({ id }) => !isSystemGroup(id)).length >= mostGroups) {
      return { outcome: 'refused', answer: { kind: 'too-many-groups', limit: mostGroups } }
    }
    if (existing.length > 0) return task.ask({ kind: 'create-same-name', name, existing })
    return carryOutCreate(name, groups, task, services)
  },
}

export async function carryOutCreate(
  name: string,
  groups: readonly Group[],
  task: Task,
  { changes }: Services,
): Promise<ChangeResult> {
  const plan = { kind: 'create', name, idsBefore: groups.map(({ id }) => id) } as const
  return toEnding(plan, await changes.carryOut(plan, () => task.record(plan)))
}

export function idsNamed(groups: readonly Group[], name: string): number[] {
  return groups.filter((group) => comparableName(group.name) === comparableName(name)).map(({ id }) => id)
}

/** Where the platform has each name once: found before it refuses. */
export function nameTaken(
  name: string,
  { backend }: Pick<Services, 'backend'>,
  example: (fitting: string) => string,
): AnswerOf<'bad-group-name'> {
  const { nameLimit, nameLimitUnit } = backend.capabilities
  return {
    kind: 'bad-group-name',
    reason: 'taken',
    limit: nameLimit,
    unit: nameLimitUnit,
    example: example(`${name}2`),
  }
}

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/

/** What the platform would refuse a name for, found before anything is called. `example` builds a command that can be sent. */
export function findFault(
  name: string,
  { nameLimit, nameLimitUnit }: BackendCapabilities,
  example: (fitting: string) => string,
): AnswerOf<'bad-group-name'> | undefined {
  const measure = (text: string) => (nameLimitUnit === 'bytes' ? Buffer.byteLength(text) : [...text].length)
  const clean = name.replace(new RegExp(CONTROL_CHARACTERS, 'g'), '').trim()
  let fitting = clean === '' ? '老客户' : clean
  while (measure(fitting) > nameLimit) fitting = [...fitting].slice(0, -1).join('')
  const fault = (reason: AnswerOf<'bad-group-name'>['reason']): AnswerOf<'bad-group-name'> => ({
    kind: 'bad-group-name',
    reason,
    limit: nameLimit,
    unit: nameLimitUnit,
    example: example(fitting),
  })
  if (clean === '') return fault('empty')
  if (CONTROL_CHARACTERS.test(name)) return fault('control-characters')
  return measure(name) > nameLimit ? fault('too-long') : undefined
}

function given(args: CommandArgs): string {
  if (args.name === undefined) throw new TypeError('creating needs a name')
  return args.name
}
