/** What somebody can be named by. */
export interface Named {
  readonly openid: string
  readonly number: number | null
  readonly names: readonly string[]
}

/** Whether a text names this person: by openid, by `#57` or by a name. */
export function namesPerson(text: string, { openid, number, names }: Named): boolean {
  if (text.includes(openid) || names.some((name) => name !== '' && text.includes(name))) return true
  return number !== null && new RegExp(`#${number}(?!\\d)`, 'u').test(text)
}
