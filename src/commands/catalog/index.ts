import type { Command } from '../command.ts'
import { alias } from './alias.ts'
import { admins } from './admins.ts'
import { adopt, release } from './adopt.ts'
import { cancel } from './cancel.ts'
import { claim } from './claim.ts'
import { confirm } from './confirm.ts'
import { copy } from './copy.ts'
import { create } from './create.ts'
import { dismiss } from './dismiss.ts'
import { find } from './find.ts'
import { grant } from './grant.ts'
import { groups } from './groups.ts'
import { help } from './help.ts'
import { invite } from './invite.ts'
import { language } from './language.ts'
import { log } from './log.ts'
import { members } from './members.ts'
import { more } from './more.ts'
import { batch, move } from './move.ts'
import { recent } from './recent.ts'
import { remove } from './remove.ts'
import { rename } from './rename.ts'
import { result } from './result.ts'
import { status } from './status.ts'
import { sync } from './sync.ts'
import { undo } from './undo.ts'
import { where } from './where.ts'
import { whoami } from './whoami.ts'

/** Every command there is, in the order in which help shows them. */
export const CATALOG: readonly Command[] = [
  help,
  groups,
  recent,
  where,
  find,
  members,
  move,
  batch,
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
  result,
  log,
  more,
  status,
  sync,
  admins,
  invite,
  dismiss,
  grant,
  claim,
  whoami,
  language,
]
