import type { CannotUndo } from '../facts.ts'

/** Facts about commands that were not taken back, or not brought back. */
export type RecordAnswer =
  /** `by` is the command of somebody else that withdrew it; null or absent when its own admin did. */
  | { kind: 'withdrawn'; by?: number | null }
  | { kind: 'nothing-to-undo' }
  /** `earlier` is the change before it, which can perhaps be taken back. */
  | { kind: 'cannot-undo'; number: number; reason: CannotUndo; earlier?: number }
  | { kind: 'nothing-to-redo' }
  | { kind: 'cannot-redo'; number: number; reason: CannotUndo | 'not-undone' }
