import { timingSafeEqual } from 'node:crypto'
import type { Asked, ConfirmablePlan } from '../../domain/answer.ts'
import { isAhead } from '../../domain/clock.ts'
import { BLACKLIST_ID } from '../../domain/group.ts'
import type { ChangeCommand, ChangeResult, Services, Task } from '../command.ts'
import { mainGroup } from '../../groups/backend.ts'
import { toRef } from '../finding.ts'
import { commandOf, refusalOf } from '../permission.ts'
import { refusalToUndo } from '../undo-permission.ts'
import { reportMoves } from '../move-report.ts'
import { carryOutMoves, planMoves } from '../moving.ts'
import { CONFIRMATION_VALID_MS, digestOf } from '../plan-digest.ts'
import type { CommandArgs } from '../reading.ts'
import { CONFIRM } from '../specs.ts'
import { carryOutDismissal } from './dismiss.ts'
import { carryOutCreate, idsNamed } from './create.ts'
import { carryOutRemove } from './remove.ts'
import { carryOutRename } from './rename.ts'
import { carryOutUndo } from './undo-plans.ts'

/**
 * 确认: carries out the one plan that waits for this admin, if the four digits are its own. A bare 确认 only says what waits.
 * The plan holds the world it was asked about: if that has changed, it is asked again; a plan that is not the one that was
 * shown, by its digest, is not carried out. Confirming uses the plan up in the same transaction in which it is accepted, so a
 * second yes finds nothing.
 */
export const confirm: ChangeCommand = {
  kind: 'change',
  spec: CONFIRM,
  alone: true,

  async prepare(args, admin, { admins, confirmations, ledger, clock }) {
    const now = clock.steady()
    const waiting = await confirmations.get(admin, now)
    if (
      waiting === undefined ||
      !isAhead(clock, waiting.expiresAt, CONFIRMATION_VALID_MS) ||
      digestOf(waiting.plan) !== waiting.digest
    ) {
      return { kind: 'answer', answer: { kind: 'nothing-to-confirm' } }
    }
    const { plan, digits, askedBy } = waiting
    if (args.digits === undefined) return { kind: 'answer', answer: { kind: 'pending-confirmation', plan, digits } }
    if (!isSame(args.digits, digits)) {
      return { kind: 'answer', answer: { kind: 'wrong-digits', triesLeft: await confirmations.countWrongTry(admin) } }
    }
    const undone = 'number' in plan ? await ledger.find(plan.number) : undefined
    const refused =
      refusalOf(admins, admin, CONFIRM, { plan }) ??
      (undone === undefined ? undefined : await refusalToUndo({ admins, ledger }, admin, undone))
    if (refused !== undefined) return { kind: 'answer', answer: refused }
    const { reason } = ((await ledger.find(askedBy))?.args ?? {}) as CommandArgs
    const confirmed: CommandArgs = { digits, plan, ...(reason === undefined ? {} : { reason }) }
    return {
      kind: 'change',
      args: confirmed,
      asked: toAsked(plan),
      scope: confirm.scope(confirmed),
      confirms: true,
    }
  },

  scope(args) {
    const plan = given(args)
    if (plan.kind === 'blacklist') return { kind: 'shared', openids: [plan.openid] }
    if (plan.kind === 'move-many') return { kind: 'shared', openids: plan.openids }
    if (plan.kind === 'remove-admin') return { kind: 'barrier', openids: [plan.openid] }
    return { kind: 'barrier', openids: plan.kind === 'undo-move' ? plan.people.map(({ openid }) => openid) : [] }
  },

  run: (args, task, services) => carryOutConfirmed(given(args), task, services),
}

