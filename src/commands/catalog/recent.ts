import type { ContactKind } from '../../store/people.ts'
import type { LocalCommand } from '../command.ts'
import { RECENT } from '../specs.ts'

/** People listed when no number is given, and at most. */
const LISTED = 10
const MOST_LISTED = 50
const KINDS: Readonly<Record<string, readonly ContactKind[]>> = {
  new: ['follow', 'follow-scan', 'imported'],
  said: ['text', 'message'],
}

/** 最近: the most recently active followers, then those who were imported, with their numbers, how and when; the asker is left out. */
export const recent: LocalCommand = {
  kind: 'local',
  spec: RECENT,
  async answer({ number = LISTED, keyword }, admin, { people }) {
    await people.written()
    const limit = Math.min(Math.max(number, 1), MOST_LISTED)
    const kinds = keyword === undefined ? null : (KINDS[keyword] ?? null)
    const found = (await people.store.recent(kinds, limit + 1)).filter(({ openid }) => openid !== admin)
    return {
      answer: {
        kind: 'recent',
        filter: keyword === 'new' || keyword === 'said' ? keyword : null,
        people: found.slice(0, limit).flatMap(({ openid, contact }) => {
          return contact === null
            ? []
            : [{ openid, how: contact.kind, at: contact.at, text: people.lastTextOf(openid) }]
        }),
      },
    }
  },
}
