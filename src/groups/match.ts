import { comparableName, type Group } from '../domain/group.ts'

/** A group as it was named in a text. A quoted token is a name first and an id second; a bare one the other way round. */
export interface GroupToken {
  readonly text: string
  readonly quoted: boolean
}

export type Match =
  | { readonly kind: 'found'; readonly group: Group }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly Group[] }
  | { readonly kind: 'missing' }

const ID = /^\d{1,9}$/
const CLOSING = /(?:[组組。．.！!\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f]|\^_\^)+$/u
const LEADING_WORD = /^(?:分组|分組|组|組)(?=\d+$)/u

/**
 * Which group a token means: by id or whole name, then without a closing 组, 。, ！ or emoji, then as the beginning of exactly one
 * name. Names compare after NFKC and without case. Several that fit equally well are ambiguous, never guessed.
 */
export function matchGroup(groups: readonly Group[], token: GroupToken): Match {
  const whole = comparableName(token.text)
  const bare = comparableName(whole.replace(CLOSING, '').replace(LEADING_WORD, ''))
  const copied = matchCopied(groups, whole)
  if (copied.kind !== 'missing') return copied
  for (const form of bare === whole ? [whole] : [whole, bare]) {
    if (form === '') continue
    const exact = matchExactly(groups, form, token.quoted)
    if (exact.kind !== 'missing') return exact
  }
  for (const form of bare === whole ? [whole] : [whole, bare]) {
    if (form === '') continue
    const beginning = oneOf(groups.filter((group) => comparableName(group.name).startsWith(form)))
    if (beginning.kind !== 'missing') return beginning
  }
  return { kind: 'missing' }
}

function matchExactly(groups: readonly Group[], form: string, quoted: boolean): Match {
  const byId = ID.test(form) ? oneOf(groups.filter((group) => group.id === Number(form))) : MISSING
  const byName = oneOf(groups.filter((group) => comparableName(group.name) === form))
  const [first, second] = quoted ? [byName, byId] : [byId, byName]
  return first.kind === 'missing' ? second : first
}

/** `VIP(108)`, as answers write a group: pasted back it means that one, if both still hold. */
function matchCopied(groups: readonly Group[], form: string): Match {
  const [, name, id] = /^(.+)\((\d{1,9})\)$/u.exec(form) ?? []
  return oneOf(groups.filter((group) => group.id === Number(id) && comparableName(group.name) === name))
}

const MISSING: Match = { kind: 'missing' }

function oneOf(candidates: readonly Group[]): Match {
  const [only] = candidates
  if (only === undefined) return MISSING
  return candidates.length === 1 ? { kind: 'found', group: only } : { kind: 'ambiguous', candidates }
}

function shareOf(name: string, wanted: ReadonlySet<string>): number {
  const letters = [...name]
  return letters.filter((letter) => wanted.has(letter)).length / Math.max(letters.length, wanted.size)
}

/** Groups whose names share most with what was given, best first, at most three: for "did you mean". */
export function nearGroups(groups: readonly Group[], given: string): Group[] {
  const whole = comparableName(given)
  // 心人组 is as near to 新人 as 心人 is.
  const forms = [whole, whole.replace(CLOSING, '')].map((form) => new Set(form))
  return groups
    .map((group) => ({
      group,
      shared: Math.max(...forms.map((wanted) => shareOf(comparableName(group.name), wanted))),
    }))
    .filter(({ shared }) => shared >= 0.4)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, 3)
    .map(({ group }) => group)
}
