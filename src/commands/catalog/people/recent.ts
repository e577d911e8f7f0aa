import { z } from 'zod'
import type { ContactKind } from '../../../store/people.ts'
import { defineLocal } from '../../define.ts'
import { whichRecent } from '../../reading/arguments/lists.ts'

/** People listed when no number is given, and at most. */
const LISTED = 10
const MOST_LISTED = 50
const KINDS: Readonly<Record<'new' | 'said', readonly ContactKind[]>> = {
  new: ['follow', 'follow-scan', 'imported'],
  said: ['text', 'message'],
}

const args = z.object({
  number: z.number().exactOptional(),
  keyword: z.enum(['new', 'said']).exactOptional(),
  page: z.number().exactOptional(),
})

function writeNext({ number, keyword }: z.infer<typeof args>, page: number): string {
  const which = keyword === undefined ? [] : [keyword === 'new' ? '新' : '说话']
  return ['最近', ...(number === undefined ? [] : [String(number)]), ...which, `第${page}页`].join(' ')
}

/** 最近: the most recently active followers, then those who were imported, with their numbers, how and when; the asker is left out. */
export const recent = defineLocal({
  spec: {
    name: '最近',
    english: 'recent',
    names: ['最近', 'recent'],
    reader: whichRecent,
    role: 'viewer',
    summary: { zh: '查看最近互动的人和他们的编号', en: 'lists the most recently active followers, with their numbers' },
    examples: ['最近', '最近 20', '最近 新', '最近 第2页', 'recent', 'recent 20', 'recent new', 'recent page 2'],
  },
  args,
  needs: ['people', 'sync'],

  async answer(asked, { openid: asker }, { people, sync }) {
    const { number = LISTED, keyword, page = 1 } = asked
    await people.written()
    const limit = Math.min(Math.max(number, 1), MOST_LISTED)
    const kinds = keyword === undefined ? null : KINDS[keyword]
    const found = await people.store.recent(kinds, limit + 1, (page - 1) * limit, asker)
    const isLast = found.length <= limit
    return {
      answer: {
        kind: 'recent',
        filter: keyword ?? null,
        page,
        all: keyword === undefined && !(isLast && page === 1) ? await people.store.count() : null,
        complete: (await sync.state())?.phase === 'done',
        next: isLast ? null : writeNext(asked, page + 1),
        people: found.slice(0, limit).flatMap(({ openid, contact }) => {
          return contact === null
            ? []
            : [{ openid, how: contact.kind, at: contact.at, text: people.lastTextOf(openid) }]
        }),
      },
    }
  },
})
