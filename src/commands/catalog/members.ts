import type { Answer } from '../../domain/answer.ts'
import type { ReadCommand, Services } from '../command.ts'
import { findGroup, toRef } from '../finding.ts'
import { MEMBERS } from '../specs.ts'

const PAGE_ROWS = 10
/** Pages of the platform's list that are read to get to the one that is wanted. */
const MOST_READ = 10

/**
 * 组员: who is in a group, ten a page. On tags from the platform's own list; the group API has none, so there it is who is
 * known to be in it, and the answer says so.
 */
export const members: ReadCommand = {
  kind: 'read',
  spec: MEMBERS,
  asked: ({ group, page }) => ({
    command: MEMBERS.name,
    target: `${group === undefined ? '' : group.text}${page === undefined ? '' : ` ${page}`}`,
    openid: null,
  }),

  async run({ group: token, page = 1 }, services) {
    if (token === undefined) throw new TypeError('listing the people of a group needs the group')
    const found = await findGroup(services.list, token, (id) => `${MEMBERS.name} ${id}`)
    if ('answer' in found) return found.answer
    const group = toRef(found.group)
    const listed = await fromPlatform(group.id, page, services)
    if (listed !== undefined) {
      const all = found.group.count ?? listed.seen
      return toAnswer(group, page, listed.openids, Math.max(all, listed.seen), false)
    }
    await services.people.written()
    const within = group.id === 0 ? [] : [group.id]
    const { all, people } = await services.people.store.members(within, PAGE_ROWS, (page - 1) * PAGE_ROWS)
    return toAnswer(
      group,
      page,
      people.map(({ openid }) => openid),
      all,
      true,
    )
  },
}

async function fromPlatform(
  group: number,
  page: number,
  { backend }: Services,
): Promise<{ openids: readonly string[]; seen: number } | undefined> {
  const from = (page - 1) * PAGE_ROWS
  let [seen, next] = [0, '']
  for (let read = 0; read < MOST_READ; read += 1) {
    const listed = await backend.members(group, next)
    if (listed === null) return undefined
    const here = listed.openids.slice(Math.max(0, from - seen), from - seen + PAGE_ROWS)
    seen += listed.openids.length
    if (here.length > 0 || listed.next === '' || listed.openids.length === 0) return { openids: here, seen }
    next = listed.next
  }
  return { openids: [], seen }
}

function toAnswer(
  group: { id: number; name: string | null },
  page: number,
  people: readonly string[],
  all: number,
  known: boolean,
): Answer {
  const pages = Math.max(1, Math.ceil(all / PAGE_ROWS))
  const next = page < pages && people.length > 0 ? `${MEMBERS.name} ${group.id} ${page + 1}` : null
  return { kind: 'members', group, page, pages, all, people: [...people], known, next }
}
