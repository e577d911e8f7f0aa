/** Query parameters and JSON fields whose values are nobody's business, wherever they turn up in a text. */
const PARAMETERS = /\b(access_token|secret|appsecret|signature|msg_signature|echostr|nonce|openid|token)=[^\s&"'<>]*/gi
const FIELDS = /"(access_token|secret|appsecret|authorization)"\s*:\s*"[^"]*"/gi
const REDACTED = '[redacted]'

/**
 * Makes every line safe to be written: the known secrets, whatever looks like a token in a URL or in JSON. It works on the
 * finished line, so it does not matter through which field or error a secret came.
 */
export function createRedactor(secrets: readonly (string | undefined)[]): (line: string) => string {
  const known = secrets.filter((secret) => secret !== undefined && secret.length >= 6) as string[]
  return (line) => {
    let safe = line
    for (const secret of known) safe = safe.replaceAll(secret, REDACTED)
    return safe.replaceAll(PARAMETERS, `$1=${REDACTED}`).replaceAll(FIELDS, `"$1":"${REDACTED}"`)
  }
}
