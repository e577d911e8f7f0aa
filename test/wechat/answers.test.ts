import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createCustomerMessageApi } from '../../src/wechat/api/customer-message.ts'
import { createGroupsApi } from '../../src/wechat/api/groups.ts'
import type { WechatClient } from '../../src/wechat/client.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { failureOf, openClient, ScriptedPlatform, type Script } from './scripted-platform.ts'

/*
 * Answers as the platform gives them, named by call and errcode: each file says what comes back for one call, byte for
 * byte as text, and what the caller is told.
 */

const FOLDER = resolve(import.meta.dirname, '../../fixtures/wechat')
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'

const CALLS: Readonly<Record<string, { path: string; use: (client: WechatClient) => Promise<unknown> }>> = {
  list: { path: '/cgi-bin/groups/get', use: (client) => createGroupsApi(client).list() },
  groupIdOf: { path: '/cgi-bin/groups/getid', use: (client) => createGroupsApi(client).groupIdOf(P) },
  move: { path: '/cgi-bin/groups/members/update', use: (client) => createGroupsApi(client).move(() => [P], 108) },
  create: { path: '/cgi-bin/groups/create', use: (client) => createGroupsApi(client).create('test') },
  rename: { path: '/cgi-bin/groups/update', use: (client) => createGroupsApi(client).rename(2, 'test') },
  sendText: {
    path: '/cgi-bin/message/custom/send',
    use: (client) => createCustomerMessageApi(client).sendText(P, 'x'),
  },
}

const FIXTURE = z.strictObject({
  call: z.enum(Object.keys(CALLS)),
  answer: z.strictObject({ status: z.number(), contentType: z.string(), text: z.string() }),
  expect: z.union([
    z.strictObject({ value: z.unknown() }),
    z.strictObject({ error: z.looseObject({ name: z.string(), mayHaveHappened: z.boolean() }) }),
  ]),
})

const fixtures = readdirSync(FOLDER).map((name) => ({
  title: name.replace(/\.json$/, ''),
  fixture: FIXTURE.parse(JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))),
}))

let clock: ManualClock
let platform: ScriptedPlatform
let client: WechatClient

beforeEach(async () => {
  clock = new ManualClock()
  platform = new ScriptedPlatform()
  client = openClient(await platform.open(), clock).client
})

afterEach(async () => {
  await client.close()
  await platform.close()
})

function answering({ status, contentType, text }: z.infer<typeof FIXTURE>['answer']): Script {
  return (response) => {
    response.writeHead(status, { 'content-type': contentType, location: '/elsewhere' })
    response.end(text)
  }
}

describe('an answer of the platform', () => {
  it.each(fixtures)('is understood: $title (F03, F11)', async ({ fixture }) => {
    const { path, use } = CALLS[fixture.call]!
    platform.script(path, answering(fixture.answer))
    if ('value' in fixture.expect) {
      expect((await use(client)) ?? null).toEqual(fixture.expect.value)
      return
    }
    const error = await failureOf(clock, use(client))
    expect(error).toMatchObject({ path, ...fixture.expect.error })
    expect(platform.of(path)).toHaveLength(1)
    expect(platform.of('/elsewhere')).toEqual([])
  })

  it('is given up beyond a megabyte, and what it was to change stays in doubt', async () => {
    platform.script('/cgi-bin/groups/create', ' '.repeat(1_000_001))
    const error = await failureOf(clock, createGroupsApi(client).create('test'))
    expect(error).toMatchObject({ name: 'UnreadableAnswerError', mayHaveHappened: true })
    expect(String(error)).toBe('UnreadableAnswerError: /cgi-bin/groups/create: unreadable answer: too long')
  })
})
