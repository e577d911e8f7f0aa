import { readClause } from './clauses.ts'
import { blockedBy } from '../blocking.ts'
import { Contents } from '../contents.ts'
import { NOTHING, suggest, type Interpretation, type NaturalContext } from '../interpretation.ts'
import { readPasted } from '../pasted.ts'
import { speaksOfLabels, takesLabels } from './labels.ts'
import { lasting } from './moving.ts'

/*
 * Texts of several lines: lists of people, with what is wanted for them above or below, and talk that was forwarded.
 */

/** A pasted list: the people in it are moved together, or asked about. */
export function readList(text: string, context: NaturalContext): Interpretation | undefined {
  const table = readTable(text, context)
  if (table !== undefined) return table
  const letter = readLetter(text, context)
  if (letter !== undefined) return letter
  if (isTranscript(text, context)) return readTranscript(text, context)
  const { lexicon } = context
  const pasted = text.includes('\n') ? readPasted(text, lexicon) : undefined
  if (pasted === undefined) return undefined
  const { people, group, unread } = pasted
  if (people.length < 2 && unread.length === 0) return undefined
  const heading = new Contents(pasted.heading, lexicon)
  const why = blockedBy(heading, context)
  if (why !== undefined) return { kind: 'not-run', why, command: null }
  if (heading.says('ask', 'where', 'delete')) return NOTHING
  const names = people.join(' ')
  const label = readListOfLabels(heading, names, group, unread)
  if (label !== undefined) return label
  const duration = lasting(heading)
  if (group === null)
    return unread.length > people.length
      ? undefined
      : { kind: 'ask', command: '移动', missing: 'group', template: `移动 ${names} {}${duration}` }
  const command = `批量移动 ${group} ${names}${duration}`
  return heading.says('move', 'blacklist') || /批量|batch/u.test(text)
    ? { kind: 'list', command, unread }
    : suggest(command)
}

/** 给以下的人打VIP标签, and the people below it. */
function readListOfLabels(
  heading: Contents,
  names: string,
  group: string | null,
  unread: readonly string[],
): Interpretation | undefined {
  if (!speaksOfLabels(heading)) return undefined
  const act = takesLabels(heading) ? '去标签' : '打标签'
  if (group === null) return { kind: 'ask', command: act, missing: 'label', template: `${act} ${names} {}` }
  const command = `${act} ${names} ${group}`
  const [duration] = heading.durations
  if (duration !== undefined)
    return { kind: 'label-for-a-time', command, move: act === '去标签' ? null : `移动 ${names} ${group} ${duration}` }
  return heading.says('label', 'unlabel') ? { kind: 'list', command, unread } : suggest(command)
}

/** Rows of somebody and a group, and nothing else: all into one group, or each a move of its own. */
function readTable(text: string, { lexicon }: NaturalContext): Interpretation | undefined {
  const lines = text.split(/\n+/u).filter((line) => line.trim() !== '')
  const rows = (HEADS_A_TABLE.test(lines[0] ?? '') ? lines.slice(1) : lines).map((line) => new Contents(line, lexicon))
  if (rows.length < 2) return undefined
  const isRow = ({ people, groups, tokens }: Contents): boolean =>
    people.length > 0 &&
    people[0] !== '上一个' &&
    groups.length === 1 &&
    tokens.every(
      (token) =>
        token.kind === 'person' ||
        token.kind === 'group' ||
        token.kind === 'mark' ||
        (token.kind === 'word' && token.says.has('and')),
    )
  if (!rows.every(isRow)) return undefined
  const groups = new Set(rows.map((row) => row.groups[0] ?? ''))
  const [group = ''] = groups
  if (groups.size === 1) return suggest(`批量移动 ${group} ${rows.flatMap(({ people }) => people).join(' ')}`)
  return { kind: 'several', commands: rows.map((row) => `移动 ${row.people.join(' ')} ${row.groups[0] ?? ''}`) }
}

const HEADS_A_TABLE = /^[\s|]*(?:序号|编号|姓名|昵称|备注|名字|openid|name|no\.?|id)[\s\t,，|]/iu

/** A mail that was forwarded: what it asks for is suggested, and its head is about nobody. */
function readLetter(text: string, context: NaturalContext): Interpretation | undefined {
  const lines = text.split(/\n+/u)
  const body = lines.filter((line) => !LETTER_HEAD.test(line.trim()))
  if (body.length === lines.length || body.length === 0) return undefined
  const rest = body.join('\n').trim()
  const meant = readList(rest, context) ?? readClause(new Contents(rest, context.lexicon), context)
  if (meant?.kind === 'run' || meant?.kind === 'list') return suggest(meant.command)
  return meant ?? NOTHING
}

const LETTER_HEAD =
  /^(?:发件人|收件人|发送人|主题|标题|时间|日期|抄送|来自|from|to|subject|date|sent|cc)\s?[：:]\s*\S/iu

/** 小王：在吗, of several lines: what others said to one another, forwarded. */
function isTranscript(text: string, { lexicon }: NaturalContext): boolean {
  const lines = text.split(/\n+/u).filter((line) => line.trim() !== '')
  return (
    lines.length > 1 &&
    lines.some((line) => {
      const [, speaker, said] = SAID.exec(line.trim()) ?? []
      if (speaker === undefined || said === undefined || new Contents(speaker, lexicon).people.length !== 1)
        return false
      const words = new Contents(said, lexicon)
      return words.leftOver > 0 || words.tokens.some(({ kind }) => kind === 'word')
    })
  )
}

export const SAID = /^([^：:，,。\n]{1,8})(?: ?\d{1,2}:\d\d(?::\d\d)?)?[：:](.+)$/su

function readTranscript(text: string, { lexicon }: NaturalContext): Interpretation {
  const acts = new Contents(text, lexicon).says('move', 'delete', 'blacklist', 'label', 'create', 'rename', 'undo')
  return acts ? { kind: 'not-run', why: 'quoted', command: null } : NOTHING
}
