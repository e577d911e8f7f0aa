import { z } from 'zod'
import type { Answer, MissingOption } from '../../domain/answer.ts'
import { readText } from './grammar.ts'
import { withoutThanks } from './thanks.ts'
import { foldWord } from './tokens/letters.ts'
import type { Lexicon } from './lexicon.ts'
import type { CommandSpec, Reading } from './reading.ts'
import { writeWord } from './tokens/words.ts'
import { ENTRY_COUNTERS, isTurnedDown, NUMERAL, PEOPLE_COUNTERS, toNumber } from './vocabulary.ts'

/*
 * Questions that the next message may answer: which of several, what is missing, whether a suggestion was meant. A question
 * is kept as commands that could have been typed, so that an answer to it means just what typing it would.
 */

/** How long a question can be answered. */
export const DIALOGUE_VALID_MS = 300_000

export type Dialogue =
  /** The commands to choose from, in the order in which they were numbered. */
  | { readonly kind: 'choice'; readonly commands: readonly string[] }
  /** A command with `{}` where the answer belongs, and answers that were numbered. */
  | {
      readonly kind: 'missing'
      readonly template: string
      readonly raw: boolean
      readonly options: readonly string[]
      /** Whether somebody is asked for: a number is then one of the options, never a guess at somebody's own. */
      readonly person?: boolean
    }
  /** A command that 。 stands for. */
  | { readonly kind: 'suggestion'; readonly command: string }

const stored = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('choice'), commands: z.array(z.string()) }),
  z.object({
    kind: z.literal('missing'),
    template: z.string(),
    raw: z.boolean(),
    options: z.array(z.string()),
    person: z.boolean().exactOptional(),
  }),
  z.object({ kind: z.literal('suggestion'), command: z.string() }),
])

/** A question as an earlier process kept it; undefined for one that this version does not know. */
export function readDialogue(body: unknown): Dialogue | undefined {
  return stored.safeParse(body).data
}

/** The question that an answer asks, if it asks one. */
export function dialogueOf(answer: Answer): Dialogue | undefined {
  switch (answer.kind) {
    case 'which-person':
    case 'ambiguous-group':
    case 'label-for-a-time':
      return { kind: 'choice', commands: answer.examples }
    case 'no-such-group':
      return answer.examples?.[0] === undefined ? undefined : { kind: 'choice', commands: answer.examples }
    case 'missing-argument': {
      const { template, options, missing } = answer
      if (missing === 'code' || missing === 'digits' || missing === 'number') return undefined
      return {
        kind: 'missing',
        template,
        raw: missing === 'name',
        options: options.map(writeOption),
        person: missing === 'follower' || missing === 'admin',
      }
    }
    case 'no-such-person':
      return answer.template === undefined
        ? undefined
        : { kind: 'missing', template: answer.template, raw: false, options: [], person: true }
    case 'list-needs': {
      const { missing, head, list } = answer
      if (list === undefined) return undefined
      if (missing === null) return { kind: 'suggestion', command: `${head} ${list}` }
      return { kind: 'missing', template: `${head.split(' ')[0] ?? head} {} ${list}`, raw: false, options: [] }
    }
    case 'help':
      return { kind: 'choice', commands: answer.tasks.map(({ command }) => `帮助 ${command.name}`) }
    case 'did-you-mean':
      return { kind: 'suggestion', command: answer.example }
    case 'not-understood-rest':
      return { kind: 'suggestion', command: answer.corrected }
    case 'several-acts':
      return answer.examples[0] === undefined ? undefined : { kind: 'suggestion', command: answer.examples[0] }
    default:
      return undefined
  }
}

interface Read {
  readonly kind: 'reading'
  readonly reading: Reading
}

/** What a message means as the answer to a question. */
export type Continued = { readonly kind: 'cancel' } | Read

