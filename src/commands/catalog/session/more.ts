import { defineLocal } from '../../define.ts'
import { nothing } from '../../reading/arguments/short.ts'
import * as stored from '../../schemas.ts'

/** 更多: the next page of the asker's last long answer. */
export const more = defineLocal({
  spec: {
    name: '更多',
    english: 'more',
    names: ['更多', '下一页', 'more'],
    reader: nothing,
    role: 'viewer',
    summary: { zh: '查看下一页', en: 'shows the next page' },
    examples: ['更多', 'more'],
  },
  args: stored.nothing,
  needs: ['takeRest'],

  answer(_args, { openid }, { takeRest }) {
    const text = takeRest(openid)
    return { answer: text === undefined ? { kind: 'no-more' } : { kind: 'rest', text } }
  },
})
