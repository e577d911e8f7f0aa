import { mainGroup } from '../../groups/backend.ts'
import type { ReadCommand } from '../command.ts'
import { WHERE } from '../specs.ts'

/** 查: which group a follower is in, and what else the platform tells of them. */
export const where: ReadCommand = {
  kind: 'read',
  spec: WHERE,
  asked: ({ openid }) => ({ command: WHERE.name, target: '', openid: openid ?? null }),
  async run({ openid }, { lookups, list }) {
    if (openid === undefined) throw new TypeError('asking where somebody is needs an openid')
    const whereabouts = await lookups.where(openid)
    if (whereabouts.kind === 'not-following') return { kind: 'not-following', openid }
    const { groups, remark, subscribedAt } = whereabouts
    const main = mainGroup(groups)
    const others = await Promise.all(groups.filter((id) => id !== main).map((id) => list.refTo(id)))
    return { kind: 'whereabouts', openid, group: await list.refTo(main), others, remark, subscribedAt }
  },
}
