import type { Answer } from '../domain/answer.ts'
import { FenzuError, toError } from '../domain/errors.ts'

/** What an operator must know of how a command ended: why, and of several people how many. Nobody is named. */
export function whyOf(answer: Answer, error: unknown): Record<string, unknown> {
  return error === undefined ? ofAnswer(answer) : ofError(error)
}

export function ofError(error: unknown): Record<string, unknown> {
  if (!(error instanceof FenzuError)) return { err: toError(error) }
  const errcode = 'errcode' in error ? error.errcode : undefined
  const rid = 'rid' in error ? error.rid : undefined
  return { code: error.code, errcode, rid, reason: error.message, hint: error.hint?.en }
}

/** Moves end with an answer, whatever happened to each of the people; the cause is in it. */
function ofAnswer(answer: Answer): Record<string, unknown> {
  switch (answer.kind) {
    case 'platform-failed':
      return { errcode: answer.errcode ?? undefined, rid: answer.rid ?? undefined, hint: answer.hint.en }
    case 'quota-spent':
      return {
        hint: `today's quota for ${answer.interfaceName.en} is spent until ${new Date(answer.untilAt).toISOString()}`,
      }
    case 'outcome-unknown':
      return { checked: answer.checked }
    case 'batch-moved':
    case 'batch-labelled': {
      const { already, faults, invalid } = answer
      const moved = answer.kind === 'batch-moved' ? answer.moved : answer.changed
      const [first] = faults
      const why = Map.groupBy(faults, ({ fault }) => ('errcode' in fault ? `errcode ${fault.errcode}` : fault.kind))
      return {
        moved,
        already,
        failed: faults.length,
        invalid: invalid.length,
        ...(first === undefined
          ? {}
          : {
              why: Object.fromEntries([...why].map(([cause, people]) => [cause, people.length])),
              ...ofAnswer(first.fault),
            }),
      }
    }
    default:
      return {}
  }
}
