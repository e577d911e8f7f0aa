import { z } from 'zod'
import { defineLocal } from '../../define.ts'
import { words } from '../../reading/arguments/lists.ts'

const MOST_FOUND = 30

/** 找: people by a part of their alias or remark, or the end of their openid. */
export const find = defineLocal({
  spec: {
    name: '找',
    english: 'find',
    names: ['找', '查找', '搜', '搜索', 'find', 'search'],
    reader: words,
    role: 'viewer',
    summary: { zh: '按别名、备注或 openid 结尾找人', en: 'finds people by alias, remark or the end of their openid' },
    examples: ['找 小王', 'find Tom'],
  },
  args: z.object({ keyword: z.string() }),
  needs: ['people'],

  async answer({ keyword }, _asker, { people }) {
    await people.written()
    const found = await people.store.search(keyword, MOST_FOUND + 1)
    const shown = found.slice(0, MOST_FOUND).map(({ openid, alias, remark }) => ({
      openid,
      remark: remark === alias ? null : remark,
    }))
    return { answer: { kind: 'found', keyword, people: shown, more: found.length > MOST_FOUND } }
  },
})
