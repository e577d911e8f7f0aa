/** How far the import of the account's followers is, so that it goes on where it was broken off. */
export interface SyncState {
  /** `listing` openids, `asking` for details, or `done`. */
  readonly phase: 'listing' | 'asking' | 'done'
  /** Where the next page of openids begins. */
  readonly next: string
  /** The number up to which details have been asked for. */
  readonly asked: number
  readonly total: number
  readonly startedAt: number
}

export interface SyncStates {
  read(): Promise<SyncState | undefined>
  write(state: SyncState): Promise<void>
}
