import type { RuleFileReport } from '../rules/file.ts'
import { sayLoss } from '../phrasebook/losses.ts'
import type { ImportReport, KeepReport, MenuReport } from '../replies/tasks.ts'

export function keepLines({ kind, replies, buttons, losses, kept }: KeepReport): string[] {
  const found = `${count(replies, 'reply', 'replies')} and ${buttons === 0 ? 'no menu' : `a menu of ${count(buttons, 'button', 'buttons')}`}`
  const notes = losses.map((loss) => `  - ${sayLoss(loss, 'en')}`)
  const tail = notes.length === 0 ? [] : ['Not as it was:', ...notes]
  switch (kind) {
    case 'kept':
      return [`Kept: ${found}.`, ...tail]
    case 'dry':
      return [`Would keep: ${found}. Nothing was changed.`, ...tail]
    case 'less':
      return [
        `The console shows ${found}, which is less than what is kept (${count(kept, 'reply', 'replies')}). The copy stays as it was.`,
        'Once the callback is on the console may show nothing any more. To take this in its place, send 自动回复 重读 to the account as an owner.',
      ]
  }
}

export function menuLines({ kind, state, differences, leftOut }: MenuReport): string[] {
  const changes = differences.map((line) => `  ${line}`)
  const without = leftOut.map((name) => `  ! "${name}" can't be published: WeChat describes no such button`)
  switch (kind) {
    case 'none':
      return ['No menu is kept that could be published. fenzu keep copies the one of the console.', ...without]
    case 'same':
      return ['The menu that followers see is the kept one already.']
    case 'published':
      return [
        'The menu is published. Phones show it when they open the account again, within five minutes.',
        ...changes,
        ...without,
      ]
    case 'dry':
      return ['Would publish the kept menu. Nothing was changed.', ...changes, ...without]
    case 'ask':
      return [
        state === 'changed'
          ? 'Nothing was published: somebody has changed the menu since, and that would be lost. --anyway publishes the kept one.'
          : 'Nothing was published: not every button can be. --anyway publishes the others.',
        ...changes,
        ...without,
      ]
  }
}

export function importLines(report: ImportReport, path: string): string[] {
  if (report.kind === 'unreadable')
    return [`${path} was not taken:`, ...report.complaints.map((complaint) => `  - ${complaint}`)]
  const what = `${count(report.replies, 'reply', 'replies')} in place of ${report.before}`
  return report.kind === 'dry' ? [`Would keep ${what}. Nothing was changed.`] : [`Kept ${what}.`]
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}

/** What applying a file of rules came to, or would. */
export function ruleLines({ problems, added, deleted, same }: RuleFileReport, path: string, dry: boolean): string[] {
  if (problems.length > 0)
    return [`${path} can't be applied, and nothing was changed:`, ...problems.map((one) => `  ${one}`)]
  const would = dry ? 'would be ' : ''
  return [
    ...deleted.map((one) => `- ${one}`),
    ...added.map((one) => `+ ${one}`),
    `${added.length} ${would}added, ${deleted.length} ${would}deleted, ${same} unchanged.`,
  ]
}
