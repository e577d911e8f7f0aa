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

/** 最近: the most recently active followers, then those who were imported, with their numbers, how and when; the asker is left out. */
export const recent = defineLocal({
  spec: {
    name: '最近',
    english: 'recent',
    names: ['最近', 'recent'],
    reader: whichRecent,
    role: 'viewer',
    summary: { zh: '查看最近互动的人和他们的编号', en: 'lists the most recently active followers, with their numbers' },
    examples: ['最近', '最近 20', '最近 新', 'recent', 'recent 20', 'recent new'],
  },
  args: z.object({ number: z.number().exactOptional(), keyword: z.enum(['new', 'said']).exactOptional() }),
  needs: ['people'],

  async answer({ number = LISTED, keyword }, { openid: asker }, { people }) {
    await people.written()
    const limit = Math.min(Math.max(number, 1), MOST_LISTED)
    const kinds = keyword === undefined ? null : KINDS[keyword]
    const found = (await people.store.recent(kinds, limit + 1)).filter(({ openid }) => openid !== asker)
    return {
      answer: {
        kind: 'recent',
        filter: keyword ?? null,
        people: found.slice(0, limit).flatMap(({ openid, contact }) => {
          return contact === null
            ? []
            : [{ openid, how: contact.kind, at: contact.at, text: people.lastTextOf(openid) }]
        }),
      },
    }
  },
})
