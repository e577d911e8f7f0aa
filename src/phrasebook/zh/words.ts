import type { Asked } from '../../domain/answer.ts'
import { safeText } from '../safe-text.ts'

/** A command as it was asked for. */
export function describeAsked({ command, target, count }: Asked): string {
  const people = count === undefined ? '' : `（${count} 人）`
  return target === '' ? safeText(command) : `${safeText(command)} → ${safeText(target, 100)}${people}`
}
