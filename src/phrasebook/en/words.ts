import type { Asked } from '../../domain/answer.ts'
import { nameCommand } from '../english-commands.ts'
import { safeText } from '../safe-text.ts'

/** A command as it was asked for. */
export function describeAsked({ command, target, count }: Asked): string {
  const people = count === undefined ? '' : ` (${countOf(count, 'follower')})`
  return target === '' ? nameCommand(command) : `${nameCommand(command)} → ${safeText(target, 100)}${people}`
}

export function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
