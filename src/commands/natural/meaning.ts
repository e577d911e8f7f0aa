import { readAct, readClause } from './acts/clauses.ts'
import { withoutInterruption, withoutReturn } from './asides.ts'
import { Contents } from './contents.ts'
import { readOnly } from './acts/afterwards/only.ts'
import { readDoubt } from './acts/afterwards/doubts.ts'
import { readComplaint } from './acts/afterwards/complaints.ts'
import { readCorrection } from './acts/corrections.ts'
import { NOTHING, suggest, type Interpretation, type NaturalContext } from './interpretation.ts'
import { lasting } from './acts/moving.ts'
import { readList, SAID } from './acts/lists.ts'
import { blockedBy } from './blocking.ts'
import { readHowTo } from './acts/how-to.ts'
import { LONGEST_NATURAL } from './tokens.ts'

/*
 * The second step with a natural text: how it is meant. What is negated, supposed, reported, quoted or for later never runs;
 * a question is answered by the command that answers it; an imperative with everything known runs; what is likely becomes a
 * suggestion.
 */

/** Reads a text that is no command as it stands. */
export function interpret(text: string, context: NaturalContext): Interpretation {
  const whole = withoutReturn(text.trim(), context)
  const trimmed = context.last === null ? whole : withoutInterruption(whole, context.lexicon)
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
    readDoubt(contents, context) ??
    readHowTo(contents) ??
    readComplaint(contents, context) ??
    readOnly(contents, context) ??
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
  // 这两个人, where the last command was not about two: whoever they are, they are not the one.
  if (plural !== undefined && TWO.test(plural.text) && contents.people[0] === '上一个' && last?.people !== 2)
    return askWho(contents)
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

const TWO = /[两俩]/u

function askWho(contents: Contents): Interpretation | undefined {
  const [group] = contents.groups
  return group !== undefined && contents.groups.length === 1 && contents.says('move', 'aim', 'label')
    ? { kind: 'ask', command: '移动', missing: 'person', template: `移动 {} ${group}${lasting(contents)}` }
    : undefined
}

function isSocial(contents: Contents): boolean {
  // 上一个操作是什么 asks.
  return contents.isOnly('social', 'ask', 'also') && contents.says('social') && !/操作|命令/u.test(contents.folded)
}

/** A whole text in quotes, or one that somebody else is said to have said. */
function readQuoted(text: string, contents: Contents, context: NaturalContext): Interpretation | undefined {
  const whole = /^[“"「『《](.+)[”"」』》][。！!]?$/su.exec(text)?.[1]
  const [, speaker, said] = SAID.exec(text) ?? []
  const isSpeaker = speaker !== undefined && new Contents(speaker, context.lexicon).people.length === 1
  const inner = whole ?? (isSpeaker ? said : undefined) ?? contents.quoted.find((one) => one.length > 4)
  if (inner === undefined) return undefined
  const meant = readClause(new Contents(inner, context.lexicon), context)
  if (meant?.kind !== 'run' && meant?.kind !== 'suggest') return undefined
  const acts = new Contents(inner, context.lexicon).says('move', 'delete', 'blacklist', 'create', 'rename', 'undo')
  return acts ? { kind: 'not-run', why: 'quoted', command: meant.command } : undefined
}

function readBlocked(contents: Contents, context: NaturalContext): Interpretation | undefined {
  const why = blockedBy(contents, context)
  if (why === undefined) return undefined
  const meant = readClause(contents, context)
  const command = meant?.kind === 'run' || meant?.kind === 'suggest' ? meant.command : null
  return { kind: 'not-run', why, command: why === 'not' || why === 'told' || contents.says('not') ? null : command }
}

const BETWEEN = /[，,；;。\n]+|\.\s+|(?:，|,)?\s?(?:然后|接着|再(?=查|移|把|建|删)|并且|顺便|and then|then)\s?/u

/** Several acts in one text, each complete. */
function readSeveral(text: string, context: NaturalContext): Interpretation | undefined {
  const pairs = readPairs(new Contents(text, context.lexicon))
  if (pairs !== undefined) return pairs
  const whole = new Contents(text, context.lexicon)
  // 小王的VIP取消，移到新人: out of one group and into another is one move.
  if (whole.says('take-out', 'unlabel') && whole.says('move') && whole.people.length === 1 && whole.groups.length === 2)
    return undefined
  const parts = text
    .split(BETWEEN)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length < 2 || parts.length > 6) return undefined
  const read = text.includes('\n') ? readClause : readAct
  const meant = parts.map((part) => {
    const contents = new Contents(part.replace(/^\d{1,3}[.、)]\s*/u, ''), context.lexicon)
    // 陈老师不做华东媒了: told besides, and no act.
    return contents.says('not') ? undefined : read(contents, context)
  })
  const acts = meant.filter((one) => one !== undefined)
  // 小王⏎VIP: names alone, each on its line, are one text.
  if (parts.every((part) => readAct(new Contents(part, context.lexicon), context) === undefined)) return undefined
  const commands = acts.flatMap((one) => (one.kind === 'run' || one.kind === 'suggest' ? [one.command] : []))
  const [first] = acts
  const isFirst = first?.kind === 'run' || first?.kind === 'suggest'
  return acts.length >= 2 && isFirst && new Set(commands).size === commands.length
    ? { kind: 'several', commands }
    : undefined
}

/** 【新人】Tom、阿强【VIP】小王、李姐: a group with a mark behind it heads those who come next. */
function readHeaded({ tokens, text, leftOver }: Contents): Interpretation | undefined {
  if (leftOver > 2) return undefined
  const headed: { readonly group: string; readonly people: string[] }[] = []
  for (const token of tokens) {
    if (token.kind === 'group') {
      if (!HEADS.test(text.slice(token.at + token.text.length))) return undefined
      headed.push({ group: token.text, people: [] })
    } else if (token.kind === 'person') {
      if (headed.length === 0) return undefined
      headed.at(-1)?.people.push(token.text)
    } else if (token.kind !== 'mark' && token.kind !== 'other' && !(token.kind === 'word' && token.says.has('and')))
      return undefined
  }
  return headed.length > 1 && headed.every(({ people }) => people.length > 0)
    ? { kind: 'several', commands: headed.map(({ group, people }) => `移动 ${people.join(' ')} ${group}`) }
    : undefined
}

const HEADS = /^(?:组|标签)?\s?[：:】\]）)]/u

/** 小王 VIP 李姐 新人, move Tom to VIP and Amy to 新人: somebody and a group, and again. */
function readPairs(contents: Contents): Interpretation | undefined {
  const named = contents.tokens.filter(({ kind }) => kind === 'person' || kind === 'group')
  const headed = readHeaded(contents)
  if (headed !== undefined) return headed
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
