import { comparableName } from '../../domain/group.ts'
import type { ReadCommand } from '../command.ts'
import { GROUPS } from '../specs.ts'

/** 分组: all groups with their numbers of followers, or those whose name holds a keyword. */
export const groups: ReadCommand = {
  kind: 'read',
  spec: GROUPS,
  asked: ({ keyword }) => ({ command: GROUPS.name, target: keyword ?? '', openid: null }),
  async run({ keyword }, { list }) {
    const all = await list.readCounts()
    const wanted =
      keyword === undefined ? all : all.filter(({ name }) => comparableName(name).includes(comparableName(keyword)))
    return { kind: 'groups', groups: [...wanted], keyword: keyword ?? null }
  },
}
