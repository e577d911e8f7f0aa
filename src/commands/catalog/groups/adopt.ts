import { z } from 'zod'
import { isSystemGroup } from '../../../domain/group.ts'
import { BARRIER, type Prepared } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange } from '../../define.ts'
import { group as oneGroup } from '../../reading/arguments/group.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { ADOPTING, findGroup, goneGroup, toRef, toTarget, writeRef } from '../../running/finding.ts'
import * as stored from '../../schemas.ts'
import type { Services } from '../../services.ts'

const ADOPT: CommandSpec = {
  name: ADOPTING,
  english: 'adopt',
  names: ['接管', 'adopt'],
  reader: oneGroup,
  role: 'owner',
  summary: { zh: '接管一个标签，当作分组使用（先确认）', en: 'manages a tag as a group (asks first)' },
  examples: ['接管 108', 'adopt 108'],
}

const RELEASE: CommandSpec = {
  name: '放手',
  english: 'release',
  names: ['放手', '取消接管', 'release'],
  reader: oneGroup,
  role: 'owner',
  summary: { zh: '取消接管一个标签', en: 'stops managing a tag' },
  examples: ['放手 108', 'release 108'],
}

const args = z.object({ group: stored.groupToken })

const confirmation = defineConfirmation({
  kind: 'adopt',
  plan: z.object({ kind: z.literal('adopt'), group: stored.groupRef }),
  needs: ['list', 'backend'],
  work: () => ({ spec: ADOPT }),
  asked: ({ group }) => ({ target: writeRef(group), openid: null }),
  scope: () => BARRIER,

  async carryOut(plan, task, { list, backend }) {
    const group = (await list.read(0)).find(({ id }) => id === plan.group.id)
    if (group === undefined) return goneGroup(String(plan.group.id))
    if (group.name !== plan.group.name) return task.ask({ kind: 'adopt', group: toRef(group) }, true)
    await backend.adopt(group.id)
    list.forget()
    return { outcome: 'done', answer: { kind: 'adopted', group: toRef(group) } }
  },
})

/**
 * 接管: hands a tag over to fenzu. From then on whoever is moved into a managed tag leaves it, which would be a loss for
 * somebody who used it as a free label: so it is asked first.
 */
export const adopt = defineChange({
  spec: ADOPT,
  args,
  needs: ['list', 'backend'],
  confirmations: [confirmation],
  prepare: (given, _actor, services) => prepare(ADOPT, given, services),
  scope: () => BARRIER,

  async run({ group: token }, task, { list, backend }) {
    const found = await findGroup(list, token, (id) => `${ADOPT.name} ${id}`)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const group = toRef(found.group)
    if (isSystemGroup(group.id)) return { outcome: 'refused', answer: { kind: 'system-group', group } }
    if (backend.manages(group.id)) return { outcome: 'refused', answer: { kind: 'already-managed', group } }
    return task.ask({ kind: 'adopt', group })
  },
})

/** 放手 (取消接管): a managed tag becomes a free label again; nobody is moved. */
export const release = defineChange({
  spec: RELEASE,
  args,
  needs: ['list', 'backend'],
  prepare: (given, _actor, services) => prepare(RELEASE, given, services),
  scope: () => BARRIER,

  async run({ group: token }, _task, { list, backend }) {
    const found = await findGroup(list, token, (id) => `${RELEASE.name} ${id}`)
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
})

function prepare(
  { name }: CommandSpec,
  given: z.infer<typeof args>,
  { list, backend }: Pick<Services, 'list' | 'backend'>,
): Prepared {
  if (!backend.capabilities.adoptable) return { kind: 'answer', answer: { kind: 'nothing-to-adopt' } }
  const target = toTarget(list.peek(given.group), given.group)
  return { kind: 'change', args: given, asked: { command: name, target, openid: null }, scope: BARRIER }
}
