/*
 * The contract of forgetting. Whoever leaves is written down as somebody to be erased before their unsubscribe is answered,
 * and stays written down until nothing on disk names them any more. Afterwards only a mark stays for a day: a part of a
 * digest of the openid and when they left, so that what they sent before is refused, whoever restarts meanwhile.
 */

/** How long what was sent before somebody left is told apart from what a new follower sends. */
export const MARK_KEPT_S = 86_400

export interface Departure {
  readonly openid: string
  /** CreateTime of the unsubscribe, in seconds: only ever compared with other times of the platform. */
  readonly at: number
  /** Whether there are owners that the disk does not know: the last owner stays one. */
  readonly otherOwners: boolean
}

/** What somebody was called until they left. */
export interface Traces {
  readonly openid: string
  /** null when they had none. */
  readonly number: number | null
  /** Alias and remark. */
  readonly names: readonly string[]
  /** Whether they were an admin and are none any more. */
  readonly wasAdmin: boolean
}

/** Who left when, by the mark of their openid. */
export interface Mark {
  readonly mark: number
  /** In seconds. */
  readonly at: number
}

export interface ErasureStep {
  /** Where the next step begins; null when everybody had their turn. */
  readonly next: string | null
  /** Who is named nowhere any more. */
  readonly erased: number
  /** Who is still named by a command that has not ended, or by a question that may still be answered. */
  readonly waiting: number
}

export interface Erasures {
  /** What stays of an openid: 48 bits of a digest, of which nobody can make the openid again. */
  markOf(openid: string): number
  /** Whether anything on disk may name them; false is certain, true is not. Asks no disk. */
  mayName(openid: string): boolean
  /**
   * Writes down who is to be erased, and deletes what is known of them as a person; they are no admin any more. undefined,
   * and nothing is done, when they followed again since: the departure is old, or was handled before.
   */
  add(departure: Departure): Promise<Traces | undefined>
  /** Whether somebody is to be erased. */
  pending(): Promise<boolean>
  /**
   * Erases, in the order of the openids and for at most about `limitMs`, those behind `after` (the empty string for the
   * first step). Rows of commands that have not ended, and questions that were asked after they left, are left for later.
   */
  work(after: string, limitMs: number): Promise<ErasureStep>
  /** The marks of those who left after `since`, in seconds, the oldest first; at most `limit`, the newest. */
  marks(since: number, limit: number): Promise<Mark[]>
  /** Deletes the marks of those who left before, in seconds, at most `limit`; returns how many. */
  pruneMarks(before: number, limit: number): Promise<number>
}
