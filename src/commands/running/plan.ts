import { z } from 'zod'
import type { Answer } from '../../domain/answer.ts'
import type { Plan } from '../../groups/changes.ts'
import { aliasPlan, groupRef } from '../schemas.ts'

/*
 * The plan of a command as the ledger keeps it, read back.
 */

/** What was told of a failure; our own words, kept to be told again. */
const answer = z.custom<Answer>((value) => z.object({ kind: z.string() }).safeParse(value).success)

const ids = z.array(z.number())

const recorded = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create'), name: z.string(), idsBefore: ids, backend: z.string().exactOptional() }),
  z.object({
    kind: z.literal('rename'),
    id: z.number(),
    from: z.string(),
    to: z.string(),
    backend: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('delete'),
    id: z.number(),
    name: z.string(),
    count: z.number().nullable(),
    backend: z.string().exactOptional(),
  }),
  aliasPlan.extend({ backend: z.string().exactOptional() }),
  z.object({
    kind: z.literal('manage'),
    managed: z.boolean(),
    groups: z.array(groupRef),
    backend: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('move'),
    label: z.object({ tag: z.number(), added: z.boolean() }).exactOptional(),
    rule: z.number().exactOptional(),
    people: z.array(z.object({ openid: z.string(), from: ids.nullable(), to: ids, full: z.boolean().exactOptional() })),
    already: z.array(z.string()),
    faults: z.array(z.object({ openid: z.string(), fault: answer })),
    until: z.number().exactOptional(),
    freed: z.array(z.string()).exactOptional(),
    voids: z
      .array(
        z.object({ openid: z.string(), until: z.number(), dueAt: z.number(), spanMs: z.number(), to: ids, back: ids }),
      )
      .exactOptional(),
    backend: z.string().exactOptional(),
  }),
])

/** A plan, and the API that its ids belong to; rows of the first version name none. */
export interface RecordedPlan {
  readonly plan: Plan
  readonly backend: string | undefined
}

/** The plan that was recorded before the call left; null when none was. Throws on what no version has written. */
export function readPlan(written: unknown): RecordedPlan | null {
  if (written === null) return null
  const { backend, ...plan } = recorded.parse(written)
  return { plan, backend }
}
