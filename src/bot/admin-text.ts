import type { CommandRow } from '../store/ledger.ts'
import type { Begun } from './in-flight.ts'

/** An admin's text, past the door. */
export interface AdminText {
  readonly admin: string
  readonly text: string
  readonly dedupeKey: string
  readonly writtenAt: number
  /** Nothing was accepted under its key so far: whoever hands it over has just asked, and hands it over once. */
  readonly isNew?: true
}

export interface IntakeEvents {
  /** A change is in the ledger. */
  accepted(row: CommandRow): void
  /** One that an earlier process was given already. */
  repeated(): void
}

/** What a text has become; `refused` when it was not accepted. */
export interface TextIntake {
  readonly begun: Promise<Begun>
  readonly refused?: true
}

/** A text that was answered at once. */
export function at(begun: Begun): { begun: Promise<Begun> } {
  return { begun: Promise.resolve(begun) }
}
