import { z } from 'zod'
import { defineLocal } from '../../define.ts'
import { writeWord } from '../../reading/tokens/words.ts'
import { words } from '../../reading/arguments/lists.ts'

/** People on one page. */
const PAGE_ROWS = 30

const NAME = '找'

/** 找: people by a part of their alias or remark, or the end of their openid. */
export const find = defineLocal({
  spec: {
    name: NAME,
    english: 'find',
    names: [NAME, '查找', '搜', '搜索', 'find', 'search'],
    reader: words,
    role: 'viewer',
    summary: { zh: '按别名、备注或 openid 结尾找人', en: 'finds people by alias, remark or the end of their openid' },
    examples: ['找 小王', '找 王 第2页', 'find Tom', 'find Tom page 2'],
  },
  args: z.object({ keyword: z.string(), page: z.number().exactOptional() }),
  needs: ['people', 'sync'],

  async answer({ keyword, page = 1 }, _asker, { people, sync }) {
    await people.written()
    const before = (page - 1) * PAGE_ROWS
    const found = await people.store.search(keyword, PAGE_ROWS + 1, before)
    const isLast = found.length <= PAGE_ROWS
    const shown = found.slice(0, PAGE_ROWS).map(({ openid, alias, remark }) => ({
      openid,
      remark: remark === alias ? null : remark,
    }))
    const all = isLast ? before + found.length : await people.store.countFound(keyword)
    const complete = (await sync.state())?.phase === 'done'
    const next = isLast ? null : `${NAME} ${writeWord(keyword)} 第${page + 1}页`
    return { answer: { kind: 'found', keyword, people: shown, page, all, complete, next } }
  },
})
