/** PostgreSQL stores no NUL and no half of a surrogate pair: what has one is kept with the replacement character instead. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