/** Reads a message as the answer to a question; undefined when it answers nothing. */
export function continueDialogue(
  dialogue: Dialogue,
  text: string,
  { specs, lexicon }: { specs: readonly CommandSpec[]; lexicon: Lexicon },
): Continued | undefined {
  const said = foldWord(text.trim()).replace(/[。．.!！~]+$/u, '')
  if (isTurnedDown(text)) return { kind: 'cancel' }
  const read = (command: string): Read => ({ kind: 'reading', reading: readText(command, specs, lexicon) })
  switch (dialogue.kind) {
    case 'suggestion': {
      return /^[。．.｡]$/u.test(text.trim()) ? read(dialogue.command) : undefined
    }
    case 'choice': {
      const at = toOrdinal(said)
      if (at === 0) return { kind: 'cancel' }
      const command = (at === undefined ? undefined : dialogue.commands[at - 1]) ?? chosenBy(said, dialogue.commands)
      return command === undefined ? undefined : read(command)
    }
    case 'missing': {
      const at = toOrdinal(said)
      if (at === 0) return { kind: 'cancel' }
      const option = at === undefined ? undefined : dialogue.options[at - 1]
      if (option === undefined && dialogue.person === true && /^\d+$/.test(said)) return undefined
      const name = dialogue.raw ? nameGivenIn(text) : text.trim()
      const given = option ?? (dialogue.raw && name !== undefined && name !== '' ? writeWord(name) : name)
      if (given === undefined || given === '') return undefined
      const filled = read(dialogue.template.replace('{}', () => given))
      return isAnswered(filled.reading) ? filled : undefined
    }
  }
}

/** `#24`, `24号那个`, of several choices the only one that names them. */
function chosenBy(said: string, commands: readonly string[]): string | undefined {
  const [, number] = /^(?:是|就|选|要)?#?(\d{1,9})号?(?:那个|的|那位)?(?:吧)?$/u.exec(said) ?? []
  const fitting = number === undefined ? [] : commands.filter((command) => command.split(' ').includes(`#${number}`))
  return fitting.length === 1 ? fitting[0] : undefined
}

/** `就叫他老客户吧` as the answer to what it, or somebody, shall be called; undefined for a text that asks something. */
function nameGivenIn(text: string): string | undefined {
  const whole = (withoutThanks(text) ?? text).trim()
  const bare = whole
    .replace(CALLED, '')
    .replace(/(?<=.[^酒网贴书水茶氧])(?:吧|呗)[。！!]?$/u, '')
    .replace(/^[“"「『《](.+)[”"」』》]$/u, '$1')
    .trim()
  return /[？?]$|什么|怎么|[吗呢嗎]$/u.test(bare) && bare !== whole ? undefined : ASKS.test(whole) ? undefined : bare
}

const CALLED =
  /^(?:那就?|就|还是)?(?:(?:名字|名称|备注|别名|新名字)(?:叫做?|是|为|改成|改为)?|改成|改为|改叫|改名(?:为|叫)?|叫做?|名叫|名为|起名(?:叫)?|call (?:it|him|her|them) |name it )[：: ]*(?:[他她它](?=.))?(?=.)/iu
/** No name is a question. */
const ASKS = /[？?]$|叫什么|什么好|^(?:有)?(?:什么|哪些|谁|怎么)/u

/** A whole command, or one of which the next part is asked for. */
function isAnswered(reading: Reading): boolean {
  return reading.kind === 'command' || (reading.kind === 'hint' && reading.answer.kind === 'missing-argument')
}

/** `2`, `２`, `二`, `第二个`, `选2`, two. */
function toOrdinal(said: string): number | undefined {
  return toNumber(ORDINAL.exec(said)?.[1] ?? (/^[a-z]+$/.test(said) ? said : ''))
}

const ORDINAL = new RegExp(
  `^(?:选|選|第|no\\.? ?)?(\\d{1,2}|${NUMERAL})(?:${PEOPLE_COUNTERS}|${ENTRY_COUNTERS}|组)?$`,
  'u',
)

function writeOption(option: MissingOption): string {
  return option.kind === 'group' ? String(option.group.id) : option.openid
}
