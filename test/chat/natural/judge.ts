import type { Expected, NaturalText } from './texts.ts'
import type { Outcome, Playing } from './player.ts'

export interface Judged {
  readonly text: NaturalText
  readonly outcome: Outcome
  readonly right: boolean
  /** No answer, or the empty one. */
  readonly silent: boolean
  /** Something changed that the corpus does not name. */
  readonly harmful: boolean
  /** A suggestion that, sent, changes something that the corpus does not name. */
  readonly misleading: boolean
}

/** What nobody could understand: a command that is answered like this is none. */
const JUNK = '嘎嘎嘎咕咕'
const RUN = '。'
/** A suggestion may be a list to choose from. */
const FIRST_CHOICE = '1'

/** Judges texts against what the same bot does with the commands that the corpus names; their outcomes are played once. */
export class Judge {
  readonly #players: Readonly<Record<'groups' | 'tags', Playing>>
  readonly #played = new Map<string, Promise<readonly Outcome[]>>()

  constructor(players: Readonly<Record<'groups' | 'tags', Playing>>) {
    this.#players = players
  }

  async judge(text: NaturalText): Promise<Judged> {
    const { backend, before } = text
    const play = (...texts: string[]) => this.#play(backend, [...before, ...texts])
    const outcome = last(await play(text.text))
    const changed = outcome.changes.length > 0
    let right = false
    let named = false
    for (const expected of text.expected) {
      if (expected.kind === 'command' && (await this.#isSame(text, outcome, expected.texts))) right = named = true
      if (!right && !changed && outcome.answer !== null) right = await this.#isRight(text, outcome, expected)
    }
    const misleading = !right && !changed && outcome.answer !== null && (await this.#misleads(text))
    return { text, outcome, right, silent: outcome.answer === null, harmful: changed && !named, misleading }
  }

  async #isRight(text: NaturalText, outcome: Outcome, expected: Expected): Promise<boolean> {
    const { before } = text
    const play = (...texts: string[]) => this.#play(text.backend, [...before, text.text, ...texts])
    switch (expected.kind) {
      case 'command':
        return false
      case 'suggest':
        for (const reply of [RUN, FIRST_CHOICE])
          if (await this.#isSame(text, last(await play(reply)), expected.texts)) return true
        return false
      case 'question':
        return this.#isSame(text, last(await play(...expected.replies)), expected.texts)
      case 'confirmed': {
        if (!asksForCode(outcome.answer)) return false
        const wanted = await this.#outcomeOf(text, expected.texts)
        const confirmed = asksForCode(wanted.answer)
          ? last(await this.#play(text.backend, [...before, ...expected.texts, '确认 {code}']))
          : wanted
        return isEqual(last(await play('确认 {code}')).changes, confirmed.changes) && confirmed.changes.length > 0
      }
      case 'waits':
        return repeats(outcome.answer ?? '', (await play()).at(-2)?.answer ?? '')
      case 'nothing':
        return last(await play(RUN)).changes.length === 0
    }
  }

  /** Whether the outcome is that of these commands, in the same state. */
  async #isSame(text: NaturalText, outcome: Outcome, commands: readonly string[]): Promise<boolean> {
    const wanted = await this.#outcomeOf(text, commands)
    if (wanted.changes.length > 0) return isEqual(outcome.changes, wanted.changes)
    if (outcome.changes.length > 0 || outcome.answer === null || wanted.answer === null) return false
    const junk = last(await this.#play(text.backend, [JUNK])).answer
    if (junk !== null && firstLine(junk) === firstLine(wanted.answer)) return false
    return isEqual(essence(outcome.answer), essence(wanted.answer))
  }

  async #outcomeOf({ backend, before }: NaturalText, commands: readonly string[]): Promise<Outcome> {
    const outcomes = (await this.#play(backend, [...before, ...commands])).slice(before.length)
    // Taking a move back and making another is, for the account, the difference of both.
    return { answer: last(outcomes).answer, changes: netOf(outcomes.flatMap(({ changes }) => changes)) }
  }

  async #misleads({ backend, before, text }: NaturalText): Promise<boolean> {
    return last(await this.#play(backend, [...before, text, RUN])).changes.length > 0
  }

  #play(backend: 'groups' | 'tags', texts: readonly string[]): Promise<readonly Outcome[]> {
    if (texts.length === 0) return Promise.resolve([{ answer: null, changes: [] }])
    const key = JSON.stringify([backend, texts])
    const played = this.#played.get(key) ?? this.#players[backend].play(texts)
    this.#played.set(key, played)
    return played
  }
}

function last(outcomes: readonly Outcome[]): Outcome {
  return outcomes.at(-1) ?? { answer: null, changes: [] }
}

/** A line that is taken away and put back, or put and taken away again, is no change. */
function netOf(changes: readonly string[]): string[] {
  const count = new Map<string, number>()
  for (const change of changes) {
    const [sign, line] = [change[0] === '+' ? 1 : -1, change.slice(2)]
    count.set(line, (count.get(line) ?? 0) + sign)
  }
  return [...count].flatMap(([line, sum]) => (sum === 0 ? [] : [`${sum > 0 ? '+' : '−'} ${line}`]))
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify([...a].sort()) === JSON.stringify([...b].sort())
}

function asksForCode(answer: string | null): boolean {
  return /(?:确认|yes) \d{4}/.test(answer ?? '')
}

/** What is told with the first English answer alone. */
const TOLD_ONCE = /^English is answered in English\..*$/gm

/** An answer without what differs from one conversation to the next: codes, times, quotas, and what only comes once. */
function essence(answer: string): string[] {
  return answer
    .replaceAll(TOLD_ONCE, '')
    .replaceAll(/\d+\/\d+/g, '0/0')
    .replaceAll(/(确认|yes) \d{4}/g, '$1 0000')
    .replaceAll(/\d{1,2}:\d{2}(:\d{2})?/g, '00:00')
    .replaceAll(/\d+ ?(毫秒|秒|ms|s)\b/g, '0 $1')
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, 3)
}

function firstLine(answer: string): string {
  return answer.split('\n')[0] ?? ''
}

/** Whether the answer has what waits in it: the code to confirm with, or the first line of the question. */
function repeats(answer: string, waiting: string): boolean {
  const code = /(?:确认|yes) (\d{4})/.exec(waiting)?.[1]
  if (code !== undefined) return answer.includes(code)
  return firstLine(waiting) !== '' && answer.includes(firstLine(waiting))
}
