import { comparableName } from '../../domain/group.ts'
import { Contents } from './contents.ts'
import type { Interpretation, NaturalContext } from './interpretation.ts'
import { interpret } from './meaning.ts'
import { LONGEST_NATURAL } from './tokens.ts'

/*
 * Somebody is named whom nobody here is called: 把小赵移到VIP, 小赵在哪个组, put Bob in VIP. With the unknown words taken for
 * names the text is a whole command, which tells who is not there; without them half of it would be asked for, or left out.
 */

export interface WithStrangers {
  /** The command with the unknown names in it. */
  readonly command: string
  /** Whether it would be run if they were known; else it is only told that nobody is called so. */
  readonly isCertain: boolean
}

const NAME = /^(?:\p{Script=Han}{2,4}|[A-Za-z][A-Za-z'’-]{1,15})$/u
/** A name that nobody takes for another word: 小赵, 赵姐, 陈老师. */
const SURELY_NAME = /^[小老阿]\p{Script=Han}$|(?:姐|哥|总|老师|经理|先生|女士|阿姨)$/u
/** How something is done, and what is no person. */
const NO_NAME = /^(?:统一|批量|一律|一概|尽快|马上|手动|goes|into|onto|everyone|anyone|someone|somebody|nobody)$/iu
const MOST_STRANGERS = 3
/** The commands whose people may be unknown. */
const ABOUT_PEOPLE = /^(?:移动|打标签|去标签|查|日志|复制|管理员 移除) /

/** The command that a text with unknown names is; undefined where it is none, or nobody unknown is in it. */
export function withStrangers(text: string, meant: Interpretation, context: NaturalContext): WithStrangers | undefined {
  if (!mayLackSomebody(meant) || text.length > LONGEST_NATURAL || text.includes('\n')) return undefined
  const { lexicon } = context
  const unknown = strangersIn(new Contents(text, lexicon))
  if (unknown.length === 0) return undefined
  const names = new Set(unknown.map(comparableName))
  const known = { ...lexicon, isPerson: (name: string) => lexicon.isPerson(name) || names.has(comparableName(name)) }
  const contents = new Contents(text, known)
  const read = interpret(text, { ...context, lexicon: known })
  if ((read.kind !== 'run' && read.kind !== 'suggest') || contents.leftOver > 0) return undefined
  const { command } = read
  if (!ABOUT_PEOPLE.test(command) || !unknown.every((name) => command.includes(name))) return undefined
  return speaksOfPeople(contents, unknown) ? { command, isCertain: read.kind === 'run' } : undefined
}

/** Whether the unknown words are somebody's names for all that the rest says: two nouns beside each other are not yet. */
function speaksOfPeople(contents: Contents, unknown: readonly string[]): boolean {
  if (contents.hasPronoun || contents.says('rename', 'create', 'alias', 'delete')) return false
  if (/\bname\b/u.test(contents.folded)) return false
  if (unknown.every((name) => SURELY_NAME.test(name)) || contents.says('blacklist')) return true
  if (contents.groups.length === 0) return WHERE.test(contents.folded)
  const isLatin = unknown.every((name) => /^[A-Za-z]/.test(name))
  return contents.says('move', 'label', 'unlabel', 'take-out', ...(isLatin ? (['aim'] as const) : []))
}

const WHERE = /在哪[个一]?[个分]?组|是谁|谁是|\bwhere is\b|\bwho is\b|\b(?:which|what) group\b/u

/** A text that nothing is made of, that asks who, or that is about the others alone. */
function mayLackSomebody(meant: Interpretation): boolean {
  switch (meant.kind) {
    case 'nothing':
      return true
    case 'ask':
      return meant.missing === 'person'
    case 'suggest':
      return ABOUT_PEOPLE.test(meant.command) || meant.command === '日志'
    default:
      return false
  }
}

/** Beside somebody who is known only those who are named along with them: 小王和小赵, not 小王、李姐，统一. */
function strangersIn({ tokens, people }: Contents): string[] {
  const isJoined = (place: number): boolean =>
    [tokens[place - 1], tokens[place + 1]].some(
      (token) => (token?.kind === 'word' && token.says.has('and')) || token?.text === '、',
    )
  if (people.length > 0 && tokens.some((token, place) => token.kind === 'other' && !isJoined(place))) return []
  const others = tokens.flatMap((token) => (token.kind === 'other' ? [token.text.replace(/[的了]$/u, '')] : []))
  return others.length <= MOST_STRANGERS && others.every((one) => NAME.test(one) && !NO_NAME.test(one))
    ? [...new Set(others)]
    : []
}
