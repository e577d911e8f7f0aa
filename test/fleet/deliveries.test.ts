import { afterAll, beforeAll, expect, it } from 'vitest'
import { Fleet } from '../support/fleet.ts'
import { createEnvelopeOf, sendPush } from '../support/fleet-push.ts'
import { OWNER, P } from '../support/stage.ts'

let fleet: Fleet

beforeAll(async () => {
  fleet = await Fleet.open(2, { WECHAT_MODE: 'plain' })
  await fleet.executor()
})
afterAll(async () => {
  await fleet.close()
})

it('answers one delivery at two processes at once, 200 times, with one effect and one answer (F72)', async () => {
  const since = (await fleet.calls()).at(-1)?.seq ?? 0
  const different: string[] = []
  for (let round = 0; round < 200; round += 1) {
    const push = createEnvelopeOf(OWNER, `移动 ${P} ${round % 2 === 0 ? 108 : 107}`)
    const answers = await Promise.all(fleet.bots.map(({ url }) => sendPush(url, push)))
    const [first, second] = answers.map(({ body }) => /<Content><!\[CDATA\[(.*?)\]\]>/s.exec(body)?.[1] ?? body)
    if (first !== second || first?.startsWith('✅') !== true) different.push(`${first} | ${second}`)
  }
  expect(different).toEqual([])
  const moves = (await fleet.calls(since)).filter(({ path }) => path === '/cgi-bin/groups/members/update')
  expect(moves).toHaveLength(200)
}, 120_000)

it('refuses another message under a signature that came to another process (T56)', async () => {
  const first = createEnvelopeOf(OWNER, '分组')
  const other = { ...createEnvelopeOf(OWNER, `移动 ${P} 102`), query: first.query }
  expect((await sendPush(fleet.bots[0]!.url, first)).status).toBe(200)
  expect((await sendPush(fleet.bots[1]!.url, other)).status).toBe(401)
  expect((await fleet.world()).followers.find(({ openid }) => openid === P)?.groupid).not.toBe(102)
})
