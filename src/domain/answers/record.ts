import type { Answer } from '../answer.ts'
import type { CannotUndo } from '../facts.ts'

/** Facts about commands that are taken back and brought back. */
export type RecordAnswer =
  /** `answer` tells the change that was made to undo it; null when it was withdrawn before anything had been done. */
  | { kind: 'undone'; number: number; answer: Answer | null }
  /** `by` is the command of somebody else that withdrew it; null or absent when its own admin did. */
  | { kind: 'withdrawn'; by?: number | null }
  | { kind: 'nothing-to-undo' }
  /** `earlier` is the change before it, which can perhaps be taken back. */
  | { kind: 'cannot-undo'; number: number; reason: CannotUndo; earlier?: number }
  /** `answer` tells the change by which it was brought back; null when its undo was withdrawn before anything had been done. */
  | { kind: 'redone'; number: number; answer: Answer | null }
  | { kind: 'nothing-to-redo' }
  | { kind: 'cannot-redo'; number: number; reason: CannotUndo | 'not-undone' }
