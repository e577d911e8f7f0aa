import { z } from 'zod'
import type { Answer, AnswerOf, PersonFault } from '../../../domain/answer.ts'
import type { GroupRef } from '../../../domain/group.ts'
import { mainGroup } from '../../../groups/backend.ts'
import { toFailureAnswer } from '../../../groups/failure.ts'
import { isWhere } from '../../../groups/moves.ts'
import { LeaseLostError } from '../../../store/errors.ts'
import type { MoveEnd } from '../../../store/move-ends.ts'
import type { ChangeResult, MovesEnd } from '../../command.ts'
import { defineChange } from '../../define.ts'
import { ORDINARY } from '../../reading/attempt.ts'
import { createReader } from '../../reading/reader.ts'
import { reportMoves } from '../../running/move-report.ts'
import { carryOutMoves, MOVING, nameOf, toPlan, whereIs, type Planned } from '../../running/moving.ts'
import type { MovingServices } from '../../running/moving.ts'
import * as stored from '../../schemas.ts'
import { isLastAttempt } from '../../timed/attempts.ts'

/** So many go back at a time: an admin's move into the same group waits behind them, not behind everybody. */
const TOGETHER = 50

/** What another attempt can't mend. */
const FINAL: ReadonlySet<Answer['kind']> = new Set(['not-following', 'unknown-openid', 'not-moved-back'])

const args = z.object({
  /** The command that moved them. */
  move: z.number(),
  openids: z.array(stored.openid),
  /** How often this has failed before. */
  attempt: z.number(),
})
type Args = z.infer<typeof args>

/**
 * The end of a move for a time, given by the clock and by nobody's text: whoever is still where the move put them goes back to
 * where they were. Whoever was moved since, by whomever, stays.
 */
export const timeUp = defineChange({
  spec: {
    name: '到期移回',
    english: 'return',
    names: [],
    reader: createReader({ usage: '', exact: true, read: () => ORDINARY }),
    role: 'admin',
    summary: { zh: '限时移动到期，移回原处', en: 'a move for a time is over: back to the group before' },
    examples: [],
  },
  args,
  needs: MOVING,

  prepare(given) {
    const { move, openids } = given
    const [only] = openids
    const asked =
      openids.length === 1 && only !== undefined
        ? { command: '到期移回', target: String(move), openid: only }
        : { command: '到期移回', target: String(move), openid: null, count: openids.length }
    return { kind: 'change', args: given, asked, scope: { kind: 'shared', openids } }
  },

  scope: ({ openids }) => ({ kind: 'shared', openids }),

  async run(given, task, services) {
    const { timed, lookups, backend, list } = services
    const wanted = new Set(given.openids)
    const waiting = (await timed.store.ofMove(given.move)).filter(({ openid }) => wanted.has(openid))
    if (waiting.length === 0) return { outcome: 'refused', answer: toAnswer(given, null, false) }
    let groups: ReadonlySet<number>
    try {
      await backend.ready()
      groups = new Set((await list.read(0)).map(({ id }) => id))
    } catch (error) {
      return failed(given, error, services)
    }
    // Nobody waits for it: whoever does goes first.
    const where = (openid: string) => lookups.whereAtLeisure(openid)
    const found = await Promise.all(waiting.map((end) => planBack(end, groups, { ...services, lookups: { where } })))
    const [only] = waiting
    const to = waiting.length === 1 && only !== undefined ? await nameOf(mainGroup(only.back), services) : null
    const moved = await carryOutMoves(toPlan(found), task, services, { together: TOGETHER })
    return tell(given, moved, to, services)
  },

  // Who was back already has no plan of which an earlier process did not see the end.
  report: (given, end, services) => tell(given, end, null, services),
})

async function planBack(
  { openid, to, back, backend: api }: MoveEnd,
  groups: ReadonlySet<number>,
  services: Pick<MovingServices, 'list'> & Parameters<typeof whereIs>[1],
): Promise<Planned> {
  const { capabilities } = services.backend
  if (api !== capabilities.name) return notBack(openid, 'other-api', null)
  const seen = await whereIs(openid, services)
  if ('fault' in seen) return seen
  const now = seen.groups ?? to
  if (isWhere(now, back)) return { already: openid }
  // An earlier attempt may have joined them without taking them out.
  const isHalfWay = now.length > 1 && now.every((id) => to.includes(id) || back.includes(id))
  if (!isWhere(now, to) && !isHalfWay) return notBack(openid, 'moved-since', await nameOf(mainGroup(now), services))
  if (!back.every((id) => groups.has(id))) return notBack(openid, 'group-gone', await nameOf(mainGroup(to), services))
  return { person: { openid, from: now, to: back, ...(seen.full ? { full: true } : {}) } }
}

function notBack(
  openid: string,
  why: AnswerOf<'not-moved-back'>['why'],
  group: AnswerOf<'not-moved-back'>['group'],
): PersonFault {
  return { openid, fault: { kind: 'not-moved-back', openid, why, group } }
}

/** Whoever could not be moved back keeps waiting, unless another attempt is of no use. */
async function tell(
  given: Args,
  end: MovesEnd,
  to: GroupRef | null,
  services: Pick<MovingServices, 'list'>,
): Promise<ChangeResult> {
  const { answer } = await reportMoves(end, to, services)
  const again = new Set(isLastAttempt(given.attempt) ? [] : end.faults.filter(isPassing).map(({ openid }) => openid))
  const failed = end.faults.some(isPassing)
  return {
    outcome: end.moved.length > 0 || !failed ? 'done' : 'failed',
    answer: toAnswer(given, answer, again.size > 0),
    stands: given.openids.filter((openid) => !again.has(openid)),
  }
}

/** Nobody could be moved back, because the platform can't be asked. */
function failed(given: Args, error: unknown, { clock }: Pick<MovingServices, 'clock'>): ChangeResult {
  const answer = error instanceof LeaseLostError ? undefined : toFailureAnswer(error, clock.now())
  if (answer === undefined) throw error
  const again = !isLastAttempt(given.attempt)
  return { outcome: 'failed', answer: toAnswer(given, answer, again), stands: again ? [] : given.openids }
}

function isPassing({ fault }: PersonFault): boolean {
  return !FINAL.has(fault.kind)
}

function toAnswer({ move }: Args, answer: Answer | null, again: boolean): Answer {
  return { kind: 'time-up', number: move, answer, again }
}
