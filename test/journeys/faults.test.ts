import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { deliver } from '../support/push.ts'
import { API, BACKENDS, OWNER, P, Q, Stage, until, saidIn } from '../support/stage.ts'
import { send } from '../support/send.ts'

describe.each(BACKENDS)('on %s', (backend) => {
  const { move: MOVE, rename: RENAME, create: CREATE, remove: DELETE } = API[backend]
  const thing = backend === 'groups' ? 'group' : 'tag'
  let clock: ManualClock
  let stage: Stage

  beforeEach(async () => {
    clock = new ManualClock(Date.now())
    stage = await Stage.open({ WECHAT_MODE: 'plain', WECHAT_BACKEND: backend }, clock)
  })
  afterEach(async () => {
    await stage.close()
  })

  const shown = async (text: string) => saidIn((await turnUntil(clock, stage.say(text))).shown)
  const applied = async (path: string) => (await stage.calls(path)).filter((call) => call.applied).length
  const waiting = async () => ((await (await send(`${stage.fenzu.url}/readyz`)).json()) as { waiting: number }).waiting
  const settled = () =>
    turnUntil(
      clock,
      until(async () => (await waiting()) === 0, 'the end'),
    )

  describe('an answer that is lost', () => {
    const commands = [
      { path: MOVE, text: () => Promise.resolve(`移动 ${P} 108`) },
      { path: RENAME, text: () => Promise.resolve('改名 107 新名') },
      { path: CREATE, text: () => Promise.resolve('新建 老客户') },
      { path: DELETE, text: async () => `确认 ${/确认 (\d{4})/.exec(await shown('删除 107'))?.[1]}` },
    ]
    const kinds = ['reset-before', 'reset-after', 'http502', 'truncated']
    it.each(commands.flatMap((command) => kinds.map((kind) => ({ ...command, kind }))))(
      'of $path leaves one effect: $kind (F03, F04)',
      async ({ path, text, kind }) => {
        const command = await text()
        await stage.fault(path, kind)
        expect(await shown(command)).toMatch(/^(?:✅|⏳)/u)
        await settled()
        expect(await applied(path)).toBe(1)
      },
    )
  })

  describe('a platform that is busy', () => {
    it('is asked again a little later, and the command ends well (F05)', async () => {
      await stage.fault(MOVE, 'errcode', { errcode: -1, times: 2 })
      expect(await shown(`移动 ${P} 108`)).toMatch(/^✅/)
      expect(await stage.calls(MOVE)).toHaveLength(3)
      expect(await applied(MOVE)).toBe(1)
    })
  })

  describe('a dead token', () => {
    it('is renewed once for many commands at once (F08)', async () => {
      await shown('分组')
      const before = (await stage.calls()).at(-1)?.seq ?? 0
      await stage.revokeToken()
      const people = (await stage.world()).followers.slice(0, 20).map(({ openid }) => openid)
      const answers = await turnUntil(clock, Promise.all(people.map((openid) => stage.say(`查 ${openid}`))))
      expect(answers.every((answer) => answer.shown?.includes('…'))).toBe(true)
      expect((await stage.calls('/cgi-bin/stable_token', before)).length).toBeLessThanOrEqual(2)
    })

    it('three times, 35 s apart, costs one renewal each and no command (F09)', async () => {
      for (let round = 0; round < 3; round += 1) {
        const before = (await stage.calls()).at(-1)?.seq ?? 0
        await stage.revokeToken()
        expect(await shown(`移动 ${P} ${round % 2 === 0 ? 108 : 107}`)).toMatch(/^✅/)
        expect((await stage.calls('/cgi-bin/stable_token', before)).length).toBeLessThanOrEqual(1)
        await clock.advance(35_000)
      }
    })
  })

  describe('a quota', () => {
    it('that is spent half-way ends five of twenty moves well and tells the others why (F06)', async () => {
      const strangers = (await stage.world()).followers.filter(
        ({ groupid, tagid_list }) => groupid !== 106 && !tagid_list.includes(106),
      )
      const people = strangers.slice(0, 20).map(({ openid }) => openid)
      for (const openid of people.slice(0, 5)) expect(await shown(`移动 ${openid} 106`)).toMatch(/^✅/)
      await stage.fault(MOVE, 'errcode', { errcode: 45009, times: 100 })
      const answers = []
      for (const openid of people.slice(5)) answers.push(await shown(`移动 ${openid} 106`))
      expect(
        answers.every((answer) =>
          /^❌ 未执行：今天「\S+」的额度已用完，\S+ 00:00 后可用\n看还剩多少：状态$/.test(answer),
        ),
      ).toBe(true)
      expect(await applied(MOVE)).toBe(5)
      expect((await stage.calls(MOVE)).length).toBe(6)
    })
  })

  describe('a clock that is wrong by ten minutes', () => {
    it.each([600_000, -600_000])('refuses every push, loudly for the operator: %i ms (F12)', async (skewMs) => {
      const message = {
        from: OWNER,
        text: `移动 ${P} 108`,
        msgId: '1',
        createdAt: Math.floor((clock.now() + skewMs) / 1000),
      }
      expect((await deliver(stage.fenzu.url, message)).status).toBe(401)
      expect(await stage.calls(MOVE)).toEqual([])
      const line = stage.log.find((one) => one.includes('timestamp-stale'))
      expect(line).toContain('set the clock (NTP)')
      const readiness = (await (await send(`${stage.fenzu.url}/readyz`)).json()) as { pushes: Record<string, number> }
      expect(readiness.pushes['timestamp-stale']).toBe(1)
      expect(await (await send(`${stage.fenzu.url}/metrics`)).text()).toContain(
        'fenzu_push_refusals_total{account="default",reason="timestamp-stale"} 1',
      )
    })
  })

  describe('a group that is changed in the console meanwhile', () => {
    const asSomebodyElse = async (path: string, body: unknown) => {
      const base = stage.fenzu.sandboxUrl ?? ''
      const account = 'appid=wx5a4db0c0ffee0001&secret=5a4db0c0ffee00015a4db0c0ffee0001'
      const token = (await (await send(`${base}/cgi-bin/token?grant_type=client_credential&${account}`)).json()) as {
        access_token: string
      }
      const text = JSON.stringify(body)
      await send(`${base}${path}?access_token=${token.access_token}`, { method: 'POST', body: text })
    }

    it('is found under its new name, and its old name is not believed (F33)', async () => {
      await shown('分组')
      await asSomebodyElse(RENAME, { [thing]: { id: 107, name: '全新' } })
      expect(await shown(`移动 ${P} 全新`)).toContain('全新(107)')
    })

    it('and that is gone is looked for again before anybody is told (F33)', async () => {
      await shown('分组')
      await asSomebodyElse(DELETE, { [thing]: { id: 107 } })
      expect(await shown(`移动 ${P} 107`)).toContain('没有「107」这个分组')
      expect(await stage.groupOf(P)).toBe(0)
    })

    it('is asked about again when a deletion is confirmed (F33)', async () => {
      const question = await shown('删除 107')
      await asSomebodyElse(RENAME, { [thing]: { id: 107, name: '有用了' } })
      expect(await shown(`确认 ${/确认 (\d{4})/.exec(question)?.[1]}`)).toContain('情况有变，没有执行')
      expect((await stage.groups()).some(({ id }) => id === 107)).toBe(true)
    })
  })

  describe('two commands of one admin in a moment', () => {
    it('on one follower end in the order they were sent, however slow the first (F27)', async () => {
      await stage.fault(MOVE, 'delay', { ms: 3_000 })
      const first = stage.say(`移动 ${Q} 108`)
      await until(async () => (await stage.calls(MOVE)).length === 1, 'the call')
      const second = stage.say(`移动 ${Q} 107`)
      await turnUntil(clock, Promise.all([first, second]))
      expect(await stage.groupOf(Q)).toBe(107)
      expect((await stage.calls(MOVE)).map(({ body }) => targetIn(body))).toEqual([108, 107])
    })
  })

  describe('an answer with more than fits', () => {
    it('comes in pages that the platform shows (F30)', async () => {
      await stage.reset({ quota: 'off' })
      for (let count = 0; count < 90; count += 1) await shown(`新建 第${count}个分组`)
      let text = (await stage.say('分组')).shown ?? ''
      const seen = [text]
      while (text.includes('更多')) {
        text = (await stage.say('更多')).shown ?? ''
        seen.push(text)
      }
      expect(seen.length).toBeGreaterThan(1)
      expect(seen.every((page) => Buffer.byteLength(page) <= 2_047)).toBe(true)
      expect(seen.join('\n')).toContain('第89个分组')
    })
  })
})

function targetIn(body: unknown): number | undefined {
  const { to_groupid, tagid } = body as { to_groupid?: number; tagid?: number }
  return to_groupid ?? tagid
}
