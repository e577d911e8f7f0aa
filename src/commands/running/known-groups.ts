import { nearGroups } from '../../groups/match.ts'
import { before, later } from '../../domain/clock.ts'
import type { Group } from '../../domain/group.ts'
import type { Services } from '../services.ts'

/** How long an answer waits for the list of groups: far less than the time in which it must be there. */
const WAIT_MS = 1_500

/**
 * The groups that there are, as far as the platform tells them in time, for what is better with them and does without: none
 * when it does not.
 */
export async function groupsInTime({ list, clock }: Pick<Services, 'list' | 'clock'>): Promise<readonly Group[]> {
  const read = list.read().then(
    (groups): readonly Group[] => groups,
    // Whatever keeps the platform from answering is told when a command needs it.
    () => [],
  )
  const known = await before(clock, later(clock.elapsed(), WAIT_MS), read)
  return known.late ? [] : known.value
}

/** Whether a text is anything like the name of a group that there is. */
export function resemblesGroup(groups: readonly Group[], text: string): boolean {
  return nearGroups(groups, text).length > 0
}
