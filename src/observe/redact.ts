/*
 * Every repetition that can end in nothing has a bound, so that no line takes long, whoever chose what is in it.
 */

/** In a query, as it is or percent-encoded; a name may be the end of a longer one (`msg_signature`, `access_token`). */
const PARAMETERS = /(token|secret|signature|echostr|nonce|openid)(=|%3D)[^\s&"'<>\\]*/gi
/** A field of JSON. */
const FIELDS = /"([\w-]{0,40}(?:token|secret|authorization|echostr))"\s*:\s*"(?:[^"\\]|\\.)*"/gi
/** A field of JSON that is itself text within JSON, however deep: an answer of the platform quoted in a message. */
const QUOTED_FIELDS = /(\\{1,15}"[\w-]{0,40}(?:token|secret|authorization|echostr)\\{1,15}"\s*:\s*\\{1,15}")[^"\\]*/gi
const HEADERS = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi
/** The query of an address: what WeChat and fenzu put there opens doors. */
const QUERIES = /(https?:\/\/[^\s"'?<>\\]{0,300}|\/(?:wechat|cgi-bin\/[\w/]{0,80}))\?[^\s"'<>\\]*/gi
const USERS = /((?:https?|postgres(?:ql)?):\/\/)[^\s"'/?<>\\@]{1,200}@/gi
const REDACTED = '[redacted]'

/** A shorter one is left alone: it would be found in half of all words, and only a callback Token can be that short. */
const SHORTEST_SECRET = 6

/**
 * Makes a line of JSON safe to be written: takes out the known secrets, and whatever looks like a token in a URL or in
 * JSON. It works on the finished line, so it does not matter through which field or error a secret came. It never takes a
 * backslash or a quote that belongs to the line itself, so what was one line of JSON stays one, whoever chose the words.
 */
export function createRedactor(secrets: readonly (string | undefined)[]): (line: string) => string {
  const known = secrets.filter((secret) => secret !== undefined).filter((secret) => secret.length >= SHORTEST_SECRET)
  // As JSON writes it, and as a URL does.
  const forms = new Set(known.flatMap((one) => [JSON.stringify(one).slice(1, -1), encodeURIComponent(one)]))
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return (line) => {
    let safe = line
    for (const secret of longestFirst) safe = safe.replaceAll(secret, REDACTED)
    return safe
      .replaceAll(QUERIES, `$1?${REDACTED}`)
      .replaceAll(USERS, `$1${REDACTED}@`)
      .replaceAll(PARAMETERS, `$1$2${REDACTED}`)
      .replaceAll(FIELDS, `"$1":"${REDACTED}"`)
      .replaceAll(QUOTED_FIELDS, `$1${REDACTED}`)
      .replaceAll(HEADERS, `$1 ${REDACTED}`)
  }
}
