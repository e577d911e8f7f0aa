import type { LogEntry } from '../../domain/answer.ts'
import type { CommandRow, Ledger } from '../../store/ledger.ts'
import type { LocalCommand } from '../command.ts'
import type { CommandArgs } from '../reading.ts'
import { LOG } from '../specs.ts'

/** Changes on one page of 日志; a page of many lines is told in parts, each asked for by 更多. */
const PAGE_ROWS = 30

/** 日志: who changed what, when and why; all of it, one follower's, one admin's, or the whole story of one number. */
export const log: LocalCommand = {
  kind: 'local',
  spec: LOG,
  async answer(args, admin, { ledger, clock }) {
    if (args.number !== undefined) {
      const row = await ledger.find(args.number)
      if (row === undefined)
        return { answer: { kind: 'no-such-number', number: args.number, latest: await ledger.latestNumber() } }
      const entry = await toLogEntry(row, admin, ledger)
      return { answer: { kind: 'log-one', entry, sentAt: row.sentAt, endedAt: row.endedAt } }
    }
    const page = args.page ?? 1
    const filter = { openid: args.openid, admin: args.by === 'me' ? admin : args.by }
    const rows = await ledger.history(filter, PAGE_ROWS + 1, (page - 1) * PAGE_ROWS)
    const entries = await Promise.all(rows.slice(0, PAGE_ROWS).map((row) => toLogEntry(row, admin, ledger)))
    const next = rows.length > PAGE_ROWS ? writeNext(args, page + 1) : null
    return { answer: { kind: 'log', entries, page, next, now: clock.now() } }
  },
}

/** A change as it is listed; `asker` is called 我 in it. */
export function toEntry(row: CommandRow, asker: string | null): LogEntry {
  const { number, acceptedAt, admin, asked, answer, undoneBy } = row
  const reason = (row.args as CommandArgs | null)?.reason ?? null
  return { number, at: acceptedAt, admin, own: admin === asker, asked, answer, reason, undoneBy }
}

/** The same with who took it back, if that was somebody else. */
async function toLogEntry(row: CommandRow, asker: string, ledger: Ledger): Promise<LogEntry> {
  const undo = row.undoneBy === null ? undefined : await ledger.find(row.undoneBy)
  return { ...toEntry(row, asker), undoer: undo === undefined || undo.admin === row.admin ? null : undo.admin }
}

function writeNext({ openid, by }: CommandArgs, page: number): string {
  const whose = [
    ...(openid === undefined ? [] : [openid]),
    ...(by === undefined ? [] : [by === 'me' ? '我' : `@${by}`]),
  ]
  return [LOG.name, ...whose, `第${page}页`].join(' ')
}
