import type { LocalCommand } from '../command.ts'
import { COPY } from '../specs.ts'

/** 复制: the bare openid and nothing else, because a phone copies a whole message. */
export const copy: LocalCommand = {
  kind: 'local',
  spec: COPY,
  answer({ openid }) {
    if (openid === undefined) throw new TypeError('copying an openid needs one')
    return Promise.resolve({ answer: { kind: 'openid', openid } })
  },
}
