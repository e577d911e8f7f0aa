import type { LocalCommand } from '../command.ts'
import { MORE } from '../specs.ts'

/** 更多: the next page of the asker's last long answer. */
export const more: LocalCommand = {
  kind: 'local',
  spec: MORE,
  answer(_args, admin, { takeRest }) {
    const text = takeRest(admin)
    return Promise.resolve({ answer: text === undefined ? { kind: 'no-more' } : { kind: 'rest', text } })
  },
}
