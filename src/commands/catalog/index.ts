import { qrCode } from './codes/qr-code.ts'
import type { Definition } from '../define.ts'
import type { CommandSpec } from '../reading/reading.ts'
import { alias } from './people/alias.ts'
import { admins } from './admins/admins.ts'
import { adopt, release } from './groups/adopt.ts'
import { cancel } from './record/cancel.ts'
import { claim } from './admins/claim.ts'
import { confirm } from './record/confirm.ts'
import { copy } from './people/copy.ts'
import { create } from './groups/create.ts'
import { dismiss } from './admins/dismiss.ts'
import { find } from './people/find.ts'
import { grant } from './admins/grant.ts'
import { groups } from './groups/groups.ts'
import { help } from './session/help.ts'
import { invite } from './admins/invite.ts'
import { label, unlabel } from './people/label.ts'
import { language } from './session/language.ts'
import { log } from './record/log.ts'
import { members } from './groups/members.ts'
import { more } from './session/more.ts'
import { batch, move } from './people/move.ts'
import { recent } from './people/recent.ts'
import { remove } from './groups/remove.ts'
import { rename } from './groups/rename.ts'
import { addRule } from './rules/add.ts'
import { catchUp } from './rules/catch-up.ts'
import { rules } from './rules/list.ts'
import { logOfRule } from './rules/log.ts'
import { stats } from './rules/stats.ts'
import { deleteRule, pauseRule, startRule } from './rules/switching.ts'
import { tryRule } from './rules/try.ts'
import { undoRule } from './rules/undo.ts'
import { menu, restoreMenu } from './replies/menu.ts'
import { replies, start, stop } from './replies/replies.ts'
import { reread } from './replies/reread.ts'
import { result } from './record/result.ts'
import { status } from './session/status.ts'
import { sync } from './session/sync.ts'
import { timeUp } from './people/time-up.ts'
import { redo, undo } from './record/undo.ts'
import { where } from './people/where.ts'
import { whoami } from './session/whoami.ts'

/** Every command there is, in the order in which help shows them. */
export const CATALOG: readonly Definition[] = [
  help,
  groups,
  recent,
  where,
  find,
  members,
  move,
  batch,
  label,
  unlabel,
  alias,
  copy,
  create,
  rename,
  remove,
  adopt,
  release,
  confirm,
  cancel,
  undo,
  redo,
  result,
  log,
  more,
  status,
  sync,
  rules,
  addRule,
  pauseRule,
  startRule,
  deleteRule,
  tryRule,
  catchUp,
  logOfRule,
  undoRule,
  stats,
  replies,
  stop,
  start,
  reread,
  menu,
  restoreMenu,
  qrCode,
  admins,
  invite,
  dismiss,
  grant,
  claim,
  whoami,
  language,
]

/** What nobody gives by a text: the clock does. */
export const UNSAID: readonly Definition[] = [timeUp]

/** Their words, roles and readers. */
export const SPECS: readonly CommandSpec[] = CATALOG.map(({ spec }) => spec)
