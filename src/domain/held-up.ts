/**
 * From here on a standstill of the event loop is worth a warning, in ms: everybody who writes waits so long before anything is
 * done, and WeChat waits 5 s in all.
 */
export const HELD_UP_MS = 1_000

/** Seconds with one digit, as people read them. */
export function writeSeconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
