import type { Changed } from '../store/rules/errands.ts'

/** Whom a rule's rows of the ledger are about, as far as they are taken back together. */
export interface StillThere {
  /** What the rule did last for each who may still be where it put them; at most so many. */
  readonly changes: readonly Changed[]
  /** Who was put elsewhere since. */
  readonly moved: number
  /** The rows of which nobody is left for another time. */
  readonly rows: readonly number[]
}

/**
 * Chooses who is taken back at once. Whoever is too many comes with the next one: their rows stay open, and those who were
 * taken back by then stand there no more. Whoever left is in the ledger under a pseudonym, which nobody can be asked about.
 */
export function chooseStillThere(rows: readonly number[], done: readonly Changed[], most: number): StillThere {
  const latest = [...new Map(done.map((change) => [change.openid, change])).values()].filter(({ openid }) =>
    openid.startsWith('o'),
  )
  const standing = latest.filter(({ stands }) => stands)
  const later = new Set(standing.slice(most).map(({ openid }) => openid))
  const open = new Set(done.filter(({ openid }) => later.has(openid)).map(({ number }) => number))
  return {
    changes: standing.slice(0, most),
    moved: latest.length - standing.length,
    rows: rows.filter((number) => !open.has(number)),
  }
}
