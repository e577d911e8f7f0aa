import type { BadEnding } from '../facts.ts'
import type { Hint } from '../errors.ts'
import type { GroupRef } from '../group.ts'

/** Facts about moves for a time. */
export type TimedAnswer =
  /** `given` as it was read, null where it was over when its turn had come; `until` then tells when. */
  | { kind: 'bad-ending'; reason: BadEnding; given: Hint | null; until: number | null }
  /** Not moved back; `group` is where they are, null where that is not the reason. */
  | { kind: 'not-moved-back'; openid: string; why: 'moved-since' | 'group-gone' | 'other-api'; group: GroupRef | null }
  /** Not moved for a time, because nobody could say where they would go back to. */
  | { kind: 'no-way-back'; openid: string }
  /** Is there already, and not for a time: there is nowhere to go back to. */
  | { kind: 'stays-there'; openid: string; group: GroupRef }
