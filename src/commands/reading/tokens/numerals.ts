const DIGITS = '零一二三四五六七八九'

/** Up to 99, in digits or in Chinese numerals; undefined for what is neither. */
export function toNumber(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  if (text === '两' || text === '俩') return 2
  if (text === '半') return undefined
  const [, tens, ten, ones] = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/u.exec(text) ?? []
  if (tens === undefined && ten === undefined && ones === undefined) return undefined
  if (ten === undefined) return ones === undefined && tens !== undefined ? DIGITS.indexOf(tens) : undefined
  return (tens === undefined ? 1 : DIGITS.indexOf(tens)) * 10 + (ones === undefined ? 0 : DIGITS.indexOf(ones))
}
