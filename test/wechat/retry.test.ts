import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AnsweredNoError,
  HttpNoError,
  NoAnswerError,
  TokenRefusedError,
  TooSlowError,
  UnreadableAnswerError,
} from '../../src/wechat/errors.ts'
import { decide, type AttemptCounts } from '../../src/wechat/retry.ts'

const PATH = '/cgi-bin/groups/create'
const FIRST: AttemptCounts = { failures: 0, renewals: 0, pauses: 0, tokenIsReplaced: false }
const no = (errcode: number) => new AnsweredNoError(PATH, errcode, '')
const kindFor = (error: unknown, repeatable: boolean, attempts: Partial<AttemptCounts> = {}) =>
  decide(error, repeatable, { ...FIRST, ...attempts }, () => 0.5).kind

describe('a failed attempt', () => {
  it.each([
    ['a dead token', no(40001), 'renew-token', 'renew-token'],
    ['an expired token', no(42001), 'renew-token', 'renew-token'],
    ['a spent minute', no(45011), 'wait-for-gate', 'wait-for-gate'],
    ['a spent day', no(45009), 'give-up', 'give-up'],
    ['a busy platform', no(-1), 'back-off', 'back-off'],
    ['a busy platform (-1000)', no(-1000), 'back-off', 'back-off'],
    ['an operation that is too frequent', no(45169), 'back-off', 'back-off'],
    ['a missing permission', no(48001), 'give-up', 'give-up'],
    ['a wrong openid', no(40003), 'give-up', 'give-up'],
    ['an unknown errcode', no(99999), 'give-up', 'give-up'],
    ['a refused token call', new TokenRefusedError(no(40125)), 'back-off', 'back-off'],
    ['a failing gateway', new HttpNoError(PATH, 502), 'back-off', 'give-up'],
    ['a chunked body', new HttpNoError(PATH, 412), 'give-up', 'give-up'],
    ['a redirect', new HttpNoError(PATH, 302), 'give-up', 'give-up'],
    ['HTML', new UnreadableAnswerError(PATH, 'not JSON'), 'back-off', 'give-up'],
    ['a broken connection', new NoAnswerError(PATH, 'ECONNRESET', true), 'back-off', 'give-up'],
    ['a refused connection', new NoAnswerError(PATH, 'ECONNREFUSED', false), 'back-off', 'back-off'],
    ['a hanging platform', new TooSlowError(PATH, 'attempt', 15_000, true), 'back-off', 'give-up'],
    ['a defect of ours', new TypeError('x'), 'give-up', 'give-up'],
  ])('after %s', (_title, error, repeatable, once) => {
    expect([kindFor(error, true), kindFor(error, false)]).toEqual([repeatable, once])
  })

  it('renews once, and uses what another call has renewed, but not for ever', () => {
    expect(kindFor(no(40001), true, { renewals: 1 })).toBe('give-up')
    expect(kindFor(no(40001), true, { renewals: 1, tokenIsReplaced: true })).toBe('renew-token')
    expect(kindFor(no(40001), true, { renewals: 3, tokenIsReplaced: true })).toBe('give-up')
  })

  it('is made again after about half a second, one and two, and then no more', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        const waits = [0, 1, 2].map((failures) => decide(no(-1), false, { ...FIRST, failures }, () => random))
        for (const [index, ms] of [500, 1_000, 2_000].entries()) {
          const wait = waits[index]
          expect(wait?.kind === 'back-off' && wait.ms >= ms * 0.75 && wait.ms <= ms * 1.25).toBe(true)
        }
      }),
    )
    expect(kindFor(no(-1), true, { failures: 3 })).toBe('give-up')
  })
})
