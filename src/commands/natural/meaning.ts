import type { NotRunReason } from '../../domain/answer.ts'
import { Contents } from './contents.ts'
import { readCorrection } from './corrections.ts'
import { NOTHING, run, suggest, type Interpretation, type NaturalContext } from './interpretation.ts'
import { lasting, readMoving } from './moving.ts'
import { readAlias, readCreation, readDeletion, readRenaming } from './naming.ts'
import { readPasted } from './pasted.ts'
import { readHowTo, readQuestion } from './questions.ts'
import { LONGEST_NATURAL } from './tokens.ts'
import type { Mode } from './phrases.ts'

/*
 * The second step with a natural text: how it is meant. What is negated, supposed, reported, quoted or for later never runs;
 * a question is answered by the command that answers it; an imperative with everything known runs; what is likely becomes a
 * suggestion.
 */

type BlockingMode = Extract<Mode, NotRunReason>

/** What keeps a text from being run, in the order in which it is looked for. */
const BLOCKING: readonly BlockingMode[] = ['each', 'if', 'later', 'told', 'not']

/** Reads a text that is no command as it stands. */
export function interpret(text: string, context: NaturalContext): Interpretation {
  const trimmed = text.trim()
  const pasted = readList(trimmed, context)
  if (pasted !== undefined) return pasted
  if (trimmed === '' || trimmed.length > LONGEST_NATURAL) return NOTHING
  const contents = new Contents(trimmed, context.lexicon)
  if (isSocial(contents)) return NOTHING
  const plural = readPronounOfSeveral(contents, context)
  if (plural !== undefined) return plural
  const quoted = readQuoted(trimmed, contents, context)
  if (quoted !== undefined) return quoted
  return (
    readHowTo(contents) ??
    readBlocked(contents, context) ??
    readCorrection(contents, context) ??
    readSeveral(trimmed, context) ??
    readClause(contents, context) ??
    NOTHING
  )
}

/** 把刚才那个人移到新人 after a command about several: nobody is taken silently. */
function readPronounOfSeveral(contents: Contents, { last }: NaturalContext): Interpretation | undefined {
  const singular = contents.tokens.some((token) => token.kind === 'pronoun' && !token.plural)
  if (!singular || last === null || last.people < 2 || contents.people[0] !== '上一个') return undefined
  if (contents.says('back', 'undo')) return suggest('撤销')
  const [group] = contents.groups
  return group !== undefined && contents.groups.length === 1 && contents.says('move', 'aim', 'label')
    ? { kind: 'ask', command: '移动', missing: 'person', template: `移动 {} ${group}${lasting(contents)}` }
    : undefined
}

/** A pasted list: the people in it are moved together, or asked about. */
function readList(text: string, { lexicon }: NaturalContext): Interpretation | undefined {
  const pasted = text.includes('\n') ? readPasted(text, lexicon) : undefined
  if (pasted === undefined) return undefined
  const { people, group, unread } = pasted
  if (people.length < 2 && unread.length === 0) return undefined
  const heading = new Contents(text.split('\n')[0] ?? '', lexicon)
  const duration = lasting(heading)
  if (group === null)
    return unread.length > people.length
      ? undefined
      : { kind: 'ask', command: '移动', missing: 'group', template: `移动 ${people.join(' ')} {}${duration}` }
  const command = `批量移动 ${group} ${people.join(' ')}${duration}`
  return heading.says('move') || /批量|batch/u.test(text) ? { kind: 'list', command, unread } : suggest(command)
}

function isSocial(contents: Contents): boolean {
  return contents.isOnly('social', 'ask', 'also') && contents.says('social')
}

/** A whole text in quotes, or one that somebody else is said to have said. */
function readQuoted(text: string, contents: Contents, context: NaturalContext): Interpretation | undefined {
  const whole = /^[“"「『《](.+)[”"」』》][。！!]?$/su.exec(text)?.[1]
  const [, speaker, said] = /^([^：:，,。\n]{1,8})[：:](.+)$/su.exec(text) ?? []
  const isSpeaker = speaker !== undefined && new Contents(speaker, context.lexicon).people.length === 1
  const inner = whole ?? (isSpeaker ? said : undefined) ?? contents.quoted.find((one) => one.length > 4)
  if (inner === undefined) return undefined
  const meant = readClause(new Contents(inner, context.lexicon), context)
  if (meant?.kind !== 'run' && meant?.kind !== 'suggest') return undefined
  const acts = new Contents(inner, context.lexicon).says('move', 'delete', 'blacklist', 'create', 'rename', 'undo')
  return acts ? { kind: 'not-run', why: 'quoted', command: meant.command } : undefined
}

function readBlocked(contents: Contents, context: NaturalContext): Interpretation | undefined {
  const why = BLOCKING.find((mode) => isSaid(mode, contents) && !isHarmless(mode, contents, context))
  if (why === undefined) return undefined
  const meant = readClause(contents, context)
  const command = meant?.kind === 'run' || meant?.kind === 'suggest' ? meant.command : null
  return { kind: 'not-run', why, command: why === 'not' || why === 'told' ? null : command }
}

