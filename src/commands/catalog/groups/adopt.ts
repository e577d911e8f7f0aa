import { z } from 'zod'
import type { ConfirmablePlan } from '../../../domain/answer.ts'
import { isSystemGroup, type Group, type GroupRef } from '../../../domain/group.ts'
import type { GroupToken } from '../../../groups/match.ts'
import { BARRIER, type ChangeResult, type Prepared, type Task } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange } from '../../define.ts'
import { group as oneGroup, groupsOrAll } from '../../reading/arguments/group.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { defineReversal } from '../../reversal.ts'
import { cannotUndo } from '../../running/endings.ts'
import { ADOPTING, findGroup, goneGroup, toRef, toTarget, writeRef } from '../../running/finding.ts'
import * as stored from '../../schemas.ts'
import type { Services } from '../../services.ts'

const ADOPT: CommandSpec = {
  name: ADOPTING,
  english: 'adopt',
  names: ['接管', 'adopt'],
  reader: groupsOrAll,
  role: 'owner',
  onlyWith: 'tags',
  summary: { zh: '接管标签，当作分组使用（先确认）；可以一次几个，或全部', en: 'manages tags as groups (asks first)' },
  examples: ['接管 108', '接管 102 108', '接管 全部', 'adopt 108', 'adopt 102 108', 'adopt all'],
}

const RELEASE: CommandSpec = {
  name: '放手',
  english: 'release',
  names: ['放手', '取消接管', 'release'],
  reader: oneGroup,
  role: 'owner',
  onlyWith: 'tags',
  summary: { zh: '取消接管一个标签', en: 'stops managing a tag' },
  examples: ['放手 108', 'release 108'],
}

type Managing = Pick<Services, 'list' | 'backend'>
type AdoptPlan = Extract<ConfirmablePlan, { kind: 'adopt' }>

const confirmation = defineConfirmation({
  kind: 'adopt',
  plan: z.object({
    kind: z.literal('adopt'),
    group: stored.groupRef,
    also: z.array(stored.groupRef).exactOptional(),
    undoes: z.number().exactOptional(),
  }),
  needs: ['list', 'backend'],
  work: () => ({ spec: ADOPT }),
  asked: ({ group, also = [] }) => ({ target: [group, ...also].map(writeRef).join('、'), openid: null }),
  scope: () => BARRIER,
  undoes: ({ undoes }) => undoes,

  async carryOut(plan, task, services) {
    const listed = await services.list.read(0)
    const wanted = [plan.group, ...(plan.also ?? [])]
    const found = wanted.flatMap((one) => listed.filter(({ id }) => id === one.id)).map(toRef)
    const [group, ...also] = found
    if (group === undefined) return goneGroup(wanted.map(({ id }) => id).join('、'))
    const isSame = found.length === wanted.length && found.every(({ name }, at) => name === wanted[at]?.name)
    if (!isSame) return task.ask(toPlan(group, also, plan.undoes), true)
    return manage(found, true, task, services)
  },
})

/** Tags that were taken over are free labels again, and those that were let go are asked about. */
const reversal = defineReversal({
  kind: 'manage',
  needs: ['list', 'backend'],
  async takeBack({ managed, groups }, { number }, task, services) {
    const { list, backend } = services
    if (task.recorded?.kind === 'manage') return manage(task.recorded.groups, task.recorded.managed, task, services)
    const listed = await list.read(0)
    const left = listed.filter(({ id }) => groups.some((one) => one.id === id) && backend.manages(id) === managed)
    const [group, ...also] = left.map(toRef)
    if (group === undefined) return cannotUndo(number, listed.length === 0 ? 'group-gone' : 'changed-nothing')
    return managed ? manage([group, ...also], false, task, services) : task.ask(toPlan(group, also, number))
  },
})

/**
 * 接管: hands tags over to fenzu. From then on whoever is moved into a managed tag leaves it, which would be a loss for
 * somebody who used it as a free label: so it is asked first, once for all of them.
 */
