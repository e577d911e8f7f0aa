import { z } from 'zod'
import { mainGroup } from '../../../groups/backend.ts'
import { isWhere } from '../../../groups/moves.ts'
import { defineRead } from '../../define.ts'
import { follower } from '../../reading/arguments/person.ts'
import { SAMPLE_OPENID } from '../../reading/samples.ts'
import { toEntry } from '../../running/history.ts'
import * as stored from '../../schemas.ts'

const LAST_CHANGES = 3

/** 查: which group a follower is in, and what else the platform tells of them. */
export const where = defineRead({
  spec: {
    name: '查',
    english: 'where',
    names: ['查', '查询', '谁', 'where', 'who'],
    reader: follower,
    role: 'viewer',
    suggestedFor: 'person',
    summary: { zh: '查看一个人所在的分组', en: 'shows which group a follower is in' },
    examples: [`查 ${SAMPLE_OPENID}`, '查 #57', `where ${SAMPLE_OPENID}`, 'where #57'],
  },
  args: z.object({ openid: stored.openid }),
  needs: ['lookups', 'list', 'people', 'ledger', 'timed'],
  asked: ({ openid }) => ({ command: '查', target: '', openid }),
  about: ({ openid }) => [openid],

  async run({ openid }, { lookups, list, people, ledger, timed }) {
    const whereabouts = await lookups.where(openid)
    if (whereabouts.kind === 'not-following') return { kind: 'not-following', openid }
    const { groups, remark, subscribedAt, source } = whereabouts
    await people.written()
    const person = await people.store.find(openid)
    const rows = await ledger.history({ openid }, LAST_CHANGES * 2, 0)
    const changes = rows.filter(({ outcome }) => outcome !== 'withdrawn').map((row) => toEntry(row, null))
    const main = mainGroup(groups)
    const end = await timed.store.of(openid)
    const lasts = end !== undefined && isWhere(groups, end.to)
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
      end: lasts ? { until: end.until, back: await list.refTo(mainGroup(end.back)) } : null,
    }
  },
})
