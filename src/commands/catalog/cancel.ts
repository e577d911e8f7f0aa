import type { LocalCommand } from '../command.ts'
import { CANCEL } from '../specs.ts'

/** 取消: whatever waits for a yes, or for an answer, no longer does. */
export const cancel: LocalCommand = {
  kind: 'local',
  spec: CANCEL,
  async answer(_args, admin, { confirmations, clock, dropQuestion }) {
    const cleared = await confirmations.clear(admin, clock.steady())
    return { answer: { kind: 'cancelled', count: Number(cleared) + Number(dropQuestion(admin)) } }
  },
}
