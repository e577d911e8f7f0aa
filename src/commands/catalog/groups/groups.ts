import { z } from 'zod'
import { comparableName } from '../../../domain/group.ts'
import { defineRead } from '../../define.ts'
import { keyword as keywordOrNone } from '../../reading/arguments/keyword.ts'

/** 分组: all groups with their numbers of followers, or those whose name holds a keyword. */
export const groups = defineRead({
  spec: {
    name: '分组',
    english: 'groups',
    names: ['分组', '列出分组', '分组列表', 'groups', 'ls'],
    reader: keywordOrNone,
    role: 'viewer',
    summary: { zh: '列出分组和人数', en: 'lists the groups and their sizes' },
    examples: ['分组', '分组 VIP', 'groups', 'groups VIP'],
  },
  args: z.object({ keyword: z.string().exactOptional() }),
  needs: ['list'],
  asked: ({ keyword }) => ({ command: '分组', target: keyword ?? '', openid: null }),

  async run({ keyword }, { list }) {
    const all = await list.readCounts()
    const wanted =
      keyword === undefined ? all : all.filter(({ name }) => comparableName(name).includes(comparableName(keyword)))
    return { kind: 'groups', groups: [...wanted], keyword: keyword ?? null }
  },
})
