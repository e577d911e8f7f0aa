import { z } from 'zod'
import { BARRIER } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange } from '../../define.ts'
import { nothing } from '../../reading/arguments/short.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import type { KeepReport } from '../../../replies/tasks.ts'
import * as stored from '../../schemas.ts'

const REREAD: CommandSpec = {
  name: '自动回复 重读',
  english: 'replies reread',
  names: ['自动回复 重读', '重读自动回复', 'replies reread'],
  reader: nothing,
  role: 'owner',
  onlyWith: 'kept replies',
  summary: { zh: '重新读取后台的自动回复和菜单', en: "reads the console's replies and menu again" },
  examples: ['自动回复 重读', 'replies reread'],
}

/** The console may show nothing because it is off: what is kept goes only once that is confirmed. */
const confirmation = defineConfirmation({
  kind: 'keep-less',
  plan: z.object({ kind: z.literal('keep-less'), replies: z.number(), kept: z.number() }),
  needs: ['kept'],
  work: () => ({ spec: REREAD, final: 'kept-replies' }),
  asked: () => ({ target: '', openid: null }),
  scope: () => BARRIER,

  async carryOut(plan, task, { kept }) {
    const seen = await kept.tasks.keep({ dry: true })
    if (seen.replies < plan.replies) return task.ask({ ...plan, replies: seen.replies }, true)
    return { outcome: 'done', answer: keptAnew(await kept.tasks.keep({ dry: false, evenLess: true })) }
  },
})

export const reread = defineChange({
  spec: REREAD,
  args: stored.nothing,
  needs: ['kept'],
  final: 'kept-replies',
  confirmations: [confirmation],

  prepare(args, _actor, { kept }) {
    if (!kept.on) return { kind: 'answer', answer: { kind: 'no-kept-replies', on: false } }
    return { kind: 'change', args, asked: { command: REREAD.name, target: '', openid: null }, scope: BARRIER }
  },

  scope: () => BARRIER,

  async run(_args, task, { kept }) {
    const report = await kept.tasks.keep({ dry: false })
    if (report.kind === 'less') return task.ask({ kind: 'keep-less', replies: report.replies, kept: report.kept })
    return { outcome: 'done', answer: keptAnew(report) }
  },
})

function keptAnew({ replies, buttons, losses }: KeepReport) {
  return { kind: 'kept-anew', replies, buttons, losses: [...losses] } as const
}
