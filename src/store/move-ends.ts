/*
 * The contract of moves for a time: who is to be moved back, when, and where to. Written together with the plan of the move
 * (Ledger.markSent), and taken away together with the end of whatever made it void (Ledger.end): a later change of the same
 * follower, an undo, or the moving back itself. Whoever leaves is taken out in the transaction that writes down that they left.
 */

/** What is needed to move one follower back. Groups as a set of ids, as in a plan. */
export interface NewMoveEnd {
  readonly openid: string
  /** By `clock.steady()`, as a limit that outlasts the process. */
  readonly dueAt: number
  /** How long it was to last from its acceptance on, in ms: none is further ahead. */
  readonly spanMs: number
  /** The time of day that was told. */
  readonly until: number
  /** Where the move puts them: only who is still there is moved back. */
  readonly to: readonly number[]
  readonly back: readonly number[]
  /** The API that the ids belong to. */
  readonly backend: string
}

export interface MoveEnd extends NewMoveEnd {
  /** The command that moved them. */
  readonly number: number
  /** How often moving back has failed. */
  readonly attempts: number
}

/** Ends of one command that are due together. */
export interface DueEnd {
  readonly number: number
  readonly attempts: number
}

export interface MoveEnds {
  /** When the first of all is due; null when none waits. */
  firstDue(): Promise<number | null>
  /** What is due at that time, each command once for each number of attempts; at most `limit`, the first due first. */
  due(at: number, limit: number): Promise<DueEnd[]>
  /** Everybody whom that command put somewhere for a time and who still waits for the end of it. */
  ofMove(number: number): Promise<MoveEnd[]>
  /** The end that waits for somebody; the latest, while a move is under way. */
  of(openid: string): Promise<MoveEnd | undefined>
  /** The ends that wait for any of these openids, in no order. */
  ofMany(openids: readonly string[]): Promise<MoveEnd[]>
  /** Moving back has failed: it is due again at `dueAt`, with one attempt more. */
  postpone(due: DueEnd, dueAt: number): Promise<void>
  /** The machine's time was set by so much: what is due stays as far away as it was. */
  shift(byMs: number): Promise<void>
  /** None is further ahead than it was to last: the machine's time was set back while no process ran. */
  clamp(now: number): Promise<void>
}
