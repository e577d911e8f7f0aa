import type { Actor } from '../../domain/actor.ts'
import type { Asked, Language } from '../../domain/answer.ts'
import type { GroupRef } from '../../domain/group.ts'
import type { Role } from '../../domain/role.ts'
import { safeText } from '../safe-text.ts'
import { nameGroup, type Say } from '../wording.ts'

/** A command as it was asked for. */
export function describeAsked({ command, target, count }: Asked, say: Say): string {
  const people = count === undefined ? '' : ` (${countOf(count, 'follower')})`
  return target === '' ? say.command(command) : `${say.command(command)} → ${safeText(target, 100)}${people}`
}

export function countOf(count: number, thing: string, things: string = `${thing}s`): string {
  return `${count} ${count === 1 ? thing : things}`
}

export const ROLES: Readonly<Record<Role, string>> = { viewer: 'viewer', admin: 'admin', owner: 'owner' }

export const LANGUAGES: Readonly<Record<Language, string>> = { zh: 'Chinese', en: 'English' }

/** With its article. */
export function a(thing: string): string {
  return `${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing}`
}

/** Whoever gave a command. */
export function nameActor(actor: Actor, say: Say): string {
  switch (actor.kind) {
    case 'admin':
      return say.who(actor.openid)
    case 'console':
      return `${say.who(actor.openid)} (console)`
    case 'rule':
      return `rule ${actor.rule}`
    case 'shell':
      return `${safeText(actor.user)} (shell)`
    case 'scheduler':
      return 'timer'
    case 'restore':
      return 'restored backup'
  }
}

/** Tags shown by name; of more only the number. */
const MOST_NAMED = 20

export function nameTags(group: GroupRef, also: readonly GroupRef[] = []): string {
  const all = [group, ...also]
  const named = all.slice(0, MOST_NAMED).map(nameGroup).join(', ')
  return all.length > MOST_NAMED ? `${named} and ${all.length - MOST_NAMED} more` : named
}
