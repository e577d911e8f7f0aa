import { expect, it } from 'vitest'
import { toCallEvent } from '../../src/wechat/call-event.ts'
import { AnsweredNoError } from '../../src/wechat/errors.ts'

const PATH = '/cgi-bin/menu/get'

it.each([
  ['an answer', undefined, 'done'],
  ['that there is no menu, which is an answer', new AnsweredNoError(PATH, 46003, 'menu no exist'), 'done'],
  [
    'that the quota of the day is spent',
    new AnsweredNoError(PATH, 45009, 'reach max api daily quota limit'),
    'quota-spent',
  ],
  ['that the minute is spent', new AnsweredNoError(PATH, 45011, 'api minute-quota reach limit'), 'failed'],
  ['a refusal', new AnsweredNoError(PATH, 48001, 'api unauthorized'), 'failed'],
  ['a failure that is none of WeChat’s', new Error('a defect'), 'failed'],
])('tells %s for what it is', (_what, error, end) => {
  expect(toCallEvent(PATH, 1, 1, error).end).toBe(end)
})
