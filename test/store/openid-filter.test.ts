import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { KnownOpenids } from '../../src/store/forgetting/known-openids.ts'
import { OpenidFilter } from '../../src/store/forgetting/openid-filter.ts'

const anOpenid = () => `o${randomBytes(21).toString('base64url').slice(0, 27)}`

it('has whoever was added, and hardly anybody else, however many there are', () => {
  const filter = new OpenidFilter()
  const added = Array.from({ length: 50_000 }, anOpenid)
  for (const openid of added) filter.add(openid)
  expect(added.every((openid) => filter.has(openid))).toBe(true)
  const seeming = Array.from({ length: 50_000 }, anOpenid).filter((openid) => filter.has(openid))
  expect(seeming.length).toBeLessThan(50)
})

it('counts everybody as known until all that was on disk was added, for each account', () => {
  const known = new KnownOpenids()
  const [written, stranger] = [anOpenid(), anOpenid()]
  expect(known.mayHave('wx1', stranger)).toBe(true)
  known.complete('wx1')
  known.addFrom(JSON.stringify({ rows: [['108', written, 1]] }))
  expect([written, stranger].map((openid) => known.mayHave('wx1', openid))).toEqual([true, false])
  expect(known.mayHave('wx2', stranger)).toBe(true)
})