async function carryOutConfirmed(plan: ConfirmablePlan, task: Task, services: Services): Promise<ChangeResult> {
  if (plan.kind === 'blacklist') return moveToBlacklist(plan, task, services)
  if (plan.kind === 'move-many') return moveMany(plan, task, services)
  if (plan.kind === 'remove-admin') return carryOutDismissal(plan, task, services)
  if (plan.kind === 'undo-move' || plan.kind === 'undo-rename' || plan.kind === 'undo-create') {
    return carryOutUndo(plan, task, services)
  }
  const groups = await services.list.read(0)
  switch (plan.kind) {
    case 'adopt': {
      const group = groups.find(({ id }) => id === plan.group.id)
      if (group === undefined) return gone(String(plan.group.id))
      if (group.name !== plan.group.name) return task.ask({ kind: 'adopt', group: toRef(group) }, true)
      await services.backend.adopt(group.id)
      services.list.forget()
      return { outcome: 'done', answer: { kind: 'adopted', group: toRef(group) } }
    }
    case 'delete': {
      const group = groups.find(({ id }) => id === plan.group.id)
      if (group === undefined) return gone(String(plan.group.id))
      const unchanged = group.name === plan.group.name && group.count === plan.count
      if (unchanged) return carryOutRemove(group, task, services)
      return task.ask({ kind: 'delete', group: { id: group.id, name: group.name }, count: group.count }, true)
    }
    case 'create-same-name': {
      const existing = idsNamed(groups, plan.name)
      if (existing.every((id) => plan.existing.includes(id))) return carryOutCreate(plan.name, groups, task, services)
      return task.ask({ ...plan, existing }, true)
    }
    case 'rename-same-name': {
      const group = groups.find(({ id }) => id === plan.id)
      if (group === undefined) return gone(String(plan.id))
      const existing = idsNamed(groups, plan.name).filter((id) => id !== group.id)
      const unchanged = group.name === plan.from && existing.every((id) => plan.existing.includes(id))
      if (unchanged) return carryOutRename(group, plan.name, task, services)
      return task.ask({ ...plan, from: group.name, existing }, true)
    }
  }
}

async function moveMany(
  plan: Extract<ConfirmablePlan, { kind: 'move-many' }>,
  task: Task,
  services: Services,
): Promise<ChangeResult> {
  const to = await services.list.refTo(plan.to.id)
  if (to.name !== plan.to.name) return to.name === null ? gone(String(to.id)) : task.ask({ ...plan, to }, true)
  const moves = await planMoves({ openids: plan.openids, to }, task, services)
  return reportMoves(await carryOutMoves(moves, task, services), to, services, plan)
}

async function moveToBlacklist(
  plan: Extract<ConfirmablePlan, { kind: 'blacklist' }>,
  task: Task,
  services: Services,
): Promise<ChangeResult> {
  const to = await services.list.refTo(BLACKLIST_ID)
  const moves = await planMoves({ openids: [plan.openid], to }, task, services)
  const [person] = moves.people
  if (person !== undefined && person.from !== null && plan.from !== null && mainGroup(person.from) !== plan.from.id) {
    return task.ask({ ...plan, from: await services.list.refTo(mainGroup(person.from)) }, true)
  }
  return reportMoves(await carryOutMoves(moves, task, services), to, services)
}

function gone(given: string): ChangeResult {
  return { outcome: 'refused', answer: { kind: 'no-such-group', given, near: [], example: null } }
}

function toAsked(plan: ConfirmablePlan): Asked {
  const command = commandOf(plan).name
  switch (plan.kind) {
    case 'delete':
    case 'adopt':
      return { command, target: `${plan.group.name ?? ''}(${plan.group.id})`, openid: null }
    case 'create-same-name':
      return { command, target: plan.name, openid: null }
    case 'rename-same-name':
      return { command, target: `${plan.from} → ${plan.name}`, openid: null }
    case 'move-many':
      return { command, target: `${plan.to.name ?? ''}(${plan.to.id})`, openid: null, count: plan.openids.length }
    case 'undo-move': {
      const [only] = plan.people
      const openid = plan.people.length === 1 && only !== undefined ? only.openid : null
      return { command, target: String(plan.number), openid }
    }
    case 'undo-rename':
    case 'undo-create':
      return { command, target: String(plan.number), openid: null }
    case 'blacklist':
      return { command, target: `黑名单(${BLACKLIST_ID})`, openid: plan.openid }
    case 'remove-admin':
      return { command, target: '', openid: plan.openid }
  }
}

function isSame(given: string, digits: string): boolean {
  return given.length === digits.length && timingSafeEqual(Buffer.from(given), Buffer.from(digits))
}

function given(args: CommandArgs): ConfirmablePlan {
  if (args.plan === undefined) throw new TypeError('a confirmed change carries its plan')
  return args.plan
}
