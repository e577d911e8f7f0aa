import { shortOpenid } from '../domain/follower.ts'
import type { Answer, AnswerOf, CommandHelp, LogEntry } from '../domain/answer.ts'
import type { PersonNames } from '../domain/person.ts'
import { comparableName, type GroupRef } from '../domain/group.ts'
import { safeText } from './safe-text.ts'

/*
 * What all languages write in the same way: groups, people, moments; and what a language has to bring.
 */

export interface Say {
  /** Tells an answer inside another. */
  (answer: Answer): string
  /** What somebody is called, by alias or else remark: `小王 #57`, `#57 oDF3…CM58` without either, `oDF3…CM58` without a number. */
  who(openid: string): string
  /** The same with the name in which `fragment` was found, where that is another one. */
  match(openid: string, fragment: string): string
  /** The same with the whole openid of whoever has no number. */
  whole(openid: string): string
  /** What a command is called in English. */
  command(name: string): string
  /** A command as it can be sent, with its English name. */
  english(command: string): string
  /** `#57`, or the short openid without a number: where their name is what is told. */
  number(openid: string): string
  /** Tells as this does, in as few words as a list has room for: people by one name, and no sign that all went well. */
  brief(answer: Answer): string
}

/** One sentence for each kind of answer: a missing one is an error of types. `say` tells an answer inside another. */
export type Phrases = { readonly [K in Answer['kind']]: (answer: AnswerOf<K>, say: Say) => string }

/** Where somebody came from: the name is enough, the number matters for where they are now. */
export function nameOrigin({ id, name }: GroupRef): string {
  return name === null ? String(id) : safeText(name)
}

/** `VIP(108)`, or `108` when the platform could not be asked for the name. */
export function nameGroup({ id, name }: GroupRef): string {
  return name === null ? String(id) : `${safeText(name)}(${id})`
}

/** `小王`, or `#57` without an alias or a remark: what is enough for somebody to be told from others. */
export function nameBriefly(openid: string, names: PersonNames): string {
  const name = names.get(openid)
  if (name === undefined) return safeText(shortOpenid(openid))
  const called = name.alias ?? name.remark ?? ''
  return called === '' ? `#${name.number}` : safeText(called)
}

export function nameFollower(openid: string, names: PersonNames): string {
  const name = names.get(openid)
  const short = safeText(shortOpenid(openid))
  if (name === undefined) return short
  const called = name.alias ?? name.remark ?? ''
  return called === '' ? `#${name.number} ${short}` : `${safeText(called)} #${name.number}`
}

/** Somebody whose other name has the fragment in it: `李总 #17 小李`. */
export function nameMatched(openid: string, fragment: string, names: PersonNames): string {
  const shown = nameFollower(openid, names)
  const { alias = null, remark = null } = names.get(openid) ?? {}
  const wanted = comparableName(fragment)
  const found = [alias, remark].find((name) => name !== null && comparableName(name).includes(wanted))
  return found === undefined || found === null || found === (alias ?? remark) ? shown : `${shown} ${safeText(found)}`
}

/** What was typed and can be sent again: it may hold a whole openid and a name of thirty characters. */
export function safeCommand(text: string): string {
  return safeText(text, 200)
}

/** A hint of ours, which may quote what the platform wrote. */
export function safeHint(text: string): string {
  return safeText(text, 400)
}

const SHANGHAI = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** `2026-03-02 10:21`, in Asia/Shanghai, of epoch milliseconds. */
export function writeMoment(atMs: number): string {
  return SHANGHAI.format(atMs)
}

/** `2026-03-02`, in Asia/Shanghai, of epoch milliseconds. */
export function writeDate(atMs: number): string {
  return writeMoment(atMs).split(' ')[0] ?? ''
}

/** A day as short as it can be told at `nowMs`: `今天` (in the words given), `03-02` in the same year, else with the year. */
export function writeDay(
  atMs: number,
  nowMs: number,
  { today, yesterday }: { today: string; yesterday: string },
): string {
  const [day = ''] = writeMoment(atMs).split(' ')
  const [nowDay = ''] = writeMoment(nowMs).split(' ')
  if (day === nowDay) return today
  if (day === writeMoment(nowMs - DAY_MS).split(' ')[0]) return yesterday
  return day.slice(0, 5) === nowDay.slice(0, 5) ? day.slice(5) : day
}

/** `10:21`, in Asia/Shanghai. */
export function writeTime(atMs: number): string {
  return writeMoment(atMs).split(' ')[1] ?? ''
}

/** Lines of a log, newest first, each day said once above its lines. */
export function byDay(
  entries: readonly LogEntry[],
  nowMs: number,
  words: { today: string; yesterday: string },
  line: (entry: LogEntry) => string,
): string[] {
  const days = entries.map(({ at }) => writeDay(at, nowMs, words))
  return entries.flatMap((entry, place) => [
    ...(days[place] === days[place - 1] ? [] : [days[place] ?? '']),
    line(entry),
  ])
}

const DAY_MS = 86_400_000

const SHANGHAI_SECONDS = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** `2026-03-02 10:21:07`, in Asia/Shanghai, of epoch milliseconds. */
export function writeSecond(atMs: number): string {
  return SHANGHAI_SECONDS.format(atMs)
}

/** The examples that begin with one of these names, or all when none does. */
export function examplesWith(command: CommandHelp, begins: (example: string) => boolean): readonly string[] {
  const fitting = command.examples.filter(begins)
  return fitting.length === 0 ? command.examples : fitting
}

export function lines(...all: readonly (string | null)[]): string {
  return all.filter((line) => line !== null).join('\n')
}

/** Of an answer inside a list, the line that counts. */
export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
