import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/observe/log.ts'
import { createRedactor } from '../../src/observe/redact.ts'

const SECRET = '5a4db0c0ffee0001Zz'
const AWKWARD_SECRET = 'quote"back\\slash%&+'
const TOKEN = '57_kRqP-0canary'

/** The line of the log for these fields, and what a reader of JSON makes of it. */
function lineOf(fields: object, message = 'x'): string {
  const lines: string[] = []
  createLog({ level: 'trace', secrets: [SECRET, AWKWARD_SECRET], write: (line) => lines.push(line) }).warn(
    fields,
    message,
  )
  expect(lines).toHaveLength(1)
  return lines[0] ?? ''
}

describe('the redactor', () => {
  it.each([
    ['a query', `GET /cgi-bin/groups/get?access_token=${TOKEN}&x=1`],
    ['the first word of a line', `no answer\naccess_token=${TOKEN}`],
    ['a percent-encoded address', `redirect=https%3A%2F%2Fx%2F%3Faccess_token%3D${TOKEN}`],
    ['an answer of the platform', JSON.stringify({ access_token: TOKEN, expires_in: 7_200 })],
    ['an answer within an answer', JSON.stringify({ body: JSON.stringify({ access_token: TOKEN }) })],
    ['a spaced answer', `{ "access_token" : "${TOKEN}" }`],
    ['another case', `Access_Token=${TOKEN}`],
    ['a setting', `WECHAT_APPSECRET=${TOKEN}`],
  ])('takes a token out of %s (T23)', (_, text) => {
    for (const line of [lineOf({ text }), lineOf({}, text), lineOf({ err: new Error(text) })]) {
      expect(line).not.toContain(TOKEN)
      expect(line).toContain('[redacted]')
    }
  })

  it.each([
    ['as it is', AWKWARD_SECRET],
    ['in a URL', `https://x/?q=${encodeURIComponent(AWKWARD_SECRET)}`],
    ['in the cause of an error', new Error('outer', { cause: new Error(AWKWARD_SECRET) })],
  ])('takes a known secret out, %s (T23)', (_, value) => {
    expect(lineOf({ err: value })).not.toMatch(/slash(%25&\+|%&\+)|quote%22back/)
  })

  it('leaves everything else as it is', () => {
    const line = '{"level":"info","command":"移动","target":"VIP(108)","number":12,"msg":"command"}\n'
    expect(createRedactor([SECRET, undefined, 'VIP'])(line)).toBe(line)
  })

  it.each(['http://', 'http://user', '\\', '"access_token":"', '/cgi-bin/', 'bearer '])(
    'gets through a line of a megabyte made of %j (T16)',
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length)
      expect(lineOf({ text, token: TOKEN })).not.toContain(TOKEN)
    },
  )

  it('never makes one line of JSON into two, or into none (T16)', () => {
    const piece = fc.constantFrom(
      ...['token=', 'access_token', '"', '\\', '":"', '\n', '\u001b[31m', '&', '},{', '%3D', SECRET, 'a', '\\"', ','],
    )
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(text, text, text, (target, message, reason) => {
        const line = lineOf({ target, err: new Error(reason) }, message)
        expect(line).not.toContain(SECRET)
        expect(line.indexOf('\n')).toBe(line.length - 1)
        expect(line).not.toContain('\u001b')
        expect(Object.keys(JSON.parse(line) as object)).toEqual(['level', 'time', 'target', 'err', 'msg'])
      }),
      { numRuns: 500 },
    )
  })
})
