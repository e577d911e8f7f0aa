import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { deliver } from '../support/push.ts'
import { API, BACKENDS, OWNER, P, Stage, until, saidIn } from '../support/stage.ts'

describe.each(BACKENDS)('on %s', (backend) => {
  const { move: MOVE, create: CREATE } = API[backend]
  let clock: ManualClock
  let stage: Stage

  beforeEach(async () => {
    clock = new ManualClock(Date.now())
    stage = await Stage.open({ WECHAT_MODE: 'plain', WECHAT_BACKEND: backend }, clock)
  })

  afterEach(async () => {
    await stage.close()
  })

  const applied = async (path: string) => (await stage.calls(path)).filter((call) => call.applied).length
  const waitFor = (path: string, count = 1) =>
    until(async () => (await stage.calls(path)).length >= count, `${count} calls of ${path}`)

  describe('when the platform is slow', () => {
    it('answers with the result if it comes before the deadline', async () => {
      await stage.fault(MOVE, 'delay', { ms: 3_000 })
      const said = await turnUntil(clock, stage.say(`移动 ${P} 108`))
      expect(said.shown).toMatch(/^✅ oDF3…CM58：未分组 → VIP\(108\)\n/)
      expect(await stage.messages()).toEqual([])
    })

    it.each([7_000, 12_000])(
      'says after 4.5 s that it was accepted, and tells the end once: %i ms (F01)',
      async (ms) => {
        await stage.fault(MOVE, 'delay', { ms })
        const said = await turnUntil(clock, stage.say(`移动 ${P} 108`))
        expect(said.deliveries).toHaveLength(1)
        expect(said.deliveries[0]?.ms).toBeLessThan(5_000)
        expect(said.shown).toMatch(/^⏳ 已受理 1：移动 → VIP\(108\)/)
        expect((await turnUntil(clock, stage.say('结果 1'))).shown).toContain('⏳')
        await turnUntil(
          clock,
          until(async () => (await stage.messages()).length > 0, 'the late answer'),
        )
        await clock.advance(30_000)
        const messages = await stage.messages()
        expect(messages).toHaveLength(1)
        expect(messages[0]?.text).toContain('未分组 → VIP(108)')
        expect((await turnUntil(clock, stage.say('结果 1'))).shown).toContain('未分组 → VIP(108)')
        expect(await applied(MOVE)).toBe(1)
      },
    )

    it('gives a read a number only when it is late', async () => {
      await stage.fault('/cgi-bin/user/info/batchget', 'delay', { ms: 7_000 })
      const said = await turnUntil(clock, stage.say(`查 ${P}`))
      expect(said.shown).toMatch(/^⏳ 已受理 1：查/)
      await turnUntil(
        clock,
        until(async () => (await stage.messages()).length > 0, 'the late answer'),
      )
      expect((await turnUntil(clock, stage.say('结果 1'))).shown).toContain('未分组(0)')
    })

    it('ends a call that hangs and makes it again, with one effect (F02)', async () => {
      await stage.fault(MOVE, 'hang')
      const said = await turnUntil(clock, stage.say(`移动 ${P} 108`))
      expect(said.shown).toMatch(/^⏳/)
      await turnUntil(
        clock,
        until(async () => (await stage.messages()).length > 0, 'the late answer'),
      )
      expect(await stage.groupOf(P)).toBe(108)
      expect(await applied(MOVE)).toBe(1)
    })
  })

  describe('when an answer of the platform is lost', () => {
    it.each(['reset-before', 'reset-after', 'http502', 'truncated'])('moves once: %s (F03, F04)', async (kind) => {
      await stage.fault(MOVE, kind)
      await turnUntil(clock, stage.say(`移动 ${P} 108`))
      await until(async () => (await stage.groupOf(P)) === 108, 'the move')
      expect(await applied(MOVE)).toBe(1)
    })

    it.each(['reset-before', 'reset-after'])('makes one group: %s (F04)', async (kind) => {
      await stage.fault(CREATE, kind)
      const said = await turnUntil(clock, stage.say('新建 老客户'))
      expect(said.shown).toContain('老客户')
      expect((await stage.groups()).filter(({ name }) => name === '老客户')).toHaveLength(1)
    })
  })

  describe('when the same message is delivered again', () => {
    const move = (now: number) => ({
      from: OWNER,
      text: `移动 ${P} 108`,
      msgId: '6054768590064713728',
      createdAt: Math.floor(now / 1000),
    })

    it('acts once and gives every delivery the same answer, at once or later (F25, F26)', async () => {
      const message = move(clock.now())
      const answers = await Promise.all([1, 2, 3].map(() => deliver(stage.fenzu.url, message)))
      answers.push(await deliver(stage.fenzu.url, message))
      expect(new Set(answers.map(({ text }) => saidIn(text)))).toEqual(new Set(['✅ oDF3…CM58：未分组 → VIP(108)']))
      expect(await stage.calls(MOVE)).toHaveLength(1)
    })

    it('gives the stored answer after a restart, without a second call (F17)', async () => {
      const message = move(clock.now())
      const first = await deliver(stage.fenzu.url, message)
      await stage.restart()
      expect(await deliver(stage.fenzu.url, message)).toEqual(first)
      expect(await stage.calls(MOVE)).toHaveLength(1)
    })

    it('hands the end to a later delivery when the first was cut off, and pushes nothing (F31)', async () => {
      await stage.fault(MOVE, 'delay', { ms: 3_000 })
      const message = move(clock.now())
      const cut = new AbortController()
      const first = deliver(stage.fenzu.url, message, cut.signal).catch(() => 'cut')
      await waitFor(MOVE)
      cut.abort()
      expect(await first).toBe('cut')
      const second = await turnUntil(clock, deliver(stage.fenzu.url, message))
      expect(second.text).toContain('VIP(108)')
      await clock.advance(60_000)
      expect(await stage.messages()).toEqual([])
    })
  })

  describe('when the bot is started again', () => {
    it('finds out how a call ended that it did not see the end of, and tells it once (F16)', async () => {
      await stage.fault(MOVE, 'delay', { ms: 12_000 })
      const said = await turnUntil(clock, stage.say(`移动 ${P} 108`))
      expect(said.shown).toMatch(/^⏳ 已受理 1/)
      await turnUntil(clock, stage.restart())
      await turnUntil(
        clock,
        until(async () => (await stage.messages()).length > 0, 'the late answer'),
      )
      expect((await stage.messages())[0]?.text).toContain('VIP(108)')
      await clock.advance(60_000)
      expect(await stage.messages()).toHaveLength(1)
      expect(await applied(MOVE)).toBe(1)
    })
  })

  describe('the order of commands', () => {
    it('moves into a group that the message before makes', async () => {
      await stage.fault(CREATE, 'delay', { ms: 2_000 })
      const [created, moved] = await turnUntil(clock, Promise.all([stage.say('新建 甲'), stage.say(`移动 ${P} 甲`)]))
      expect(created.shown).toContain('甲')
      expect(moved.shown).toContain('甲')
      const id = (await stage.groups()).find(({ name }) => name === '甲')?.id
      expect(await stage.groupOf(P)).toBe(id)
    })

    it('leaves the later of two moves standing, and refuses an older one that comes late (F27)', async () => {
      const now = Math.floor(clock.now() / 1000)
      const older = { from: OWNER, text: `移动 ${P} 107`, msgId: '6054768590064713701', createdAt: now - 20 }
      const newer = { from: OWNER, text: `移动 ${P} 108`, msgId: '6054768590064713702', createdAt: now }
      await deliver(stage.fenzu.url, newer)
      expect((await deliver(stage.fenzu.url, older)).text).toContain('已被后来的命令取代')
      expect(await stage.groupOf(P)).toBe(108)
    })
  })

  describe('the access_token', () => {
    it('is renewed without a failed command when somebody else revokes it (F09)', async () => {
      for (let round = 0; round < 3; round += 1) {
        await stage.revokeToken()
        const said = await turnUntil(clock, stage.say(`移动 ${P} ${round % 2 === 0 ? 108 : 107}`))
        expect(said.shown).toMatch(/^✅/)
        await clock.advance(35_000)
      }
    })

    it('that one interface refuses for ever costs two fetches, and ends in a clear answer', async () => {
      await stage.say('分组')
      const before = (await stage.calls()).at(-1)?.seq ?? 0
      await stage.fault(MOVE, 'errcode', { errcode: 40001, times: 100 })
      const said = await turnUntil(clock, stage.say(`移动 ${P} 108`))
      expect(said.shown).toContain('凭证')
      expect(await stage.calls('/cgi-bin/stable_token', before)).toHaveLength(2)
      expect(await stage.calls(MOVE, before)).toHaveLength(2)
    })
  })
})
