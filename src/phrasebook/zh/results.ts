import type { Actor } from '../../domain/actor.ts'
import type { Answer, Asked, LogEntry } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'
import { firstLine, lines, safeCommand, writeSecond, byDay, writeTime, type Phrases, type Say } from '../wording.ts'
import { describeAsked, nameActor } from './terms.ts'

/** What became of a command, and what is on record. */
export const RESULTS = {
  accepted: ({ number, asked }) => lines(`⏳ 已受理 ${number}：${describeAsked(asked)}`, `发「结果 ${number}」查看`),
  'still-running': ({ number, asked, progress }) =>
    lines(
      `⏳ ${number} 还在执行：${describeAsked(asked)}`,
      progress === null ? null : `已处理 ${progress.ended}/${progress.all} 人`,
      `稍后再发：结果 ${number}`,
    ),
  'no-such-number': ({ number, latest }) =>
    lines(`❌ 没有编号 ${number}${latest === null ? '' : `，最大是 ${latest}`}`, '看最近几条：结果'),
  'latest-results'({ results }, say) {
    if (results.length === 0) return lines('还没有受理过你的命令', '看能做什么：帮助')
    return results
      .map(({ number, asked, answer }) =>
        answer === null
          ? `${number} ${describeAsked(asked)}：⏳ 还在执行`
          : `${number} ${describeAsked(asked)}：${firstLine(say(answer))}`,
      )
      .join('\n')
  },
  result: ({ number, asked, answer }, say) => lines(`${number} ${describeAsked(asked)}`, say(answer)),
  log({ entries, page, next, now }, say) {
    if (entries.length === 0) return page > 1 ? lines('没有这一页', '从头看：日志') : '还没有记录'
    return lines(
      ...byDay(entries, now, DAYS, (entry) => logLine(entry, say)),
      next === null ? null : `更早的：${safeCommand(next)}`,
    )
  },
  'log-one': ({ entry, sentAt, endedAt }, say) =>
    lines(
      `${entry.number} ${entry.own ? '我' : nameActor(entry.actor, say)}：${describeAsked(entry.asked)}`,
      entry.reason === null ? null : `备注：${safeText(entry.reason, 200)}`,
      `受理 ${writeSecond(entry.at)}`,
      sentAt === null ? null : `发给微信 ${writeSecond(sentAt)}`,
      endedAt === null ? '还在执行' : `结束 ${writeSecond(endedAt)}`,
      entry.answer === null ? null : say(entry.answer),
      entry.undoneBy === null ? null : describeUndo(entry.undoneBy, entry.undoer, entry.answer, say),
    ),
  'unread-results': ({ numbers }) =>
    `📬 还有结果没看：${numbers
      .slice(0, 3)
      .map((number) => `结果 ${number}`)
      .join('、')}${numbers.length > 3 ? ` 等 ${numbers.length} 条` : ''}`,
  'slow-intake': () => lines('⚠️ 服务器繁忙，还不知道是否受理', '稍后查看：结果'),
} satisfies Partial<Phrases>

const DAYS = { today: '今天', yesterday: '昨天' } as const

function logLine({ number, at, actor, own, asked, answer, reason, undoneBy, undoer }: LogEntry, say: Say): string {
  const what = describeEnd(asked, answer, undoneBy, say)
  const who = own ? '我' : nameActor(actor, say)
  const why = reason === null ? '' : `（备注：${safeText(reason, 40)}）`
  const undone = undoneBy === null ? '' : `（${describeUndo(undoneBy, undoer, answer, say)}）`
  return `${number} ${writeTime(at)} ${who} ${what}${why}${undone}`
}

function describeEnd(asked: Asked, answer: Answer | null, undoneBy: number | null, say: Say): string {
  if (answer === null) return `${describeAsked(asked)} ⏳`
  if (answer.kind === 'withdrawn') return `${describeAsked(asked)}${undoneBy === null ? '（已撤回）' : ''}`
  if (answer.kind === 'undone' || answer.kind === 'redone') {
    const verb = answer.kind === 'redone' ? '↪️ 重做' : answer.answer === null ? '↩️ 撤回' : '↩️ 撤销'
    return `${verb} ${answer.number}${answer.answer === null ? '' : `：${firstLine(say.brief(answer.answer))}`}`
  }
  return firstLine(say.brief(answer))
}

function describeUndo(number: number, undoer: Actor | null | undefined, answer: Answer | null, say: Say): string {
  const verb = answer?.kind === 'undone' ? '重做' : '撤销'
  return undoer === null || undoer === undefined
    ? `已被 ${number} ${verb}`
    : `已被 ${nameActor(undoer, say)} ${verb}：${number}`
}
