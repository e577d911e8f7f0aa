/** A line of the delicate parts with one small change, and the test file that turns red by it. */
export interface Delicate {
  /** Below src. */
  readonly file: string
  /** What stands in the file, once: a line, or what of it is changed. */
  readonly line: string
  readonly becomes: string
  /** What is wrong then, in words. */
  readonly change: string
  readonly test: string
}

/** The text of a file with the change made. */
export function withChange(text: string, { file, line, becomes }: Delicate): string {
  const parts = text.split(line)
  const [before, after] = parts
  if (before === undefined || after === undefined || parts.length !== 2) {
    throw new RangeError(`src/${file} has this ${parts.length - 1} times instead of once: ${line}`)
  }
  return before + becomes + after
}
