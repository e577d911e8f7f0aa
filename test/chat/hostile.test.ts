import { expect, it } from 'vitest'
import { readHostile } from './hostile.ts'

it('reads texts made to hurt it without failing (T13, T29)', async () => {
  expect((await readHostile(3_000, 29)).read).toBe(3_000)
})
