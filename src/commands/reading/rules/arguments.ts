import type { RulePolicy, RuleTrigger } from '../../../domain/rules/rule.ts'
import type { GroupToken } from '../../../groups/match.ts'
import { isEnglish, isFiller, isNoun, missing, ORDINARY, run, tooMuch, withoutEnding, write } from '../attempt.ts'
import { createReader } from '../reader.ts'
import type { Attempt, Reading } from '../reading.ts'
import { foldWord } from '../tokens/letters.ts'
import { toWords, writeWord, type Word } from '../tokens/words.ts'

/** What a rule is made of, as it is typed. */
export interface RuleArgs {
  readonly trigger: RuleTrigger
  /** The group, or with `label` the label. */
  readonly group: GroupToken
  readonly label?: true
  readonly policy?: RulePolicy
}

/** When a rule fires: 关注, 扫码 KEY, 关键词 词, 菜单 KEY. */
type TriggerKind = RuleTrigger['kind']

const TRIGGERS = words<TriggerKind>(
  ['follow', '关注 关注时 follow follows subscribe'],
  ['scan', '扫码 扫 二维码 scan qr code'],
  ['text', '关键词 关键字 词 说 text word keyword'],
  ['menu', '菜单 点菜单 menu click button'],
)
const POLICIES = words<RulePolicy>(['always', '总是 始终 一律 always'], ['ungrouped', '未分组 仅未分组 ungrouped'])
const LABEL = new Set(['打标签', '标签', 'label', 'tag'].map(foldWord))

/** A trigger, its key, 到 and a group, or 打标签 and a label, and 总是 if it overrides. */
export const ruleParts = createReader<RuleArgs>({ usage: 'rule', mostWords: 8, read })

/** What would be said, scanned or tapped: 规则 试 报名, 规则 试 扫码 poster1. */
export const tryTrigger = createReader<{ readonly trigger: RuleTrigger }>({
  usage: 'text',
  mostWords: 8,
  read: readTry,
})

/** One rule, by its number. */
export const ruleNumber = createReader<{ readonly number: number }>({ usage: 'number', read: readNumber })

/** One rule, and how far back: 今天 unless 七天 is said. */
export const ruleAndSpan = createReader<{ readonly number: number; readonly span?: 'today' | 'week' }>({
  usage: 'number',
  mostWords: 3,
  read: readSpan,
})

/** One rule, and a page. */
export const ruleAndPage = createReader<{ readonly number: number; readonly page?: number }>({
  usage: 'number',
  mostWords: 3,
  read: readPage,
})

/** A number of days, or nothing. */
export const days = createReader<{ readonly days?: number }>({ usage: 'number?', read: readDays })

function read(attempt: Attempt): Reading<RuleArgs> {
  const all = wordsOf(attempt)
  const [first, ...others] = all
  const english = isEnglish(attempt)
  const sample = english ? 'follow to 新人' : '关注 到 新人'
  if (first === undefined) return missing(attempt, 'trigger', write(attempt, sample))
  const kind = TRIGGERS.get(foldWord(first.text))
  if (kind === undefined) return tooMuch([first], write(attempt, sample))
  const typed = [first.text]
  let rest = others
  let trigger: RuleTrigger = { kind: 'follow' }
  if (kind !== 'follow') {
    const [key, ...more] = others
    const example = write(attempt, first.text, EXAMPLES[kind], english ? 'to' : '到', '新人')
    if (key === undefined || (!key.quoted && isFiller(key) && more.length <= 1))
      return missing(attempt, 'key', example, write(attempt, first.text, '{}'))
    trigger = { kind, key: key.text }
    typed.push(writeWord(key.text, key.quoted))
    rest = more
  }
  return readTarget(attempt, trigger, typed, rest)
}

/** What follows the trigger: where to, and whether it overrides. */
function readTarget(
  attempt: Attempt,
  trigger: RuleTrigger,
  typed: readonly string[],
  words: readonly Word[],
): Reading<RuleArgs> {
  const to = isEnglish(attempt) ? 'to' : '到'
  const isLabel = words.some((word) => isLabelWord(word))
  const kept = words.filter((word) => word.quoted || (!isFiller(word) && !isLabelWord(word)))
  const named = kept.length > 1 ? kept.filter((word) => !isNoun(word)) : kept
  const policies = named.flatMap((word) => (word.quoted ? [] : (POLICIES.get(foldWord(word.text)) ?? [])))
  const [group, ...more] = named.filter((word) => word.quoted || !POLICIES.has(foldWord(word.text)))
  const aimed = isLabel ? (isEnglish(attempt) ? 'tag' : '打标签') : to
  if (group === undefined) {
    const what = isLabel ? 'label' : 'group'
    return missing(attempt, what, write(attempt, ...typed, aimed, '新人'), write(attempt, ...typed, aimed, '{}'))
  }
  const written = [...typed, aimed, writeWord(group.text, group.quoted)]
  if (more.length > 0 || policies.length > 1) return tooMuch(more, write(attempt, ...written))
  const [policy] = policies
  return run(attempt, {
    trigger,
    group: { text: group.text, quoted: group.quoted },
    ...(isLabel ? { label: true } : {}),
    ...(policy === undefined ? {} : { policy }),
  })
}

