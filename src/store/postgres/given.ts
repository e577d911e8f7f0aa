import { sql, type RawBuilder } from 'kysely'
import type { Cell } from '../sql/engine.ts'
import { storable } from './storable.ts'

/** A table called `given` with one row for each of these: they travel in one parameter, however many they are. */
export function given(rows: readonly (readonly Cell[])[]): RawBuilder<unknown> {
  return sql`json_array_elements(cast(${JSON.stringify(rows.map((row) => row.map(toCell)))} as json)) as given(value)`
}

function toCell(cell: Cell): Cell {
  return typeof cell === 'string' ? storable(cell) : cell
}
