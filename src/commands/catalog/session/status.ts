import { startOfShanghaiDay } from '../../../domain/clock.ts'
import { toFailureAnswer } from '../../../groups/failure.ts'
import { defineRead } from '../../define.ts'
import { alone } from '../../reading/arguments/short.ts'
import * as stored from '../../schemas.ts'

/** 状态: whether all is well, what waits, what was done today, and what quota the platform says is left. */
export const status = defineRead({
  spec: {
    name: '状态',
    english: 'status',
    names: ['状态', 'status'],
    reader: alone,
    role: 'viewer',
    summary: { zh: '查看运行状态、排队数和剩余额度', en: 'shows health, queue and remaining quota' },
    examples: ['状态', 'status'],
  },
  args: stored.nothing,
  needs: ['account', 'ledger', 'clock', 'process', 'rules'],
  asked: () => ({ command: '状态', target: '', openid: null }),

  async run(_args, { account, ledger, clock, process, rules }) {
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
      errands: {
        waiting: await rules.errands.count(),
        held: rules.intake.held,
        lost: rules.intake.lost,
        failure: toFailureAnswer(rules.drain.trouble, clock.now()) ?? null,
      },
    }
  },
})
