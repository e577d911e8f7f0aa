import type { ReadCommand } from '../command.ts'
import { WHERE } from '../specs.ts'

/** 查: which group a follower is in, and what else the platform tells of them. */
export const where: ReadCommand = {
  kind: 'read',
  spec: WHERE,
  asked: ({ openid }) => ({ command: WHERE.name, target: '', openid: openid ?? null }),
  async run({ openid }, { backend, list }) {
    if (openid === undefined) throw new TypeError('asking where somebody is needs an openid')
    const whereabouts = await backend.whereabouts(openid)
    if (whereabouts.kind === 'not-following') return { kind: 'not-following', openid }
    const { groupId, remark, subscribedAt } = whereabouts
    return { kind: 'whereabouts', openid, group: await list.refTo(groupId), remark, subscribedAt }
  },
}
