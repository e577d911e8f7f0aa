import { z } from 'zod'
import type { AliasPlan, BadAlias } from '../../../domain/answer.ts'
import { isDefect } from '../../../groups/failure.ts'
import type { CommandRow } from '../../../store/ledger.ts'
import type { ChangeResult, Task } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange } from '../../define.ts'
import { personAndAlias } from '../../reading/arguments/person.ts'
import { toNumbered, toPersonToken } from '../../reading/people.ts'
import { SAMPLE_OPENID } from '../../reading/samples.ts'
import { defineReversal } from '../../reversal.ts'
import { toldOf } from '../../running/endings.ts'
import { UNDO } from '../../running/undo/permission.ts'
import type { Services } from '../../services.ts'
import * as stored from '../../schemas.ts'

/** Letters of an alias; a phone shows no more of it in a list. */
export const ALIAS_LETTERS = 20
/** Said in place of a name to take it away. */
const NONE = new Set(['无', '清除', '清空', '删除', 'none', 'clear'])
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** What naming needs. */
const NAMING = ['people', 'account'] as const

/** Whoever has another name since is asked about. */
const reversal = defineReversal({
  kind: 'alias',
  needs: NAMING,
  async takeBack(plan, row, task, services) {
    if (task.recorded?.kind === 'alias') return setAlias(task.recorded, task, services)
    const now = (await services.people.store.find(plan.openid))?.alias ?? null
    const back = backOf(plan, now, row)
    if (now === plan.alias || now === plan.before) return setAlias(back, task, services)
    return task.ask({ kind: 'undo-alias', number: row.number, plan: back })
  },
})

const undoAlias = defineConfirmation({
  kind: 'undo-alias',
  plan: z.object({ kind: z.literal('undo-alias'), number: z.number(), plan: stored.aliasPlan }),
  needs: NAMING,
  work: () => ({ spec: UNDO }),
  asked: ({ number, plan }) => ({ target: String(number), openid: plan.openid }),
  scope: ({ plan }) => ({ kind: 'shared', openids: [plan.openid] }),
  undoes: ({ number }) => number,

  async carryOut({ number, plan }, task, services) {
    if (task.recorded?.kind === 'alias') return setAlias(task.recorded, task, services)
    const now = (await services.people.store.find(plan.openid))?.alias ?? null
    if (now === plan.before) return setAlias(plan, task, services)
    return task.ask({ kind: 'undo-alias', number, plan: { ...plan, before: now } }, true)
  },
})

/**
 * 别名: sets a name to call somebody by. It is kept here and, where the account may and 30 bytes are enough, written
 * as their 备注, which the console shows too.
 */
export const alias = defineChange({
  spec: {
    name: '别名',
    english: 'alias',
    names: ['别名', 'alias'],
    reader: personAndAlias,
    role: 'admin',
    summary: { zh: '给一个人设别名，以后可用别名称呼', en: 'sets a name to call somebody by' },
    examples: ['别名 #57 小王', `别名 ${SAMPLE_OPENID} 小王`, 'alias #57 Tom', `alias ${SAMPLE_OPENID} Tom`],
  },
  // Of somebody who has left the ledger keeps no name.
  args: z.object({ openid: stored.openid, alias: z.string().nullable() }),
  needs: [...NAMING, 'lookups'],
  confirmations: [undoAlias],
  reversals: [reversal],

  prepare(args) {
    const bad = faultOf(args.alias ?? '')
    if (bad !== undefined) return { kind: 'answer', answer: { kind: 'bad-alias', reason: bad } }
    // Without the name: the record of who was asked about outlives it.
    const asked = { command: '别名', target: '', openid: args.openid }
    return { kind: 'change', args, asked, scope: { kind: 'shared', openids: [args.openid] } }
  },

  scope: ({ openid }) => ({ kind: 'shared', openids: [openid] }),

  async run({ openid, alias: name }, task, services) {
    const wanted = name === null || NONE.has(name.toLowerCase()) ? null : name
    return setAlias(await planned(openid, wanted, task, services), task, services)
  },
})

type NamingServices = Pick<Services, (typeof NAMING)[number]>

/** What somebody was called before is found out once, and kept: a restart in between must not take the new name for it. */
async function planned(
  openid: string,
  alias: string | null,
  { recorded }: Task,
  { people, lookups }: NamingServices & Pick<Services, 'lookups'>,
): Promise<AliasPlan> {
  if (recorded?.kind === 'alias') return recorded
  const person = await people.store.find(openid)
  const before = person?.remark ?? (await remarkOf(openid, lookups))
  return { kind: 'alias', openid, alias, before: person?.alias ?? null, remark: { remark: alias, before } }
}

/** Their 备注 as the account has it; null for none, and when nobody can be asked: the name is set all the same. */
async function remarkOf(openid: string, lookups: Services['lookups']): Promise<string | null> {
  try {
    const seen = await lookups.where(openid)
    return seen.kind === 'following' ? seen.remark : null
  } catch (error) {
    if (isDefect(error)) throw error
    return null
  }
}

async function setAlias(plan: AliasPlan, task: Task, { people, account }: NamingServices): Promise<ChangeResult> {
  const { openid, alias: name, remark } = plan
  await task.record(plan)
  const end = remark === null ? 'untouched' : await account.remark(openid, remark.remark ?? '')
  await people.setAlias(openid, name)
  if (remark !== null && end === 'written') await people.setRemark(openid, remark.remark)
  const same = name === null ? 0 : (await people.store.called(name, 10)).length - 1
  return { outcome: 'done', answer: { kind: 'aliased', openid, alias: name, remark: end, same } }
}

/** The way back: the name before, and the 备注 before if it was written. */
function backOf(plan: AliasPlan, now: string | null, row: CommandRow): AliasPlan {
  const { openid, before, remark } = plan
  const told = toldOf(row)
  const isWritten = remark !== null && told?.kind === 'aliased' && told.remark === 'written'
  return {
    kind: 'alias',
    openid,
    alias: before,
    before: now,
    remark: isWritten ? { remark: remark.before, before: remark.remark } : null,
  }
}

/** What can't be a name: nothing, too much, what can't be seen, and what would be read as somebody else. */
function faultOf(name: string): BadAlias | undefined {
  if (name.trim() === '') return 'empty'
  if (Array.from(name).length > ALIAS_LETTERS) return 'too-long'
  if (CONTROL.test(name)) return 'control-characters'
  const word = { text: name.normalize('NFKC'), quoted: false, glued: false }
  return (toPersonToken(word) ?? toNumbered(word)) === undefined && !/[#@<>]/.test(word.text) ? undefined : 'misleading'
}
