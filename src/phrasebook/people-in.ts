import type { Answer } from '../domain/answer.ts'
import { isOpenid } from '../domain/follower.ts'

/** Names are looked up for at most so many: an answer shows no more people than fit into a few pages. */
const MOST_NAMED = 500

/** The openids that an answer speaks of, each once. */
export function peopleIn(answer: Answer): string[] {
  const openids = new Set<string>()
  const visit = (value: unknown): void => {
    if (openids.size >= MOST_NAMED) return
    if (typeof value === 'string') {
      if (isOpenid(value)) openids.add(value)
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  visit(answer)
  return [...openids]
}
