/** A question that the next message of an admin may answer; at most one for each. */
export interface StoredDialogue {
  readonly admin: string
  /** Plain JSON. */
  readonly body: unknown
  readonly expiresAt: number
}

export interface DialogueStore {
  /** Those that have not expired. */
  list(now: number): Promise<StoredDialogue[]>
  put(dialogue: StoredDialogue): Promise<void>
  clear(admin: string): Promise<void>
}
