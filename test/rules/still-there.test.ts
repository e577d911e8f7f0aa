import { expect, it } from 'vitest'
import { chooseStillThere } from '../../src/rules/still-there.ts'
import type { Changed } from '../../src/store/rules/errands.ts'

const openidOf = (at: number) => `oPerson_${String(at).padStart(20, '0')}`
const change = (number: number, at: number, stands = true): Changed => {
  return { number, openid: openidOf(at), from: [], to: [108], stands }
}

it('leaves the rows open of whoever is too many at once, and comes to the end of them', () => {
  const done = [change(5, 1), change(5, 2), change(6, 3), change(7, 4)]
  const first = chooseStillThere([7, 6, 5], done, 3)
  expect(first.changes.map(({ openid }) => openid)).toEqual([1, 2, 3].map(openidOf))
  expect([first.rows, first.moved]).toEqual([[6, 5], 0])
  // One row of more people than are taken at once: the first are back where they were, so it is the turn of the others.
  const hour = [1, 2, 3, 4, 5].map((at) => change(5, at, at > 3))
  expect(chooseStillThere([5], hour, 3)).toMatchObject({ rows: [5], moved: 3, changes: [change(5, 4), change(5, 5)] })
  expect(
    chooseStillThere(
      [5],
      [1, 2, 3, 4, 5].map((at) => change(5, at)),
      3,
    ).rows,
  ).toEqual([])
})

it('takes what was done last for each, and nobody who left', () => {
  const done = [change(5, 1), { ...change(6, 1), from: [104] }, { ...change(6, 2), openid: '~pseudonym' }]
  expect(chooseStillThere([6, 5], done, 10)).toEqual({ changes: [done[1]], moved: 0, rows: [6, 5] })
})
