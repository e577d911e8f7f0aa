import type { Answer } from '../../domain/answer.ts'
import { isSystemGroup, type Group, type GroupRef } from '../../domain/group.ts'
import type { GroupList } from '../../groups/group-list.ts'
import { nearGroups, type GroupToken } from '../../groups/match.ts'
import type { ChangeResult } from '../command.ts'
import type { Services } from '../services.ts'

/** The command that hands a tag over. */
export const ADOPTING = '接管'

export type Found = { readonly group: Group } | { readonly answer: Answer }

/** The one group a token means, or the fact to be told; `command` makes the examples runnable with the group's id put in. */
export async function findGroup(list: GroupList, token: GroupToken, command: (id: string) => string): Promise<Found> {
  const match = await list.find(token)
  if (match.kind === 'found') return { group: match.group }
  if (match.kind === 'ambiguous') {
    const candidates = match.candidates.map(toRef)
    return {
      answer: {
        kind: 'ambiguous-group',
        given: token.text,
        candidates,
        examples: candidates.slice(0, 9).map(({ id }) => command(String(id))),
      },
    }
  }
  const near = nearGroups(await list.read(), token.text).map(toRef)
  const [first] = near
  return {
    answer: {
      kind: 'no-such-group',
      given: token.text,
      near,
      example: first === undefined ? null : command(String(first.id)),
      examples: near.map(({ id }) => command(String(id))),
    },
  }
}

export function toRef({ id, name }: Group): { id: number; name: string } {
  return { id, name }
}

/** The same for a group that followers shall be moved into, or that shall be changed: one that fenzu may touch. */
export async function findTarget(
  { list, backend }: Pick<Services, 'list' | 'backend'>,
  token: GroupToken,
  command: (id: string) => string,
): Promise<Found> {
  const found = await findGroup(list, token, command)
  if ('answer' in found || backend.manages(found.group.id)) return found
  const group = toRef(found.group)
  if (isSystemGroup(group.id)) return { answer: { kind: 'system-group', group } }
  return { answer: { kind: 'unmanaged-group', group, example: `${ADOPTING} ${group.id}` } }
}

/** How a target is named before it has been looked for: by what is known of it, else as it was typed. */
export function toTarget(known: GroupRef | undefined, token: GroupToken): string {
  return known === undefined || known.name === null ? token.text : `${known.name}(${known.id})`
}

/** A group as interim answers and lists name it. */
export function writeRef({ id, name }: GroupRef): string {
  return `${name ?? ''}(${id})`
}

/** A group that was there when it was asked about. */
export function goneGroup(given: string): ChangeResult {
  return { outcome: 'refused', answer: { kind: 'no-such-group', given, near: [], example: null } }
}
