import type { Role } from '../../../domain/role.ts'
import {
  hint,
  isApart,
  isEnglish,
  missing,
  ORDINARY,
  run,
  tooMuch,
  withoutEnding,
  withoutFillers,
  write,
} from '../attempt.ts'
import { foldWord } from '../tokens/letters.ts'
import { createReader } from '../reader.ts'
import { nameOne } from '../resolve.ts'
import { toFollowerWords } from '../followers.ts'
import { isOutright, toNamed, toNumbered, toPersonToken, toWho, writePerson, type Who } from '../people.ts'
import type { Attempt, Reading } from '../reading.ts'
import { toSegments } from '../tokens/segments.ts'
import { isOpenidLike, writeWord, type Word } from '../tokens/words.ts'

/*
 * Arguments about admins: a person and a role.
 */

/** More words than this are a sentence. */
const MOST_WORDS = 3

const ROLE_WORDS: ReadonlyMap<string, Role> = new Map(
  (
    [
      ['viewer', '只读 只讀 唯读 唯讀 viewer viewers readonly read-only'],
      ['admin', '管理员 管理 admin admins'],
      ['owner', '所有者 擁有者 拥有者 号主 號主 owner owners'],
    ] as const
  ).flatMap(([role, words]) => words.split(' ').map((word) => [foldWord(word), role] as const)),
)

/** How a role is written in a command. */
const ROLE_NAMES: Readonly<Record<Role, string>> = { viewer: '只读', admin: '管理员', owner: '所有者' }

/** An admin; `self` when the asker is meant. */
export interface OneAdmin extends Who {
  readonly self?: true
}

export interface AdminAndRole extends OneAdmin {
  readonly role: Role
}

/** A role, or none. */
export const role = createReader<{ readonly role?: Role }>({ usage: 'role?', read: readRole })

/** An admin. */
export const admin = createReader<OneAdmin>({
  usage: 'person',
  read: readAdmin,
  fits: (words) => words.some(({ text }) => isOpenidLike(text)),
  naming: (args, spec) => nameOne(args, spec),
})

/** An admin and a role, in either order. */
export const adminAndRole = createReader<AdminAndRole>({
  usage: 'person role',
  read: readAdminAndRole,
  fits: (words) => words.some(({ text }) => isOpenidLike(text)),
  naming: (args, spec) => nameOne(args, spec, [ROLE_NAMES[args.role]]),
})

/** 管理员 邀请 只读: a role, or none. */
function readRole(attempt: Attempt): Reading<{ readonly role?: Role }> {
  const words = wordsOf(attempt)
  const [word, ...rest] = words
  if (word === undefined) return run(attempt, {})
  const role = toRole(word)
  if (role !== undefined && rest.length === 0) return run(attempt, { role })
  if (!isApart(attempt.tail) || words.length >= MOST_WORDS) return ORDINARY
  return role === undefined ? tooMuch(words, write(attempt)) : tooMuch(rest, write(attempt, word.text))
}

/** 管理员 移除 somebody. */
function readAdmin(attempt: Attempt): Reading<OneAdmin> {
  return readAbout(attempt, (person, words) => {
    const rest = words.filter((word) => toRole(word) === undefined)
    if (words.length === 0) return run(attempt, person.args)
    return tooMuch(rest.length === 0 ? words : rest, write(attempt, person.text))
  })
}

/** 管理员 角色 somebody 只读, in either order. */
function readAdminAndRole(attempt: Attempt): Reading<AdminAndRole> {
  return readAbout(attempt, (person, words) => {
    const roles = words.filter((word) => toRole(word) !== undefined)
    const [role] = roles
    const given = role === undefined ? undefined : toRole(role)
    const sample = isEnglish(attempt) ? 'viewer' : '只读'
    if (words.length === 0)
      return missing(attempt, 'role', write(attempt, person.text, sample), write(attempt, person.text, '{}'))
    if (given !== undefined && words.length === 1) return run(attempt, { ...person.args, role: given })
    const rest = words.filter((word) => word !== role)
    return tooMuch(rest, write(attempt, person.text, role?.text ?? sample))
  })
}

/** Somebody who was named by one word: how they are written in a command, and what is handed on. */
interface Named {
  readonly text: string
  readonly args: OneAdmin
  readonly isOutright: boolean
}

/** Who is meant by a word: the asker, somebody named outright, or somebody by a name that is in use. */
function toPerson(word: Word, { lexicon }: Attempt): Named | undefined {
  const token = toPersonToken(word) ?? (lexicon.isPerson(word.text) ? toNamed(word) : undefined)
  if (token === undefined) return undefined
  const text = writePerson(token, writeWord)
  return { text, args: token.kind === 'me' ? { self: true } : toWho([token]), isOutright: isOutright(token) }
}

/** Finds the one person, and says what is wrong when there is none or several; the other words go to `read`. */
function readAbout<Args extends object>(
  attempt: Attempt,
  read: (person: Named, words: readonly Word[]) => Reading<Args>,
): Reading<Args> {
  const words = wordsOf(attempt)
  const example = attempt.spec.examples.find((one) => one.startsWith(write(attempt))) ?? attempt.spec.name
  if (words.length === 0) return missing(attempt, 'admin', example)
  if (words.length > MOST_WORDS * 4) return ORDINARY
  const people = words.flatMap((word) => toPerson(word, attempt) ?? [])
  const others = words.filter((word) => toPerson(word, attempt) === undefined)
  const [person] = people
  const slip = others.find(({ text }) => isOpenidLike(text))
  if (slip !== undefined) return hint({ kind: 'bad-openid', given: slip.text, length: slip.text.length, example })
  if (words.length > MOST_WORDS) return ORDINARY
  if (people.some(({ text }) => text !== person?.text)) return hint({ kind: 'one-at-a-time', example })
  const isCertain = isApart(attempt.tail) || person?.isOutright === true
  if (!isCertain && others.length > 0) return ORDINARY
  if (person !== undefined) return read(person, others)
  const [given] = others.filter((word) => toRole(word) === undefined)
  if (given === undefined) return missing(attempt, 'admin', example)
  if (others.length > 2) return ORDINARY
  const unknown = toNumbered(given) ?? toNamed(given)
  const text = writePerson(unknown, writeWord)
  return read(
    { text, args: toWho([unknown]), isOutright: false },
    others.filter((word) => word !== given),
  )
}

function toRole({ text }: Word): Role | undefined {
  return ROLE_WORDS.get(foldWord(text))
}

function wordsOf({ tail, lexicon }: Attempt): Word[] {
  return withoutFillers(toSegments(toFollowerWords(withoutEnding(tail)), lexicon))
}
