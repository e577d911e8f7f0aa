import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { deliver } from '../support/push.ts'
import { send } from '../support/send.ts'
import { API, BACKENDS, OWNER, Stage, until } from '../support/stage.ts'

let stage: Stage

afterEach(async () => {
  await stage.close()
})

describe.each(BACKENDS)('a thousand moves to one group at once, on %s', (backend) => {
  const moving =
    backend === 'groups' ? ['/cgi-bin/groups/members/update', '/cgi-bin/groups/members/batchupdate'] : [API.tags.move]

  it.each(backend === 'groups' ? [{ bad: 0 }, { bad: 3 }] : [{ bad: 3 }])(
    'take at most 23 moving calls, and each is answered; $bad of them are bad',
    async ({ bad }) => {
      const clock = new ManualClock(Date.now())
      const env = {
        WECHAT_MODE: 'plain',
        WECHAT_BACKEND: backend,
        FENZU_API_CALLS_PER_SECOND: '10',
        FENZU_REPLY_DEADLINE_MS: '2000',
      }
      stage = await turnUntil(clock, Stage.open(env, clock))
      await stage.reset({ followers: 1_001, quota: 'off' })
      await turnUntil(clock, stage.say('分组'))
      const known = (await stage.world()).followers.map(({ openid }) => openid).filter((openid) => openid !== OWNER)
      const openids = known.map((openid, at) =>
        at % 400 === 7 && at / 400 < bad ? `oBad${String(at).padStart(24, '0')}` : openid,
      )
      expect(openids).toHaveLength(1_000)
      const since = (await stage.calls()).at(-1)?.seq ?? 0
      // Nobody turns the clock until all have arrived: how fast this machine takes them in is not the matter here.
      await stage.fault('/cgi-bin/user/info/batchget', 'delay', { ms: 1_000 })
      const createdAt = Math.floor(clock.now() / 1000)
      const answered = Promise.all(
        openids.map((openid, at) =>
          deliver(stage.fenzu.url, { from: OWNER, text: `移动 ${openid} 106`, msgId: String(at + 1), createdAt }),
        ),
      )
      await until(async () => (await waiting()) === 1_000, 'the arrival of all')
      const answers = await turnUntil(clock, answered)
      const told = answers.filter(({ text }) => /^(?:✅|⏳ 已受理|❌)/u.test(text))
      expect(told).toHaveLength(1_000)
      for (let turns = 0; (await waiting()) > 0; turns += 1) {
        expect(turns).toBeLessThan(240)
        await clock.advance(500)
      }
      const calls = (await stage.calls(undefined, since)).filter(({ path }) => moving.includes(path))
      expect(calls.length).toBeLessThanOrEqual(23)
      for (const openid of openids.filter((one) => one.startsWith('oBad'))) {
        expect((await turnUntil(clock, stage.say(`日志 ${openid}`))).shown).toContain('本号没有这个人')
      }
      const there = (await stage.world()).followers.filter(({ groupid, tagid_list }) =>
        backend === 'groups'
          ? groupid === 106
          : tagid_list.includes(106) && tagid_list.filter((id) => id > 2).length === 1,
      )
      const good = openids.filter((openid) => !openid.startsWith('oBad'))
      expect(there.filter(({ openid }) => good.includes(openid))).toHaveLength(1_000 - bad)
    },
  )
})

async function waiting(): Promise<number> {
  return ((await (await send(`${stage.fenzu.url}/readyz`)).json()) as { waiting: number }).waiting
}
