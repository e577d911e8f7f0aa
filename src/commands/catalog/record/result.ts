import { z } from 'zod'
import { adminOf, personOf } from '../../../domain/actor.ts'
import { defineLocal } from '../../define.ts'
import { number as commandNumber } from '../../reading/arguments/short.ts'
import { toldTo } from '../../timed/told-to.ts'

/** How many of the asker's own commands a bare 结果 lists. */
const LATEST = 5

/** 结果: how a command ended, by its number; without one, the asker's latest. */
export const result = defineLocal({
  spec: {
    name: '结果',
    english: 'result',
    names: ['结果', '进度', 'result'],
    reader: commandNumber({ changes: false }),
    role: 'viewer',
    summary: { zh: '查看命令执行结果', en: "shows a command's result" },
    examples: ['结果 12', '结果', 'result 12', 'result'],
  },
  args: z.object({ number: z.number().exactOptional() }),
  needs: ['ledger'],

  async answer({ number }, { openid }, { ledger }) {
    if (number === undefined) {
      const rows = await ledger.latestOf(adminOf(openid), LATEST)
      return {
        answer: {
          kind: 'latest-results',
          results: rows.map((row) => ({ number: row.number, asked: row.asked, answer: row.answer })),
        },
        tells: rows.filter((row) => row.answer !== null).map((row) => row.number),
      }
    }
    const row = await ledger.find(number)
    if (row === undefined) return { answer: { kind: 'no-such-number', number, latest: await ledger.latestNumber() } }
    if (row.answer === null) {
      const { ended, all } = await ledger.progress(number)
      const progress = all > 1 ? { ended, all } : null
      return { answer: { kind: 'still-running', number, asked: row.asked, progress } }
    }
    const answer = { kind: 'result', number, asked: row.asked, answer: row.answer } as const
    return personOf(await toldTo(row.actor, ledger)) === openid ? { answer, tells: [number] } : { answer }
  },
})