export const adopt = defineChange({
  spec: ADOPT,
  args: z.object({
    group: stored.groupToken.exactOptional(),
    groups: z.array(stored.groupToken).exactOptional(),
    all: z.literal(true).exactOptional(),
  }),
  needs: ['list', 'backend'],
  confirmations: [confirmation],
  reversals: [reversal],

  prepare(given, _actor, services) {
    const { group, groups = group === undefined ? [] : [group] } = given
    return prepare(ADOPT, given, groups, services)
  },
  scope: () => BARRIER,

  async run({ group, groups = group === undefined ? [] : [group], all }, task, { list, backend }) {
    const found = all === true ? { groups: await list.read(0) } : await findAll(groups, list, backend)
    if (!('groups' in found)) return { outcome: 'refused', answer: found.answer }
    const own = found.groups.map(toRef).filter(({ id }) => !isSystemGroup(id))
    const [first, ...rest] = own.filter(({ id }) => !backend.manages(id))
    if (first !== undefined) return task.ask(toPlan(first, rest))
    const [only] = own
    const [system] = found.groups
    if (all !== true && only !== undefined && own.length === 1)
      return { outcome: 'refused', answer: { kind: 'already-managed', group: only } }
    return all !== true && system !== undefined && only === undefined
      ? { outcome: 'refused', answer: { kind: 'system-group', group: toRef(system) } }
      : { outcome: 'refused', answer: { kind: 'all-managed' } }
  },
})

/** 放手 (取消接管): a managed tag becomes a free label again; nobody is moved. */
export const release = defineChange({
  spec: RELEASE,
  args: z.object({ group: stored.groupToken }),
  needs: ['list', 'backend'],
  prepare: (given, _actor, services) => prepare(RELEASE, given, [given.group], services),
  scope: () => BARRIER,

  async run({ group: token }, task, services) {
    const { list, backend } = services
    const [recorded] = task.recorded?.kind === 'manage' ? task.recorded.groups : []
    if (recorded !== undefined) return manage([recorded], false, task, services)
    const found = await findGroup(list, token, (id) => `${RELEASE.name} ${id}`)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const group = toRef(found.group)
    if (!backend.manages(group.id) || isSystemGroup(group.id)) {
      return { outcome: 'refused', answer: { kind: 'not-managed', group } }
    }
    return manage([group], false, task, services)
  },
})

/**
 * Every group that is named, each once; the first that is none, or could be several, is told instead. A number that is nobody's
 * id is a place among the tags that are not managed, in the order in which they are offered.
 */
async function findAll(tokens: readonly GroupToken[], list: Services['list'], backend: Services['backend']) {
  const groups = new Map<number, Group>()
  const listed = (await list.read()).filter(({ id }) => !isSystemGroup(id))
  const offered = listed.filter(({ id }) => !backend.manages(id))
  for (const token of tokens) {
    const isPlace = /^\d{1,3}$/.test(token.text) && !token.quoted && !listed.some(({ id }) => id === Number(token.text))
    const there = isPlace ? offered[Number(token.text) - 1] : undefined
    if (there !== undefined) {
      groups.set(there.id, there)
      continue
    }
    const found = await findGroup(list, token, (id) => `${ADOPT.name} ${id}`)
    if ('answer' in found) return found
    groups.set(found.group.id, found.group)
  }
  return { groups: [...groups.values()] }
}

function toPlan(group: GroupRef, also: readonly GroupRef[], undoes?: number): AdoptPlan {
  return {
    kind: 'adopt',
    group,
    ...(also.length === 0 ? {} : { also }),
    ...(undoes === undefined ? {} : { undoes }),
  }
}

/** Doing it again after a restart does no harm. One that the settings name stays managed. */
async function manage(
  groups: readonly GroupRef[],
  managed: boolean,
  task: Task,
  { list, backend }: Managing,
): Promise<ChangeResult> {
  await task.record({ kind: 'manage', managed, groups })
  const kept: GroupRef[] = []
  for (const { id, name } of groups) {
    if (managed) await backend.adopt(id)
    else if (!(await backend.release(id)) && backend.manages(id)) kept.push({ id, name })
  }
  list.forget()
  const [group, ...also] = groups.filter(({ id }) => !kept.some((one) => one.id === id))
  const [named] = kept
  if (group === undefined && named !== undefined)
    return { outcome: 'refused', answer: { kind: 'managed-by-settings', group: named } }
  if (group === undefined) throw new TypeError('no tag was named')
  const answer = { kind: managed ? 'adopted' : 'released', group, ...(also.length === 0 ? {} : { also }) } as const
  return { outcome: 'done', answer }
}

function prepare(
  { name }: CommandSpec,
  args: object,
  tokens: readonly GroupToken[],
  { list, backend }: Managing,
): Prepared {
  if (!backend.capabilities.adoptable) return { kind: 'answer', answer: { kind: 'nothing-to-adopt' } }
  const target = tokens.map((token) => toTarget(list.peek(token), token)).join('、')
  return { kind: 'change', args, asked: { command: name, target, openid: null }, scope: BARRIER }
}
