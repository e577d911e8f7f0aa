import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SOURCE } from '../copy.ts'
import { withChange } from './change.ts'
import { DELICATE } from './lines.ts'

/* Whether each line turns its test red is tried by `npm run mutations -- --delicate`; here, that each can still be tried. */

it.each(DELICATE)('src/$file has the line once, and $test is there: $change', (line) => {
  const text = readFileSync(join(SOURCE, 'src', line.file), 'utf8')
  expect(withChange(text, line)).not.toBe(text)
  expect(existsSync(join(SOURCE, line.test))).toBe(true)
})
