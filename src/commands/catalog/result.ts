import type { LocalCommand } from '../command.ts'
import { RESULT } from '../specs.ts'

/** How many of the asker's own commands a bare 结果 lists. */
const LATEST = 5

/** 结果: how a command ended, by its number; without one, the asker's latest. */
export const result: LocalCommand = {
  kind: 'local',
  spec: RESULT,
  async answer({ number }, admin, { ledger }) {
    if (number === undefined) {
      const rows = await ledger.latestOf(admin, LATEST)
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
    return row.admin === admin ? { answer, tells: [number] } : { answer }
  },
}
