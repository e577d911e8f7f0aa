import type { Phrases } from '../wording.ts'
import { ADMINS } from './admins.ts'
import { CHANGING } from './changing.ts'
import { CODES } from './codes.ts'
import { LOOKING } from './looking.ts'
import { PEOPLE } from './people.ts'
import { REFUSING } from './refusing.ts'
import { REPLIES } from './replies.ts'
import { RULES } from './rules.ts'
import { RESULTS } from './results.ts'
import { TIMED } from './timed.ts'

/** Simplified Chinese: the result first, one cause and one example for whatever did not go. */
export const ZH: Phrases = {
  ...LOOKING,
  ...PEOPLE,
  ...CHANGING,
  ...TIMED,
  ...RESULTS,
  ...REFUSING,
  ...ADMINS,
  ...REPLIES,
  ...CODES,
  ...RULES,
}
