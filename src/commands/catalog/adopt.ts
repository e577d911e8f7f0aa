import type { ChangeCommand } from '../command.ts'
import { findGroup, toRef, toTarget } from '../finding.ts'
import type { CommandArgs, CommandSpec } from '../reading.ts'
import { ADOPT, RELEASE } from '../specs.ts'
import type { GroupToken } from '../../groups/match.ts'
import { isSystemGroup } from '../../domain/group.ts'

/**
 * 接管: hands a tag over to fenzu. From then on whoever is moved into a managed tag leaves it, which would be a loss for
 * somebody who used it as a free label: so it is asked first.
 */
export const adopt: ChangeCommand = {
  ...preparedFor(ADOPT),

  async run(args, task, { list, backend }) {
    const found = await findGroup(list, given(args), (id) => `${ADOPT.name} ${id}`)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const group = toRef(found.group)
    if (isSystemGroup(group.id)) return { outcome: 'refused', answer: { kind: 'system-group', group } }
    if (backend.manages(group.id)) return { outcome: 'refused', answer: { kind: 'already-managed', group } }
    return task.ask({ kind: 'adopt', group })
  },
}

/** 放手: a managed tag becomes a free label again; nobody is moved. */
export const release: ChangeCommand = {
  ...preparedFor(RELEASE),

  async run(args, _task, { list, backend }) {
    const found = await findGroup(list, given(args), (id) => `${RELEASE.name} ${id}`)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const group = toRef(found.group)
    if (!backend.manages(group.id) || isSystemGroup(group.id)) {
      return { outcome: 'refused', answer: { kind: 'not-managed', group } }
    }
    if (!(await backend.release(group.id))) {
      return { outcome: 'refused', answer: { kind: 'managed-by-settings', group } }
    }
    list.forget()
    return { outcome: 'done', answer: { kind: 'released', group } }
  },
}

function preparedFor(spec: CommandSpec): Omit<ChangeCommand, 'run'> {
  return {
    kind: 'change',
    spec,
    prepare(args, _admin, { list, backend }) {
      if (!backend.capabilities.adoptable) {
        return Promise.resolve({ kind: 'answer', answer: { kind: 'nothing-to-adopt' } })
      }
      const target = toTarget(list.peek(given(args)), given(args))
      const asked = { command: spec.name, target, openid: null }
      return Promise.resolve({ kind: 'change', args, asked, scope: BARRIER })
    },
    scope: () => BARRIER,
  }
}

const BARRIER = { kind: 'barrier', openids: [] } as const

function given({ group }: CommandArgs): GroupToken {
  if (group === undefined) throw new TypeError('handing over needs a group')
  return group
}