const MOMENT = /(?<!到 ?|至 ?|止 ?|\d)\d{1,2}月\d{1,2}[日号]?|[\d一二三四五六七八九十]{1,2}点(?!击)/u

function isSaid(mode: BlockingMode, contents: Contents): boolean {
  return contents.says(mode) || (mode === 'later' && MOMENT.test(contents.timeless) && !contents.says('ask'))
}

/** Words that elsewhere keep a text from being run, and here say something else. */
function isHarmless(mode: BlockingMode, contents: Contents, context: NaturalContext): boolean {
  const { folded } = contents
  switch (mode) {
    case 'not':
      return /^(?:不是|不对|not ).*(?:是|，|,)/u.test(folded) && context.last !== null && !/不是[让叫]/u.test(folded)
        ? true
        : /不要了|不对|没有?(?:分组|进组)|有没有|能不能|可不可以|是不是|要不要|好了没|成功了没|[了过](?:没|没有)[？?]?$|不算|会不会/u.test(
            folded,
          )
    case 'later':
      return /以后(?:就)?叫/u.test(folded)
    case 'told':
      return /说话|记录/u.test(folded) || (contents.says('ask') && !contents.says('object'))
    case 'each':
      return /每个人|都移|全部/u.test(folded) && !/新来的|新关注的|每天|每次/u.test(folded)
    default:
      return false
  }
}

const BETWEEN = /[，,；;。\n]+|(?:，|,)?\s?(?:然后|接着|再(?=查|移|把|建|删)|并且|顺便|and then|then)\s?/u

/** Several acts in one text, each complete. */
function readSeveral(text: string, context: NaturalContext): Interpretation | undefined {
  const parts = text
    .split(BETWEEN)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length < 2 || parts.length > 6) return undefined
  const read = text.includes('\n') ? readClause : readAct
  const meant = parts.map((part) =>
    read(new Contents(part.replace(/^\d{1,3}[.、)]\s*/u, ''), context.lexicon), context),
  )
  const acts = meant.filter((one) => one !== undefined)
  const commands = acts.flatMap((one) => (one.kind === 'run' || one.kind === 'suggest' ? [one.command] : []))
  return acts.length >= 2 && commands.length > 0 && new Set(commands).size === commands.length
    ? { kind: 'several', commands }
    : undefined
}

function readClause(contents: Contents, context: NaturalContext): Interpretation | undefined {
  return readAct(contents, context) ?? readBare(contents)
}

/** Something that is wanted or asked, not names alone. */
function readAct(contents: Contents, context: NaturalContext): Interpretation | undefined {
  return (
    readCorrection(contents, context) ??
    readAlias(contents) ??
    readRenaming(contents, context) ??
    readCreation(contents) ??
    readQuestion(contents) ??
    readDeletion(contents) ??
    readMoving(contents) ??
    readAdoption(contents) ??
    readIncomplete(contents)
  )
}

function readAdoption(contents: Contents): Interpretation | undefined {
  if (!contents.says('adopt') || contents.leftOver > 0) return undefined
  if (contents.groups.length > 0) return run(`接管 ${contents.groups.join(' ')}`)
  return contents.says('all') ? run('接管 全部') : undefined
}

/** Names and nothing else: somebody is looked up, a group is listed, both together are likely a move. */
function readBare(contents: Contents): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  const [person] = people
  const [group] = groups
  if (leftOver > 0 || contents.says('swap', 'except')) return undefined
  if (person !== undefined && group !== undefined && groups.length === 1)
    return suggest(`移动 ${people.join(' ')} ${group}${lasting(contents)}`)
  if (person !== undefined && people.length === 1) return suggest(`查 ${person}`)
  if (people.length > 1 && contents.says('where', 'ask')) return suggest(`查 ${person ?? ''}`)
  if (people.length > 1)
    return {
      kind: 'ask',
      command: '移动',
      missing: 'group',
      template: `移动 ${people.join(' ')} {}${lasting(contents)}`,
    }
  return group !== undefined && groups.length === 1 ? suggest(`组员 ${group}`) : undefined
}

/** 移到VIP, 小王换个组: half of a move; the other half is asked for. */
function readIncomplete(contents: Contents): Interpretation | undefined {
  const { people, groups, leftOver } = contents
  if (leftOver > 2 || contents.says('ask', 'not', 'if', 'told')) return undefined
  if (/^(?:打|贴|加)(?:个)?标签$/u.test(contents.folded)) return run('打标签')
  if (/改个名|改名字?$/u.test(contents.folded) && people.length + groups.length === 0) return suggest('帮助 改名')
  const wants = contents.says('move', 'blacklist') || /换个?组|换一?个组|换分组/u.test(contents.folded)
  if (!wants) return undefined
  const [group] = groups
  if (people.length > 0 && groups.length === 0)
    return {
      kind: 'ask',
      command: '移动',
      missing: 'group',
      template: `移动 ${people.join(' ')} {}${lasting(contents)}`,
    }
  if (people.length === 0 && group !== undefined && groups.length === 1)
    return { kind: 'ask', command: '移动', missing: 'person', template: `移动 {} ${group}${lasting(contents)}` }
  return undefined
}