function isLabelWord({ text, quoted }: Word): boolean {
  return !quoted && LABEL.has(foldWord(text))
}

const EXAMPLES = { scan: 'poster1', text: '报名', menu: 'join' } as const

function readTry(attempt: Attempt): Reading<{ readonly trigger: RuleTrigger }> {
  const words = wordsOf(attempt)
  const [first, second] = words
  if (first === undefined) return missing(attempt, 'word', write(attempt, '报名'))
  const kind = first.quoted ? undefined : TRIGGERS.get(foldWord(first.text))
  if (kind === 'follow' && words.length === 1) return run(attempt, { trigger: { kind } })
  if (kind !== undefined && kind !== 'follow' && second !== undefined && words.length === 2)
    return run(attempt, { trigger: { kind, key: second.text } })
  const said = first.quoted && words.length === 1 ? first.text : attempt.tail.replace(/^[ ，,、；;:：]+/u, '').trim()
  return run(attempt, { trigger: { kind: 'text', key: said } })
}

function readNumber(attempt: Attempt): Reading<{ readonly number: number }> {
  const words = wordsOf(attempt)
  const [first, ...rest] = words
  if (first === undefined) return missing(attempt, 'number', write(attempt, '3'))
  const number = numberIn(first)
  if (number === undefined) return ORDINARY
  return rest.length === 0 ? run(attempt, { number }) : tooMuch(rest, write(attempt, String(number)))
}

function readSpan(attempt: Attempt): Reading<{ readonly number: number; readonly span?: 'today' | 'week' }> {
  const words = wordsOf(attempt)
  const [first, second, ...more] = words
  if (first === undefined) return missing(attempt, 'number', write(attempt, '3'))
  const number = numberIn(first)
  if (number === undefined) return ORDINARY
  const span = second === undefined ? undefined : SPANS.get(foldWord(second.text))
  if (more.length > 0 || (second !== undefined && span === undefined))
    return tooMuch(words.slice(1), write(attempt, String(number)))
  return run(attempt, { number, ...(span === undefined ? {} : { span }) })
}

function readPage(attempt: Attempt): Reading<{ readonly number: number; readonly page?: number }> {
  const words = wordsOf(attempt)
  const [first, ...rest] = words
  if (first === undefined) return missing(attempt, 'number', write(attempt, '3'))
  const number = numberIn(first)
  if (number === undefined) return ORDINARY
  if (rest.length === 0) return run(attempt, { number })
  const page = /^(?:第|page|p)? ?(\d{1,6}) ?页?$/iu.exec(rest.map(({ text }) => text).join(' '))?.[1]
  if (page === undefined) return tooMuch(rest, write(attempt, String(number)))
  return run(attempt, { number, page: Math.max(1, Number(page)) })
}

const MOST_DAYS = 3_650

function readDays(attempt: Attempt): Reading<{ readonly days?: number }> {
  const words = wordsOf(attempt)
  const [first, ...rest] = words.filter(({ text }) => !/^(?:天|days?|一下|吧)$/iu.test(text))
  if (first === undefined) return run(attempt, {})
  const days = /^(?:最近)?(\d{1,6})(?:天|days?)?$/iu.exec(first.text)?.[1]
  if (days === undefined) {
    const span = SPANS.get(foldWord(first.text))
    if (span !== undefined && rest.length === 0) return run(attempt, { days: span === 'today' ? 1 : 7 })
    return ORDINARY
  }
  if (rest.length > 0) return tooMuch(rest, write(attempt, days))
  return run(attempt, { days: Math.min(MOST_DAYS, Math.max(1, Number(days))) })
}

const SPANS = words<'today' | 'week'>(['today', '今天 今日 today'], ['week', '七天 7天 本周 一周 week'])

function numberIn({ text, quoted }: Word): number | undefined {
  const digits = quoted ? undefined : /^第?#?(\d{1,6})(?:条|號|号)?$/u.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function wordsOf({ tail }: Attempt): Word[] {
  return toWords(withoutEnding(tail), { punctuation: true })
}

function words<Kind extends string>(
  ...all: readonly (readonly [kind: Kind, said: string])[]
): ReadonlyMap<string, Kind> {
  return new Map(all.flatMap(([kind, said]) => said.split(' ').map((word): [string, Kind] => [foldWord(word), kind])))
}
