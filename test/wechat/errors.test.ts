import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createGroupsApi, type GroupsApi } from '../../src/wechat/api/groups.ts'
import { AnsweredNoError } from '../../src/wechat/errors.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { anyLetter } from '../support/any-letter.ts'
import { APPSECRET, failureOf, openClient, reset, ScriptedPlatform } from './scripted-platform.ts'

const TOKEN = '/cgi-bin/stable_token'
const CREATE = '/cgi-bin/groups/create'

let clock: ManualClock
let platform: ScriptedPlatform
let opened: ReturnType<typeof openClient>
let groups: GroupsApi

beforeEach(async () => {
  clock = new ManualClock()
  platform = new ScriptedPlatform()
  opened = openClient(await platform.open(), clock)
  groups = createGroupsApi(opened.client)
})

afterEach(async () => {
  await opened.client.close()
  await platform.close()
})

describe('secrets (T23)', () => {
  it('stand in no error and no event, whatever fails', async () => {
    platform.token = 'canary-access-token'
    const faults = [
      reset,
      '<html>canary</html>',
      '{',
      { errcode: 40001, errmsg: 'x' },
      { errcode: 48001, errmsg: 'x' },
      { errcode: 99999, errmsg: '' },
    ]
    const seen: string[] = []
    for (const fault of faults) {
      platform.script(CREATE, fault, fault)
      seen.push(inspect(await failureOf(clock, groups.create('test')), { depth: 9, showHidden: true }))
    }
    const nobody = openClient('http://127.0.0.1:9', clock)
    seen.push(inspect(await failureOf(clock, createGroupsApi(nobody.client).list()), { depth: 9, showHidden: true }))
    await nobody.client.close()
    seen.push(JSON.stringify(opened.events))
    const text = seen.join('\n')
    expect(text).not.toContain(APPSECRET)
    expect(text).not.toContain('canary-access-token')
    expect(text).not.toContain('access_token=')
  })

  it('are blotted out where the platform hands them back in an errmsg', async () => {
    platform.script(CREATE, { errcode: 48001, errmsg: 'token token-1 may not' })
    expect(await failureOf(clock, groups.create('test'))).toMatchObject({ errmsg: 'token *** may not' })
    const cold = new ScriptedPlatform()
    const other = openClient(await cold.open(), clock)
    cold.script(TOKEN, { errcode: 40125, errmsg: `secret ${APPSECRET} is wrong` })
    const error = await failureOf(clock, createGroupsApi(other.client).list())
    expect(String(error)).toContain('errcode 40125 secret *** is wrong')
    await other.client.close()
    await cold.close()
  })
})

describe('an errmsg', () => {
  it('holds no control or format character, is well formed and not long, whatever came', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyLetter, maxLength: 400 }), (errmsg) => {
        const clean = new AnsweredNoError(CREATE, 48001, errmsg).errmsg
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        expect(clean.isWellFormed()).toBe(true)
        expect(clean.length).toBeLessThanOrEqual(200)
      }),
    )
  })
})
