import { defineLocal } from '../../define.ts'
import { nothing } from '../../reading/arguments/short.ts'
import * as stored from '../../schemas.ts'

/** 更多: what did not fit into the asker's last list; behind it, `turnsPage`, comes the list's own next page. */
export const more = defineLocal({
  spec: {
    name: '更多',
    english: 'more',
    names: ['更多', '下一页', 'more'],
    reader: nothing,
    role: 'viewer',
    turnsPage: true,
    summary: { zh: '查看下一页', en: 'shows the next page' },
    examples: ['更多', 'more'],
  },
  args: stored.nothing,
  needs: ['takeRest', 'hasExpired'],

  answer(_args, { openid }, { takeRest, hasExpired }) {
    const text = takeRest(openid)
    if (text !== undefined) return { answer: { kind: 'rest', text } }
    return { answer: hasExpired(openid) ? { kind: 'no-more', expired: true } : { kind: 'no-more' } }
  },
})
