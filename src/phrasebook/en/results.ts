import type { Actor } from '../../domain/actor.ts'
import type { Answer, Asked, LogEntry } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'
import { firstLine, lines, safeCommand, writeSecond, byDay, writeTime, type Phrases, type Say } from '../wording.ts'
import { describeAsked, nameActor } from './terms.ts'

/** What became of a command, and what is on record. */
export const RESULTS = {
  accepted: ({ number, asked }, say) =>
    lines(`⏳ Accepted ${number}: ${describeAsked(asked, say)}`, `Send "result ${number}" to see how it ends`),
  'still-running': ({ number, asked, progress }, say) =>
    lines(
      `⏳ ${number} is still running: ${describeAsked(asked, say)}`,
      progress === null ? null : `${progress.ended} of ${progress.all} followers done`,
      `Send again later: result ${number}`,
    ),
  'no-such-number': ({ number, latest }) =>
    lines(
      `❌ There is no number ${number}${latest === null ? '' : `, the last one is ${latest}`}`,
      'See your latest: result',
    ),
  'latest-results'({ results }, say) {
    if (results.length === 0) return lines('No command of yours was accepted yet', 'What can be done: help')
    return results
      .map(({ number, asked, answer }) =>
        answer === null
          ? `${number} ${describeAsked(asked, say)}: ⏳ still running`
          : `${number} ${describeAsked(asked, say)}: ${firstLine(say(answer))}`,
      )
      .join('\n')
  },
  result: ({ number, asked, answer }, say) => lines(`${number} ${describeAsked(asked, say)}`, say(answer)),
  log({ entries, page, next, now }, say) {
    if (entries.length === 0)
      return page > 1 ? lines('There is no such page', 'From the start: log') : 'Nothing is on record yet'
    return lines(
      ...byDay(entries, now, DAYS, (entry) => logLine(entry, say)),
      next === null
        ? null
        : `Earlier ones: ${safeCommand(
            say
              .english(next)
              .replace(/第(\d+)页$/u, 'page $1')
              .replace(' 我', ' me'),
          )}`,
    )
  },
  'log-one': ({ entry, sentAt, endedAt }, say) =>
    lines(
      `${entry.number} ${entry.own ? 'you' : nameActor(entry.actor, say)}: ${describeAsked(entry.asked, say)}`,
      entry.reason === null ? null : `Note: ${safeText(entry.reason, 200)}`,
      `Accepted ${writeSecond(entry.at)}`,
      sentAt === null ? null : `Sent to WeChat ${writeSecond(sentAt)}`,
      endedAt === null ? 'Still running' : `Ended ${writeSecond(endedAt)}`,
      entry.answer === null ? null : say(entry.answer),
      entry.undoneBy === null ? null : describeUndo(entry.undoneBy, entry.undoer, entry.answer, say),
    ),
  'unread-results': ({ numbers }) =>
    `📬 Not seen yet: ${numbers
      .slice(0, 3)
      .map((number) => `result ${number}`)
      .join(', ')}${numbers.length > 3 ? ` and ${numbers.length - 3} more` : ''}`,
  'slow-intake': () => lines('⚠️ The server is busy: not known yet whether it was accepted', 'See later: result'),
} satisfies Partial<Phrases>

const DAYS = { today: 'today', yesterday: 'yesterday' } as const

function logLine({ number, at, actor, own, asked, answer, reason, undoneBy, undoer }: LogEntry, say: Say): string {
  const what = describeEnd(asked, answer, undoneBy, say)
  const who = own ? 'you' : nameActor(actor, say)
  const why = reason === null ? '' : ` (note: ${safeText(reason, 40)})`
  const undone = undoneBy === null ? '' : ` (${describeUndo(undoneBy, undoer, answer, say)})`
  return `${number} ${writeTime(at)} ${who}: ${what}${why}${undone}`
}

function describeEnd(asked: Asked, answer: Answer | null, undoneBy: number | null, say: Say): string {
  if (answer === null) return `${describeAsked(asked, say)} ⏳`
  if (answer.kind === 'withdrawn') return `${describeAsked(asked, say)}${undoneBy === null ? ' (withdrawn)' : ''}`
  if (answer.kind === 'undone' || answer.kind === 'redone') {
    const verb = answer.kind === 'redone' ? '↪️ redid' : answer.answer === null ? '↩️ withdrew' : '↩️ undid'
    return `${verb} ${answer.number}${answer.answer === null ? '' : `: ${firstLine(say.brief(answer.answer))}`}`
  }
  return firstLine(say.brief(answer))
}

function describeUndo(number: number, undoer: Actor | null | undefined, answer: Answer | null, say: Say): string {
  const verb = answer?.kind === 'undone' ? 'redone' : 'undone'
  return `${verb} by ${undoer === null || undoer === undefined ? number : `${nameActor(undoer, say)}: ${number}`}`
}
