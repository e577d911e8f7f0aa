import { describe, expect, it } from 'vitest'
import { InterfaceStoppedError } from '../../src/dispatch/errors.ts'
import { saysQuotaSpent, toFailureAnswer } from '../../src/groups/failure.ts'
import { StoreUnavailableError } from '../../src/store/errors.ts'
import { AnsweredNoError, TooSlowError } from '../../src/wechat/errors.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const PATH = '/cgi-bin/groups/members/update'
const NOW = Date.parse('2026-11-28T10:30:00+08:00')

const told = (error: unknown, openid?: string) => toFailureAnswer(error, NOW, openid)

describe('what a failed call means to an admin', () => {
  it('is what the platform answered, with the number by which its support finds the call', () => {
    const refusal = new AnsweredNoError(PATH, 40050, 'invalid group id rid: 5f0a-1b2c-3d4e')
    expect(told(refusal)).toEqual({
      kind: 'platform-failed',
      errcode: 40050,
      hint: refusal.hint,
      rid: '5f0a-1b2c-3d4e',
    })
    expect(told(new AnsweredNoError(PATH, 40050, 'invalid group id'))).toMatchObject({ rid: null })
  })

  it('is about a follower only where one is named', () => {
    const unknown = new AnsweredNoError(PATH, 40003, 'invalid openid')
    expect(told(unknown, P)).toEqual({ kind: 'unknown-openid', openid: P })
    expect(told(unknown)).toMatchObject({ kind: 'platform-failed', errcode: 40003 })
  })

  it('is a spent quota until midnight in Shanghai', () => {
    expect(told(new AnsweredNoError(PATH, 45009, 'reach max api daily quota limit'))).toEqual({
      kind: 'quota-spent',
      interfaceName: { zh: '移动用户分组', en: 'moving followers' },
      untilAt: Date.parse('2026-11-29T00:00:00+08:00'),
    })
  })

  it('is a failure without an errcode where nothing was answered, and a store that is away', () => {
    expect(told(new TooSlowError(PATH, 'attempt', 5_000, true))).toMatchObject({
      kind: 'platform-failed',
      errcode: null,
      rid: null,
    })
    expect(told(new StoreUnavailableError(new Error('locked')))).toEqual({ kind: 'store-down' })
  })

  it('is nothing where the defect is ours', () => {
    expect(told(new TypeError('ours'))).toBeUndefined()
  })
})

describe('a spent quota', () => {
  it.each([
    [new InterfaceStoppedError(PATH, 'day-quota', NOW, undefined), true],
    [new InterfaceStoppedError(PATH, 'permanent', NOW, undefined), false],
    [new AnsweredNoError(PATH, 45009, 'reach max api daily quota limit'), true],
    [new AnsweredNoError(PATH, 40050, 'invalid group id'), false],
    [new TypeError('ours'), false],
  ])('is seen in what was refused, now or before: %s', (error, isSpent) => {
    expect(saysQuotaSpent(error)).toBe(isSpent)
  })
})
