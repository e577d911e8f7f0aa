import { z } from 'zod'

/*
 * What arguments are made of, as they are written to the ledger and read back: old rows pass through the same schemas.
 */

export const openid = z.string()

export const groupToken = z.object({ text: z.string(), quoted: z.boolean() })

export const groupRef = z.object({ id: z.number(), name: z.string().nullable() })

export const role = z.enum(['viewer', 'admin', 'owner'])

/** Why, in the admin's own words. */
export const reason = z.string().exactOptional()

/** One follower or several, and what was left over of a list. */
export const people = {
  openid: openid.exactOptional(),
  openids: z.array(openid).exactOptional(),
  invalid: z.array(z.string()).exactOptional(),
  duplicates: z.number().exactOptional(),
}

export const nothing = z.object({})

/** What somebody is called from now on, and was called before. */
export const aliasPlan = z.object({
  kind: z.literal('alias'),
  openid,
  alias: z.string().nullable(),
  before: z.string().nullable(),
  remark: z.object({ remark: z.string().nullable(), before: z.string().nullable() }).nullable(),
})

const withGroup = z.object({ group: groupToken })
const withOpenid = z.object({ openid })
const withInvalid = z.object({ invalid: z.array(z.string()) })
const withCode = z.object({ code: z.string() })

/** The group among arguments; undefined when they name none. */
export function groupIn(args: unknown): z.infer<typeof groupToken> | undefined {
  return withGroup.safeParse(args).data?.group
}

/** The one follower among arguments; undefined when they name nobody, or several. */
export function openidIn(args: unknown): string | undefined {
  return withOpenid.safeParse(args).data?.openid
}

/** What was meant to be somebody and is nobody, among arguments. */
export function invalidIn(args: unknown): readonly string[] {
  return withInvalid.safeParse(args).data?.invalid ?? []
}

/** The one-time code among arguments. */
export function codeIn(args: unknown): string | undefined {
  return withCode.safeParse(args).data?.code
}
