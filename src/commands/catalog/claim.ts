import type { LocalCommand } from '../command.ts'
import { CLAIM } from '../specs.ts'

/** 认领, by somebody who commands already. Whoever does not is met at the door, before any command is read. */
export const claim: LocalCommand = {
  kind: 'local',
  spec: CLAIM,
  answer: () => Promise.resolve({ answer: { kind: 'already-owner' } }),
}
