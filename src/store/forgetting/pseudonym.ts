import { randomBytes } from 'node:crypto'

/** What stands for somebody who was forgotten, in the rows that tell what was done. */
export function newPseudonym(): string {
  return `gone-${randomBytes(6).toString('hex')}`
}
