/** openids seen in the field are 28 characters and begin with o; they are case-sensitive and never repaired. */
const OPENID = /^o[A-Za-z0-9_-]{27}$/

export function isOpenid(text: string): boolean {
  return OPENID.test(text)
}

/** `oDF3…CM58`: enough to recognise somebody on a phone, and all of an openid that a log line shows. */
export function shortOpenid(openid: string): string {
  return openid.length <= 10 ? openid : `${openid.slice(0, 4)}…${openid.slice(-4)}`
}

/** The shortened form, as it is read back: what stands in the middle may have become three full stops on the way. */
const SHORT = /^(o[A-Za-z0-9_-]{3})(?:…|⋯|\.{3})([A-Za-z0-9_-]{4})$/

/** Head and tail of the openid that a text shortens; undefined when it shortens none. */
export function endsOf(text: string): { readonly head: string; readonly tail: string } | undefined {
  const [, head, tail] = SHORT.exec(text) ?? []
  return head === undefined || tail === undefined ? undefined : { head, tail }
}

/** Every openid in a structure of plain values, each once. */
export function openidsIn(value: unknown): Set<string> {
  const found = new Set<string>()
  const visit = (one: unknown): void => {
    if (typeof one === 'string') {
      if (isOpenid(one)) found.add(one)
    } else if (typeof one === 'object' && one !== null) Object.values(one).forEach(visit)
  }
  visit(value)
  return found
}
