import type { Lexicon } from '../reading/lexicon.ts'
import { Contents } from './contents.ts'

/*
 * Lists as they are pasted: one follower a line, with or without numbering and bullets, or rows of a spreadsheet of which any
 * column may name the follower. The group stands in the first line or in the last.
 */

export interface Pasted {
  /** Who was found, once each, as they can stand in a command. */
  readonly people: readonly string[]
  /** The group, as it can stand in a command; null when no line names one. */
  readonly group: string | null
  /** The line that names the group or says what is wanted, and nobody; empty when there is none. */
  readonly heading: string
  /** Lines in which nobody could be found. */
  readonly unread: readonly string[]
}

/** More lines are a list of openids, which the grammar reads by itself. */
const MOST_LINES = 2_000
const NUMBERING =
  /^\s*(?:(?:no\.?\s?|第)\d{1,4}(?:名|个|位|号)?[.、:：\s]\s*|\d{1,4}\s*[.、)）．:：]\s*|[(（]\d{1,4}[)）]\s*|[-*•·●▪◦–—]\s+|[①-⑳]\s*)/iu
const COUNTED = /^\s*(\d{1,4})[\s\t]+(?=\S)/u
const HEADING = /[：:]\s*$|^(?:序号|编号|姓名|昵称|备注|名单|名字|手机|电话|openid|name|no\.?|id)(?:[\s\t,，|]|$)/iu
const COLUMNS = /\t|\s{2,}|[|,，;；、/]/u

/** Reads a text of several lines; undefined when it is no list of followers. */
export function readPasted(text: string, lexicon: Lexicon): Pasted | undefined {
  const lines = text
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length < 2 || lines.length > MOST_LINES) return undefined
  const headless = takeHeading(lines, lexicon)
  // A line with a group or an act of its own is a command, not somebody's name.
  if (headless.lines.some((line) => isOfItsOwn(line, lexicon))) return undefined
  const counted = countsUp(headless.lines)
  const found: string[] = []
  const unread: string[] = []
  for (const line of headless.lines) {
    const { people, left } = peopleIn(withoutNumbering(line, counted), lexicon)
    if (left !== '') unread.push(left)
    if (people.length > 0) found.push(...people)
    else if (!HEADING.test(line)) unread.push(line)
  }
  const people = [...new Set(found)]
  if (people.length === 0 || (people.length === 1 && headless.group === null)) return undefined
  return { people, group: headless.group, heading: headless.heading, unread }
}

function isOfItsOwn(line: string, lexicon: Lexicon): boolean {
  const contents = new Contents(line, lexicon)
  return contents.people.length > 0 && (contents.groups.length > 0 || contents.says('move', 'where', 'delete', 'undo'))
}

interface Headed {
  readonly group: string | null
  readonly heading: string
  readonly lines: readonly string[]
}

/** The line that names the group, or says what is wanted, and names nobody: the first, else the last. */
function takeHeading(lines: readonly string[], lexicon: Lexicon): Headed {
  for (const place of [0, lines.length - 1]) {
    const heading = lines[place] ?? ''
    const contents = new Contents(heading, lexicon)
    const named = contents.people.filter((one) => one !== '上一个')
    if (named.length > 0 || contents.groups.length > 1 || contents.leftOver > 6) continue
    const blocks = contents.groups.length === 0 && contents.says('blacklist')
    const group = blocks ? '黑名单' : (contents.groups[0] ?? null)
    if (group === null && !contents.says('move', 'label', 'unlabel', 'take-out', 'delete', 'where', 'not')) continue
    return { group, heading, lines: lines.filter((_, at) => at !== place) }
  }
  return { group: null, heading: '', lines }
}

/** Whether the numbers at the heads of the lines are the list's own: they count up by one from line to line. */
function countsUp(lines: readonly string[]): boolean {
  const numbers = lines.map((line) => COUNTED.exec(line)?.[1]).filter((number) => number !== undefined)
  return numbers.length > 1 && numbers.every((number, at) => Number(number) === Number(numbers[0]) + at)
}

function withoutNumbering(line: string, counted: boolean): string {
  const bare = line.replace(NUMBERING, '')
  return counted ? bare.replace(COUNTED, '') : bare
}

interface Found {
  readonly people: readonly string[]
  /** Columns of a row that name nobody: they are shown before anything is done. */
  readonly left: string
}

/** Whoever a line names: a row's best column, or several names with separators between them. */
function peopleIn(line: string, lexicon: Lexicon): Found {
  // A number of its own beside a name could be somebody's number: nobody is guessed.
  if (COUNTED.test(line)) return { people: [], left: '' }
  const cells = line
    .split(COLUMNS)
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
  const found = cells.map((cell) => wholeCell(cell, lexicon))
  const sure = found.filter((one) => one !== undefined)
  if (/\t|\s{2,}/u.test(line)) {
    const left = cells.filter((_, at) => found[at] === undefined).join(' ')
    return sure.length === 0 ? { people: [], left: '' } : { people: [best(sure)], left }
  }
  if (sure.length === cells.length) return { people: sure, left: '' }
  // 小王（北京）, 小王-北京: what stands behind a name is told, and read by nobody.
  const [, name, remark] = /^(.+?)\s*([（(【].+[)）】]|[-—–:：|]\s?[^-—–:：|]+| [^ ].*)$/u.exec(line) ?? []
  const bracketed = name === undefined ? undefined : wholeCell(name, lexicon)
  if (bracketed !== undefined && !isNamed(remark, lexicon)) return { people: [bracketed], left: (remark ?? '').trim() }
  const { people, leftOver } = new Contents(line, lexicon)
  return { people: leftOver === 0 ? people : cells.length === 1 ? [] : sure, left: '' }
}

/** Whether somebody else, or a group, stands behind the first name of a line. */
function isNamed(rest: string | undefined, lexicon: Lexicon): boolean {
  const { people, groups } = new Contents(rest ?? '', lexicon)
  return people.length + groups.length > 0
}

/** An openid says more than a name. */
function best(sure: readonly string[]): string {
  return sure.find((one) => /^o[A-Za-z0-9_-]{27}$/.test(one)) ?? sure[0] ?? ''
}

function wholeCell(cell: string, lexicon: Lexicon): string | undefined {
  const { tokens } = new Contents(cell, lexicon)
  const [only] = tokens
  return tokens.length === 1 && only?.kind === 'person' ? only.text : undefined
}
