import { z } from 'zod'
import type { Answer, PersonFault } from '../../../domain/answer.ts'
import { storedAgeMs, startOfShanghaiDay, timeOfDayAgo } from '../../../domain/clock.ts'
import type { MovePlan } from '../../../groups/changes.ts'
import { isWhere } from '../../../groups/moves.ts'
import { BARRIER, type ChangeResult, type Task } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange } from '../../define.ts'
import { ruleAndSpan } from '../../reading/rules/arguments.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { cannotUndo } from '../../running/endings.ts'
import { opposite } from '../../running/labelling.ts'
import { carryOutMoves, MOVING, whereIs, type MovingServices } from '../../running/moving.ts'
import type { Services } from '../../services.ts'
import { chooseStillThere } from '../../../rules/still-there.ts'
import type { Changed } from '../../../store/rules/errands.ts'
import { MOST_AT_ONCE } from '../people/whole-groups.ts'

const UNDO_RULE: CommandSpec = {
  name: '撤销 规则',
  english: 'undo rule',
  names: ['撤销 规则', '规则 撤销', 'undo rule', 'rules undo'],
  reader: ruleAndSpan,
  role: 'admin',
  summary: { zh: '撤销一条规则今天做的（先确认）', en: 'undoes what a rule did today (asks first)' },
  examples: ['撤销 规则 3 今天', '撤销 规则 3 七天', 'undo rule 3 today', 'undo rule 3 week'],
}

const WEEK_MS = 7 * 86_400_000
/** Rows of a week: one an hour. */
const MOST_ROWS = 200

type Needs = MovingServices & Pick<Services, 'rules'>

const confirmation = defineConfirmation({
  kind: 'undo-rule',
  plan: z.object({
    kind: z.literal('undo-rule'),
    rule: z.number(),
    since: z.number(),
    row: z.number().exactOptional(),
    people: z.number(),
  }),
  needs: [...MOVING, 'rules'],
  work: () => ({ spec: UNDO_RULE }),
  asked: ({ rule }) => ({ target: String(rule), openid: null }),
  scope: () => BARRIER,

  async carryOut(plan, task, services) {
    const found = await whoIsStillThere(plan, services)
    if (found.people.length === 0) return nothing(plan, found, services)
    if (found.people.length !== plan.people) return task.ask({ ...plan, people: found.people.length }, true)
    return takeBack(plan.rule, found, task, services)
  },
})

/** 撤销 规则 3 今天: whoever is still where the rule put them goes back to where they were; the others are left alone. */
export const undoRule = defineChange({
  spec: UNDO_RULE,
  args: z.object({ number: z.number(), span: z.enum(['today', 'week']).exactOptional() }),
  needs: [...MOVING, 'rules'],
  confirmations: [confirmation],

  prepare(args, _actor, { rules }) {
    if (rules.book.find(args.number) === undefined)
      return { kind: 'answer', answer: { kind: 'no-such-rule', number: args.number, latest: rules.book.latest } }
    const asked = { command: UNDO_RULE.name, target: String(args.number), openid: null }
    return { kind: 'change', args, asked, scope: BARRIER }
  },

  scope: () => BARRIER,

  async run({ number, span = 'today' }, task, services) {
    const { clock } = services
    const since = span === 'today' ? startOfShanghaiDay(clock.now()) : timeOfDayAgo(clock, WEEK_MS)
    return askAboutRule({ rule: number, since }, task, services)
  },
})

/** Asks about whoever is still where a rule put them since then, or in one row of the ledger. */
export async function askAboutRule(span: Span, task: Task, services: Needs): Promise<ChangeResult> {
  const found = await whoIsStillThere(span, services)
  const { people } = found
  if (people.length === 0) return nothing(span, found, services)
  return task.ask({ kind: 'undo-rule', ...span, people: people.length })
}

const NOBODY: Found = { rows: [], done: [], people: [], unseen: [], stayed: 0 }
/** Of whom the platform says that they are nowhere. */
const GONE: ReadonlySet<Answer['kind']> = new Set(['not-following', 'unknown-openid'])

interface Span {
  readonly rule: number
  readonly since: number
  readonly row?: number
}

interface Found {
  readonly rows: readonly number[]
  /** What the rule did in these rows. */
  readonly done: readonly Changed[]
  readonly people: MovePlan['people']
  /** Of whom the platform could not be asked where they are. */
  readonly unseen: readonly PersonFault[]
  /** Who is no longer where the rule put them. */
  readonly stayed: number
}

/** Of everybody whom the rule changed since then, by what it did last for each, those who are still there. */
async function whoIsStillThere({ rule, since, row }: Span, services: Needs): Promise<Found> {
  const { rules, backend } = services
  const target = rules.book.find(rule)?.target
  await backend.ready()
  if (target === undefined || target.backend !== backend.capabilities.name) return NOBODY
  const rows = row === undefined ? await rules.errands.rowsOf(rule, since, MOST_ROWS) : [row]
  const done = await rules.errands.changesOf(rule, rows)
  const { changes, moved, rows: closed } = chooseStillThere(rows, done, MOST_AT_ONCE)
  const seen = await Promise.all(changes.map(({ openid }) => whereIs(openid, services)))
  const unseen = seen.flatMap((one) => ('fault' in one && !GONE.has(one.fault.kind) ? [one] : []))
  const people = changes.flatMap(({ openid, from, to }, at) => {
    const now = seen[at]
    if (now === undefined || 'fault' in now) return []
    const isThere = target.kind === 'label' ? now.carried?.includes(target.id) === true : isWhere(now.groups ?? to, to)
    return isThere ? [{ openid, from: to, to: from }] : []
  })
  return { rows: closed, done, people, unseen, stayed: moved + changes.length - people.length - unseen.length }
}

async function takeBack(
  rule: number,
  { rows, done, people, unseen, stayed }: Found,
  task: Task,
  services: Needs,
): Promise<ChangeResult> {
  const target = services.rules.book.find(rule)?.target
  const label = target?.kind === 'label' ? { label: opposite({ tag: target.id, added: true }) } : {}
  const groups = await services.list.read(0)
  const gone = people.some(({ to }) => to.some((id) => !groups.some((group) => group.id === id)))
  if (gone) return cannotUndo(task.number, 'group-gone')
  const { moved, faults, outcome } = await carryOutMoves(
    { kind: 'move', ...label, people, already: [], faults: [] },
    task,
    services,
  )
  const failed = [...unseen, ...faults]
  if (moved.length > 0) {
    const left = new Set(failed.map(({ openid }) => openid))
    // Whoever could not be taken back can be the next time.
    const open = new Set(done.filter(({ openid }) => left.has(openid)).map(({ number }) => number))
    const closed = rows.filter((number) => !open.has(number))
    await services.rules.errands.markUndone(closed, task.number)
  }
  return { outcome, answer: { kind: 'rule-undone', rule, moved: moved.length, stayed, failed: failed.length } }
}

/** Nobody is there any more, or nobody could be asked. */
function nothing({ rule, since }: Span, { unseen }: Found, { clock }: Pick<Services, 'clock'>): ChangeResult {
  const [first] = unseen
  if (first !== undefined) return { outcome: 'failed', answer: first.fault }
  const span = storedAgeMs(clock, since) > WEEK_MS / 7 ? 'week' : 'today'
  return { outcome: 'refused', answer: { kind: 'nothing-of-rule', rule, span } }
}
