import { z } from 'zod'
import type { Group } from '../../domain/group.ts'

/*
 * How answers of the platform are read: tolerantly. A number may come as a string, null means absent, what can't be read
 * counts as absent where nobody needs it, and each entry of a list is judged for itself, so that one odd field never
 * condemns fifty people. What is needed for the very thing that was asked is still required. Nothing here is used for what
 * is written.
 */

/** A number, or one as a string. */
export const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^\s*-?\d{1,15}(?:\.\d{1,6})?\s*$/)
    .transform(Number),
])

/** An id or a count: a whole number that is not negative. */
export const count = number.pipe(z.number().int().nonnegative())

/** A string; a bare number counts as its digits. */
export const text = z.union([z.string(), z.number().transform(String)])

/** Anything, or no field at all. */
const ABSENT_TOO = z.unknown().optional()

/** What may be missing: null, and whatever can't be read as `shape`, is undefined. */
export function known<T>(shape: z.ZodType<T>) {
  return ABSENT_TOO.transform((value): T | undefined => {
    const read = shape.safeParse(value)
    return read.success ? read.data : undefined
  })
}

/** A list without those of its entries that can't be read. */
export function listOf<T>(entry: z.ZodType<T>) {
  return z.array(z.unknown()).transform((value): T[] => readableOf(entry, value))
}

/** The groups or tags of an account. */
export interface ListedGroups {
  readonly groups: readonly Group[]
  /** false when an entry could not be read, so that what is not here may be there all the same. */
  readonly whole: boolean
}

/** A group whose name is not told goes by its id, and whose number of members is not told by none. */
const GROUP = z
  .object({ id: count, name: known(text), count: known(count) })
  .transform(({ id, name, count: members }): Group => ({ id, name: name ?? String(id), count: members ?? null }))

/** A list that was asked for itself: where it is missing, that nothing is there can't be concluded. */
export const groupList = z.array(z.unknown()).transform((entries): ListedGroups => {
  const groups = readableOf(GROUP, entries)
  return { groups, whole: groups.length === entries.length }
})

/** What was just made: the id is needed, the name is the one that was asked for. */
export const made = z.object({ id: count, name: known(text) })

const OPENIDS = z.object({ openid: known(listOf(z.string().min(1))) })

/** A page of openids, and where the next begins: empty when there is none. */
export const openidPage = z
  .object({ total: known(count), data: known(OPENIDS), next_openid: known(z.string()) })
  .transform(({ total, data, next_openid: next }) => ({
    total: total ?? null,
    openids: data?.openid ?? [],
    next: next ?? '',
  }))

function readableOf<T>(entry: z.ZodType<T>, entries: readonly unknown[]): T[] {
  return entries.flatMap((one) => {
    const read = entry.safeParse(one)
    return read.success ? [read.data] : []
  })
}
