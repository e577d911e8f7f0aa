import { z } from 'zod'
import { adminOf, isSameActor } from '../../../domain/actor.ts'
import type { LogEntry } from '../../../domain/answer.ts'
import type { CommandRow, Ledger } from '../../../store/ledger.ts'
import { defineLocal } from '../../define.ts'
import { history } from '../../reading/arguments/history.ts'
import { SAMPLE_OPENID } from '../../reading/samples.ts'
import { toEntry } from '../../running/history.ts'
import * as stored from '../../schemas.ts'

const NAME = '日志'
/** Changes on one page of 日志; a page of many lines is told in parts, each asked for by 更多. */
const PAGE_ROWS = 30

const args = z.object({
  openid: stored.openid.exactOptional(),
  by: z.string().exactOptional(),
  number: z.number().exactOptional(),
  page: z.number().exactOptional(),
})

/** 日志: who changed what, when and why; all of it, one follower's, one admin's, or the whole story of one number. */
export const log = defineLocal({
  spec: {
    name: NAME,
    english: 'log',
    names: ['日志', 'log'],
    reader: history,
    role: 'viewer',
    summary: {
      zh: '查看谁在什么时候改了什么；可以指定人、管理员（@）或编号',
      en: 'shows who changed what and when; by follower, admin (@) or number',
    },
    examples: [
      '日志',
      `日志 ${SAMPLE_OPENID}`,
      '日志 我',
      '日志 12',
      '日志 第2页',
      'log',
      `log ${SAMPLE_OPENID}`,
      'log me',
      'log 12',
      'log page 2',
    ],
  },
  args,
  needs: ['ledger', 'clock'],

  async answer(asked, { openid: asker }, { ledger, clock }) {
    if (asked.number !== undefined) {
      const row = await ledger.find(asked.number)
      if (row === undefined) {
        return { answer: { kind: 'no-such-number', number: asked.number, latest: await ledger.latestNumber() } }
      }
      const entry = await toLogEntry(row, asker, ledger)
      return { answer: { kind: 'log-one', entry, sentAt: row.sentAt, endedAt: row.endedAt } }
    }
    const { page = 1 } = asked
    const by = asked.by === 'me' ? asker : asked.by
    const filter = { openid: asked.openid, actor: by === undefined ? undefined : adminOf(by) }
    const rows = await ledger.history(filter, PAGE_ROWS + 1, (page - 1) * PAGE_ROWS)
    const entries = await Promise.all(rows.slice(0, PAGE_ROWS).map((row) => toLogEntry(row, asker, ledger)))
    const next = rows.length > PAGE_ROWS ? writeNext(asked, page + 1) : null
    return { answer: { kind: 'log', entries, page, next, now: clock.now() } }
  },
})

/** The same with who took it back, if that was somebody else. */
async function toLogEntry(row: CommandRow, asker: string, ledger: Ledger): Promise<LogEntry> {
  const undo = row.undoneBy === null ? undefined : await ledger.find(row.undoneBy)
  const undoer = undo === undefined || isSameActor(undo.actor, row.actor) ? null : undo.actor
  return { ...toEntry(row, asker), undoer }
}

function writeNext({ openid, by }: z.infer<typeof args>, page: number): string {
  const whose = [
    ...(openid === undefined ? [] : [openid]),
    ...(by === undefined ? [] : [by === 'me' ? '我' : `@${by}`]),
  ]
  return [NAME, ...whose, `第${page}页`].join(' ')
}
