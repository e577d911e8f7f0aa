import type { NotRunReason } from '../../domain/answer.ts'
import { readAct, readClause } from './acts/clauses.ts'
import { Contents } from './contents.ts'
import { readCorrection } from './corrections.ts'
import { NOTHING, suggest, type Interpretation, type NaturalContext } from './interpretation.ts'
import { lasting } from './moving.ts'
import { readPasted } from './pasted.ts'
import { readHowTo } from './questions.ts'
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

/** 把刚才那个人移到新人, 把他们移到新人 after a command about several: nobody is taken silently, and nobody is left out. */
function readPronounOfSeveral(contents: Contents, context: NaturalContext): Interpretation | undefined {
  const { last } = context
  const plural = contents.tokens.find((token) => token.kind === 'pronoun' && token.plural)
  if (plural?.kind === 'pronoun' && last !== null && last.people > 1 && contents.people[0] === '上一个') {
    const all = last.who?.flatMap(([number]) => number ?? []) ?? []
    const { text } = contents
    if (all.length === last.people)
      return interpret(
        `${text.slice(0, plural.at)}${all.join(' ')} ${text.slice(plural.at + plural.text.length)}`,
        context,
      )
    return contents.says('back', 'undo') ? suggest('撤销') : askWho(contents)
  }
  const singular = contents.tokens.some((token) => token.kind === 'pronoun' && !token.plural)
  if (!singular || last === null || last.people < 2 || contents.people[0] !== '上一个') return undefined
  if (contents.says('back', 'undo')) return suggest('撤销')
  return askWho(contents)
}

function askWho(contents: Contents): Interpretation | undefined {
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

const MOMENT =
  /(?<!到 ?|至 ?|止 ?|直到 ?|\d)\d{1,2}月\d{1,2}[日号]?|[\d一二三四五六七八九十]{1,2}点(?!击)|\bat \d{1,2}(?::\d\d)? ?(?:am|pm|o'clock)?\b|\bin (?:an?|\d+|half an) (?:minute|hour|day|week|month)s?\b/u
/** 等他付款了再移, 付款后移到, 来了就移到: first something else has to happen. */
const CONDITION =
  /等.+(?:再|就|之?后)|[^好行完]了(?:就|再)(?:移|把|拉|放|加|删|进|转|去|打|改|建|新)|(?<![然最随以之午天周月时钟年今])后(?:就|再)?(?:移|把|拉|放|加|删|进|转|打|改|建)|一.{1,6}就(?:移|把|拉|放|加|删)|\bwhen (?!did|does|do|is|was).+ (?:pays?|comes?|follows?|replies|orders?|signs?)\b/u

function isSaid(mode: BlockingMode, contents: Contents): boolean {
  if (contents.says(mode)) return true
  if (mode === 'told') return isOver(contents)
  if (mode === 'later') return MOMENT.test(contents.timeless) && !contents.says('ask')
  return mode === 'if' && CONDITION.test(contents.folded)
}

/** 他把李姐移到VIP了: somebody is told to have done it. */
function isOver({ tokens, folded }: Contents): boolean {
  if (!/了[。.！!~～]*$/u.test(folded)) return false
  return tokens.some((token, at) => {
    const before = tokens[at - 1]
    return token.kind === 'word' && token.text === '把' && (before?.kind === 'person' || before?.kind === 'pronoun')
  })
}

/** Words that elsewhere keep a text from being run, and here say something else. */
function isHarmless(mode: BlockingMode, contents: Contents, context: NaturalContext): boolean {
  const { folded } = contents
  switch (mode) {
    case 'not':
      return /^(?:是.+不是|(?:哦|啊|嗯)?不[，,]|(?:哦|啊|嗯)?(?:不是|不对|不[，,]|not |no[,，]|我说的是|我是说|i mean).*(?:是|，|,| ))/u.test(
        folded,
      ) &&
        context.last !== null &&
        !/不是[让叫]/u.test(folded)
        ? true
        : /不要了|没用了?|用不着|用不上|不对|没有?(?:分组|进组)|没问题|没事|有没有|能不能|可不可以|是不是|要不要|好了没|成功了没|[了过](?:没|没有)[？?]?$|不算|会不会/u.test(
            folded,
          )
    case 'later':
      return /以后(?:就)?叫/u.test(folded)
    case 'told':
      return (
        /说话|记录/u.test(folded) ||
        (contents.says('ask') && !contents.says('object')) ||
        (contents.says('take-out') && !/被/u.test(folded) && /取消|解/u.test(folded))
      )
    case 'each':
      return /每个人|都移|全部/u.test(folded) && !/新来的|新关注的|关注的|凡|每[天次周月]/u.test(folded)
    default:
      return false
  }
}

const BETWEEN = /[，,；;。\n]+|\.\s+|(?:，|,)?\s?(?:然后|接着|再(?=查|移|把|建|删)|并且|顺便|and then|then)\s?/u

/** Several acts in one text, each complete. */
function readSeveral(text: string, context: NaturalContext): Interpretation | undefined {
  const pairs = readPairs(new Contents(text, context.lexicon))
  if (pairs !== undefined) return pairs
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
  const [first] = acts
  const isFirst = first?.kind === 'run' || first?.kind === 'suggest'
  return acts.length >= 2 && isFirst && new Set(commands).size === commands.length
    ? { kind: 'several', commands }
    : undefined
}

/** 小王 VIP 李姐 新人, move Tom to VIP and Amy to 新人: somebody and a group, and again. */
function readPairs(contents: Contents): Interpretation | undefined {
  const named = contents.tokens.filter(({ kind }) => kind === 'person' || kind === 'group')
  const order = named.map(({ kind }) => (kind === 'person' ? 'P' : 'G')).join('')
  if (!/^(?:P+G){2,5}$/u.test(order) || contents.leftOver > 2 || contents.says('from', 'except', 'ask'))
    return undefined
  const commands: string[] = []
  let people: string[] = []
  for (const token of named) {
    if (token.kind === 'person') people.push(token.text)
    else if (token.kind === 'group') {
      commands.push(`移动 ${people.join(' ')} ${token.text}`)
      people = []
    }
  }
  return contents.text.includes('\n') ? undefined : { kind: 'several', commands }
}
