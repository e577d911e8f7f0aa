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

/** English. Times are Asia/Shanghai here too, because that is where the account's day begins. */
export const EN: Phrases = {
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
