/**
 * A string of its own. V8 keeps a part of a text as a view of the whole: an openid that is remembered for minutes would keep
 * the push it was cut out of in memory.
 */
export function ownString(text: string): string {
  return Buffer.from(text).toString()
}
