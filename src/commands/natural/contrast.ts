import type { Token } from './tokens.ts'

/*
 * Which of the names in a text are meant, and which are denied or to be replaced: 不是VIP是新人, 不去VIP了，去新人,
 * 把VIP换成新人, 小王不对，应该是李姐, Amy not Tom.
 */

export interface NamedInText {
  readonly people: readonly string[]
  readonly groups: readonly string[]
}

export interface Contrast {
  readonly meant: NamedInText
  readonly denied: NamedInText
}

interface Name {
  readonly kind: 'person' | 'group'
  readonly text: string
}

/** Puts one thing in the place of another, which stands before it. */
const REPLACES = /^(?:换成|改成|改为|改到|改去|换到|换去|换|改|变成)$/u
/** Is for something after all: 不是VIP是新人. */
const AFFIRMS = /^(?:是|要|而是|应该是|应该|应当|换成|改成|放|去)$/u

/** no I meant Amy: no denies what was done, and nobody who comes next. */
const MEANS = /\bmeant?\b/u

/** 怎么移到VIP去了: of whatever comes next in the clause. */
const COMPLAINS = /^(?:怎么|为什么|为啥|咋)$/u
/** 小王不算: of whoever stands before it. */
const NOT_COUNTED = /^(?:不算|不包括|不含)$/u

/** Parts the names of a text by what is said of them. A name that is both denied and meant is meant. */
export function contrastIn(tokens: readonly Token[]): Contrast {
  const meant: Name[] = []
  const denied: Name[] = []
  /** Names of this clause that nothing has been said of yet. */
  let open: Name[] = []
  /** Those that a name of their kind would replace. */
  let replaced: Name[] = []
  let isDenied = false
  const close = (of: Name[]): void => {
    of.push(...open)
    open = []
  }
  for (const token of tokens) {
    const name = nameOf(token, [...denied, ...meant, ...open])
    if (name !== undefined) {
      denied.push(...replaced.filter(({ kind }) => kind === name.kind))
      open = open.filter((one) => !(one.kind === name.kind && replaced.includes(one)))
      replaced = replaced.filter(({ kind }) => kind !== name.kind)
      if (isDenied) denied.push(name)
      else open.push(name)
    } else if (token.kind === 'mark') {
      close(meant)
      isDenied = false
    } else if (token.kind === 'word') {
      if (token.says.has('not') || COMPLAINS.test(token.text)) {
        close(meant)
        isDenied = true
      } else if (token.says.has('wrong') || NOT_COUNTED.test(token.text)) {
        close(denied)
      } else if (REPLACES.test(token.text) && open.length > 0) {
        replaced = [...open]
        isDenied = false
      } else if (
        (denied.length > 0 || MEANS.test(token.text)) &&
        (token.says.has('instead') || AFFIRMS.test(token.text))
      ) {
        isDenied = false
      }
    }
  }
  close(meant)
  return { meant: named(meant), denied: named(denied.filter((one) => !meant.some(({ text }) => text === one.text))) }
}

/** A pronoun is whoever was named before it in the text, else whom the last command was about. */
function nameOf(token: Token, before: readonly Name[]): Name | undefined {
  if (token.kind === 'pronoun')
    return before.findLast(({ kind }) => kind === 'person') ?? { kind: 'person', text: '上一个' }
  return token.kind === 'person' || token.kind === 'group' ? token : undefined
}

function named(names: readonly Name[]): NamedInText {
  const of = (kind: Name['kind']) => [
    ...new Set(names.flatMap((name) => (name.kind === kind ? name.text.split(/ (?=#)/u) : []))),
  ]
  return { people: of('person'), groups: of('group') }
}

/** Whether one thing is denied and another of its kind is meant, so that the denial is none of the whole. */
export function isContrast({ meant, denied }: Contrast): boolean {
  return (
    (denied.groups.length > 0 && meant.groups.length > 0 && meant.groups.length <= 1) ||
    (denied.people.length > 0 && meant.people.length > 0 && denied.groups.length === 0)
  )
}
