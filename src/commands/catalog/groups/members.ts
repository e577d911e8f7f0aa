import { z } from 'zod'
import type { AnswerOf } from '../../../domain/answer.ts'
import { defineRead } from '../../define.ts'
import { groupAndPage } from '../../reading/arguments/lists.ts'
import { findGroup, toRef } from '../../running/finding.ts'
import * as stored from '../../schemas.ts'
import type { Services } from '../../services.ts'

const NAME = '组员'
const PAGE_ROWS = 10
/** Pages of the platform's list that are read to get to the one that is wanted. */
const MOST_READ = 10

/**
 * 组员: lists the members of a group, ten a page. On tags from the platform's own list; the group API has none, so there it is who is
 * known to be in it, and the answer says so.
 */
export const members = defineRead({
  spec: {
    name: NAME,
    english: 'members',
    names: ['组员', '成员', 'members'],
    reader: groupAndPage,
    role: 'viewer',
    summary: { zh: '查看分组的成员', en: 'lists the members of a group' },
    examples: ['组员 VIP', '组员 108 2', 'members 108', 'members 108 2'],
  },
  args: z.object({ group: stored.groupToken, page: z.number().exactOptional() }),
  needs: ['list', 'people', 'backend', 'sync'],
  asked: ({ group, page }) => ({
    command: NAME,
    target: `${group.text}${page === undefined ? '' : ` ${page}`}`,
    openid: null,
  }),

  async run({ group: token, page = 1 }, services) {
    const found = await findGroup(services.list, token, (id) => `${NAME} ${id}`)
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
    const complete = (await services.sync.state())?.phase === 'done'
    const openids = people.map(({ openid }) => openid)
    return { ...toAnswer(group, page, openids, all, true), complete }
  },
})

async function fromPlatform(
  group: number,
  page: number,
  { backend }: Pick<Services, 'backend'>,
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
): AnswerOf<'members'> {
  const pages = Math.max(1, Math.ceil(all / PAGE_ROWS))
  const next = page < pages && people.length > 0 ? `${NAME} ${group.id} ${page + 1}` : null
  return { kind: 'members', group, page, pages, all, people: [...people], known, next }
}
