import { mainGroup } from '../../groups/backend.ts'
import type { ReadCommand } from '../command.ts'
import { WHERE } from '../specs.ts'
import { toEntry } from './log.ts'

const LAST_CHANGES = 3

/** 查: which group a follower is in, and what else the platform tells of them. */
export const where: ReadCommand = {
  kind: 'read',
  spec: WHERE,
  asked: ({ openid }) => ({ command: WHERE.name, target: '', openid: openid ?? null }),
  async run({ openid }, { lookups, list, people, ledger }) {
    if (openid === undefined) throw new TypeError('asking where somebody is needs an openid')
    const whereabouts = await lookups.where(openid)
    if (whereabouts.kind === 'not-following') return { kind: 'not-following', openid }
    const { groups, remark, subscribedAt, source } = whereabouts
    await people.written()
    const person = await people.store.find(openid)
    const rows = await ledger.history({ openid }, LAST_CHANGES * 2, 0)
    const changes = rows.filter(({ outcome }) => outcome !== 'withdrawn').map((row) => toEntry(row, null))
    const main = mainGroup(groups)
    const others = await Promise.all(groups.filter((id) => id !== main).map((id) => list.refTo(id)))
    return {
      kind: 'whereabouts',
      openid,
      group: await list.refTo(main),
      others,
      remark,
      subscribedAt,
      source,
      contactAt: person?.contact?.kind === 'imported' ? null : (person?.contact?.at ?? null),
      changes: changes.slice(0, LAST_CHANGES),
    }
  },
}
