import { expect, it } from 'vitest'
import { ERRCODES, type ErrcodeKind } from '../../src/wechat/errcodes.ts'

/** Written out a second time on purpose: a code that changes its kind changes what happens to an admin's command. */
const KINDS: Readonly<Record<ErrcodeKind, readonly number[]>> = {
  token: [40001, 40014, 42001],
  busy: [-1, -1000, 45169],
  'minute-quota': [45011],
  'day-quota': [45009],
  settings: [
    40013, 40066, 40125, 40164, 40201, 40202, 40203, 40243, 41001, 41002, 41004, 42007, 45035, 48001, 61004, 61007,
    89501, 89503, 89506, 89507,
  ],
  'admin-input': [
    40003, 40031, 40050, 40051, 40092, 40117, 40152, 43004, 43019, 45016, 45017, 45018, 45056, 45058, 45059, 45157,
    45158, 45159, 46004, 49003, 50005,
  ],
  'give-up': [
    40200, 45002, 45008, 45015, 45047, 45057, 45072, 45080, 45081, 48002, 48004, 48006, 50001, 50002, 76001, 76002,
    76003, 76022,
  ],
  defect: [40002, 40032, 40033, 40035, 40038, 40097, 41009, 43001, 43002, 43003, 44002, 44004, 47001],
}

const rows = Object.entries(KINDS).flatMap(([kind, codes]) => codes.map((errcode) => [errcode, kind] as const))

it.each(rows)('treats errcode %i as %s (F11)', (errcode, kind) => {
  expect(ERRCODES.get(errcode)?.kind).toBe(kind)
})

it('knows no other errcodes, and each once', () => {
  expect(rows.map(([errcode]) => errcode).sort((a, b) => a - b)).toEqual([...ERRCODES.keys()].sort((a, b) => a - b))
})
