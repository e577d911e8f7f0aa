import type { Services } from '../../commands/services.ts'
import type { AnswerOf, MissingOption } from '../../domain/answer.ts'
import { isSystemGroup } from '../../domain/group.ts'
import { isBelow } from '../../domain/role.ts'

/** Groups and people that are offered for what is missing. */
const GROUPS_OFFERED = 8
const PEOPLE_OFFERED = 5
/** Tags that are offered to be handed over: as many as an account is likely to have. */
const TAGS_OFFERED = 30

/** What may be put in place of what a command lacks, to be chosen by its number. */
export async function offerFor(
  { missing, among }: AnswerOf<'missing-argument'>,
  admin: string,
  { admins, list, people }: Pick<Services, 'admins' | 'list' | 'people'>,
): Promise<MissingOption[]> {
  if (among === 'unmanaged') {
    const offered = list.known().filter(({ id, unmanaged }) => !isSystemGroup(id) && unmanaged === true)
    return offered.slice(0, TAGS_OFFERED).map(({ id, name }) => ({ kind: 'group', group: { id, name } }))
  }
  switch (missing) {
    case 'group':
    case 'label':
      return list
        .known()
        .filter(({ id, unmanaged }) => !isSystemGroup(id) && (missing === 'label' || unmanaged !== true))
        .slice(0, GROUPS_OFFERED)
        .map(({ id, name }) => ({ kind: 'group', group: { id, name } }))
    case 'admin': {
      // Nobody changes their equals, nor whom the settings name.
      const own = admins.roleOf(admin)
      const below = admins.list().filter(({ role, since }) => since !== null && own !== undefined && isBelow(role, own))
      return below.slice(0, PEOPLE_OFFERED).map(({ openid, role }) => ({ kind: 'admin', openid, role }))
    }
    case 'follower': {
      await people.written()
      const others = await people.store.recent(null, PEOPLE_OFFERED, 0, admin)
      return others.map(({ openid }) => ({ kind: 'person', openid }))
    }
    default:
      return []
  }
}
