import type { Actor } from '../../domain/actor.ts'
import type { Asked, Language } from '../../domain/answer.ts'
import type { GroupRef } from '../../domain/group.ts'
import type { Role } from '../../domain/role.ts'
import { safeText } from '../safe-text.ts'
import { nameGroup, type Say } from '../wording.ts'

/** A command as it was asked for. */
export function describeAsked({ command, target, count }: Asked): string {
  const people = count === undefined ? '' : `（${count} 人）`
  return target === '' ? safeText(command) : `${safeText(command)} → ${safeText(target, 100)}${people}`
}

export const ROLES: Readonly<Record<Role, string>> = { viewer: '只读', admin: '管理员', owner: '所有者' }

/** Somebody of that role. */
export const MEMBERS: Readonly<Record<Role, string>> = { ...ROLES, viewer: '只读成员' }

export const LANGUAGES: Readonly<Record<Language, string>> = { zh: '中文', en: '英文' }

/** Whoever gave a command. */
export function nameActor(actor: Actor, say: Say): string {
  switch (actor.kind) {
    case 'admin':
      return say.who(actor.openid)
    case 'console':
      return `${say.who(actor.openid)}（控制台）`
    case 'rule':
      return `规则 ${actor.rule}`
    case 'shell':
      return `命令行 ${safeText(actor.user)}`
    case 'scheduler':
      return '定时'
    case 'restore':
      return '恢复备份'
  }
}

/** Tags shown by name; of more only the number. */
const MOST_NAMED = 20

export function nameTags(group: GroupRef, also: readonly GroupRef[] = []): string {
  const all = [group, ...also]
  const named = all.slice(0, MOST_NAMED).map(nameGroup).join('、')
  return all.length > MOST_NAMED ? `${named} 等 ${all.length} 个` : named
}
