import { UNGROUPED_ID, type GroupRef } from '../../../domain/group.ts'
import type { Services } from '../../services.ts'

/** Whole groups of more people than this are not moved at once. */
export const MOST_AT_ONCE = 10_000

const PAGE = 1_000

export interface GroupMembers {
  /** At most one more than can be moved at once. */
  readonly openids: readonly string[]
  /** Whether they are who fenzu knows to be there, because the platform has no such list. */
  readonly known: boolean
}

/** Everybody in these groups, each once: from the platform's lists on tags, else those who are known to be there. */
export async function everybodyIn(
  groups: readonly GroupRef[],
  services: Pick<Services, 'backend' | 'people'>,
): Promise<GroupMembers> {
  const openids = new Set<string>()
  let known = false
  for (const { id } of groups) {
    const listed = await addListed(id, openids, services)
    if (!listed) {
      known = true
      await addKnown(id, openids, services)
    }
  }
  return { openids: [...openids].slice(0, MOST_AT_ONCE + 1), known }
}

async function addListed(id: number, to: Set<string>, { backend }: Pick<Services, 'backend'>): Promise<boolean> {
  for (let next = ''; to.size <= MOST_AT_ONCE;) {
    const page = await backend.members(id, next)
    if (page === null) return false
    for (const openid of page.openids) to.add(openid)
    if (page.next === '' || page.next === next || page.openids.length === 0) return true
    next = page.next
  }
  return true
}

async function addKnown(id: number, to: Set<string>, { people }: Pick<Services, 'people'>): Promise<void> {
  await people.written()
  for (let offset = 0; to.size <= MOST_AT_ONCE; offset += PAGE) {
    const page = await people.store.members(id === UNGROUPED_ID ? [] : [id], PAGE, offset)
    for (const { openid } of page.people) to.add(openid)
    if (page.people.length < PAGE) return
  }
}
