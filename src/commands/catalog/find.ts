import type { LocalCommand } from '../command.ts'
import { FIND } from '../specs.ts'

const MOST_FOUND = 30

/** 找: people by a part of their alias or remark, or the end of their openid. */
export const find: LocalCommand = {
  kind: 'local',
  spec: FIND,
  async answer({ keyword = '' }, _admin, { people }) {
    await people.written()
    const found = await people.store.search(keyword, MOST_FOUND + 1)
    const shown = found.slice(0, MOST_FOUND).map(({ openid, alias, remark }) => ({
      openid,
      remark: remark === alias ? null : remark,
    }))
    return { answer: { kind: 'found', keyword, people: shown, more: found.length > MOST_FOUND } }
  },
}
