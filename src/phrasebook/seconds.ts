/** Seconds with one digit, as people read them. */
export function writeSeconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
