import type { Rule } from '../domain/rules/rule.ts'
import type { Page } from '../domain/listing.ts'
import type { Whereabouts } from '../groups/backend.ts'
import type { Errands, NewErrand } from '../store/rules/errands.ts'

/** Asked about together: what one look-up carries. */
const TOGETHER = 50

export interface CatchingUpParts {
  /** One page of the account's followers, whenever nobody else wants to call. */
  followers(next: string): Promise<Page>
  /** What the platform tells of one, in the same way; those asked for in one turn travel together. */
  where(openid: string): Promise<Whereabouts>
  /** Whether what the platform refused is about that one follower alone. */
  concernsOne(error: unknown): boolean
  readonly errands: Pick<Errands, 'put'>
  put(): void
}

/**
 * Finds whom a rule missed: the platform tells when each follower came and by which code. Whoever came before the rule was
 * made is not meant; who is grouped already is left to the rule's own policy. What is found is put down as if their push had
 * come now, with the time at which they came: an admin's move since then wins as ever.
 */
export async function catchUp(
  rule: Rule,
  { followers, where, concernsOne, errands, put }: CatchingUpParts,
): Promise<{ looked: number; found: number }> {
  let [looked, found] = [0, 0]
  const seenPages = new Set<string>()
  for (let next = ''; !seenPages.has(next);) {
    seenPages.add(next)
    const page = await followers(next)
    for (let at = 0; at < page.openids.length; at += TOGETHER) {
      const some = page.openids.slice(at, at + TOGETHER)
      const all = await Promise.all(
        some.map(async (openid) => {
          try {
            return missed(rule, openid, await where(openid))
          } catch (error) {
            if (concernsOne(error)) return undefined
            throw error
          }
        }),
      )
      const missing = all.filter((one) => one !== undefined)
      looked += some.length
      found += missing.length
      if (missing.length === 0) continue
      await errands.put(missing)
      put()
    }
    if (page.next === '' || page.openids.length === 0) break
    next = page.next
  }
  return { looked, found }
}

/** By the second: the platform tells no more. */
function missed(rule: Rule, openid: string, seen: Whereabouts): NewErrand | undefined {
  if (seen.kind !== 'following' || seen.subscribedAt === null) return undefined
  const { trigger, target, policy, madeAt } = rule
  if (seen.subscribedAt < Math.floor(madeAt / 1000) * 1000) return undefined
  if (trigger.kind === 'scan' && seen.source?.code !== trigger.key) return undefined
  const isThere = target.kind === 'label' ? seen.carried.includes(target.id) : seen.groups.includes(target.id)
  if (isThere || (target.kind === 'group' && policy === 'ungrouped' && seen.groups.length > 0)) return undefined
  return { openid, rule: rule.number, writtenAt: seen.subscribedAt }
}
