import { startOfShanghaiDay } from '../../domain/clock.ts'
import type { ReadCommand } from '../command.ts'
import { STATUS } from '../specs.ts'

/** 状态: whether all is well, what waits, what was done today, and what quota the platform says is left. */
export const status: ReadCommand = {
  kind: 'read',
  spec: STATUS,
  asked: () => ({ command: STATUS.name, target: '', openid: null }),
  async run(_args, { account, ledger, clock, process }) {
    const [state, today] = await Promise.all([account.state(), ledger.countSince(startOfShanghaiDay(clock.now()))])
    const { mode, waiting, trouble, heldUpMs } = process()
    return {
      kind: 'status',
      mode,
      waiting,
      trouble,
      today,
      moves: state.moves === null ? null : { left: state.moves.remain, limit: state.moves.daily_limit },
      lookups: state.lookups === null ? null : { left: state.lookups.remain, limit: state.lookups.daily_limit },
      clockOffsetMs: state.clockOffsetMs,
      heldUpMs,
    }
  },
}
