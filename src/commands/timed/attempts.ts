/** How long after a failed attempt to move somebody back the next one is made; the last of them again and again. */
const PAUSES_MS = [1, 5, 15, 60, 360].map((minutes) => minutes * 60_000)
/** A week of attempts, about: whoever is told of the last one has to see to it. */
const MOST_ATTEMPTS = 30

/** @param attempts how many have failed before */
export function isLastAttempt(attempts: number): boolean {
  return attempts + 1 >= MOST_ATTEMPTS
}

/** @param attempts how many had failed before the one that failed just now */
export function pauseAfter(attempts: number): number {
  return PAUSES_MS[Math.min(attempts, PAUSES_MS.length - 1)] ?? 0
}
