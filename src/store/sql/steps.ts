/*
 * Long work in pieces. SQLite runs on the event loop: whatever it does holds up every push. So what may be about many rows is
 * cut into pieces by the time that they take, and between two pieces the loop turns. Inside a transaction other statements
 * wait for its end meanwhile, pushes do not.
 */

/** How long one piece should take. A first one can't know, so it is small. */
export const PIECE_MS = 8
const FIRST_ROWS = 64
const MOST_ROWS = 4_096

/** Lets the event loop turn once: everything that has come meanwhile has its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** How many rows the next piece may have. */
class Pace {
  rows: number

  constructor(rows: number) {
    this.rows = rows
  }

  /** Learns from how long a piece of so many rows took. */
  learn(ms: number): void {
    if (ms > PIECE_MS) this.rows = Math.max(1, Math.floor((this.rows * PIECE_MS) / ms))
    else if (ms < PIECE_MS / 2) this.rows = Math.min(MOST_ROWS, this.rows * 2)
  }
}

/** Works on all of them, one piece after the other. */
export async function inPieces<T>(all: readonly T[], work: (some: readonly T[]) => Promise<void>): Promise<void> {
  const pace = new Pace(FIRST_ROWS)
  for (let at = 0; at < all.length;) {
    if (at > 0) await turn()
    const some = all.slice(at, at + pace.rows)
    const startedAt = performance.now()
    await work(some)
    pace.learn(performance.now() - startedAt)
    at += some.length
  }
}

/**
 * Walks through the numbers from 1 to `greatest`; `work` is given a range of them, both ends included, and says whether to go
 * on.
 */
export async function inRanges(greatest: number, work: (from: number, to: number) => Promise<boolean>): Promise<void> {
  const pace = new Pace(MOST_ROWS)
  for (let from = 1; from <= greatest;) {
    if (from > 1) await turn()
    const to = Math.min(greatest, from + pace.rows - 1)
    const startedAt = performance.now()
    if (!(await work(from, to))) return
    pace.learn(performance.now() - startedAt)
    from = to + 1
  }
}

/** Repeats `work`, which is told how many rows it may take and says how many it took, until it took fewer. */
export async function untilDone(work: (rows: number) => Promise<number>): Promise<void> {
  const pace = new Pace(FIRST_ROWS)
  for (;;) {
    const rows = pace.rows
    const startedAt = performance.now()
    if ((await work(rows)) < rows) return
    pace.learn(performance.now() - startedAt)
    await turn()
  }
}
