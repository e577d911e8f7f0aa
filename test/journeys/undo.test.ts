import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { deliver } from '../support/push.ts'
import { API, BACKENDS, OWNER, P, Q, Stage, until, saidIn } from '../support/stage.ts'
import { send } from '../support/send.ts'

const BATCH_GET = '/cgi-bin/user/info/batchget'

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

  const shown = async (text: string) => saidIn((await stage.say(text)).shown)
  const digitsIn = (text: string) => /(?:确认|yes) (\d{4})/.exec(text)?.[1] ?? 'none'

  describe('撤销', () => {
    it('said three times steps back through three moves, and 重做 forward again, over restarts', async () => {
      for (const group of [106, 107, 108]) await shown(`移动 ${Q} ${group}`)
      expect(await shown('撤销')).toBe('↩️ 已撤销 3\n✅ od8X…6KBc：VIP → test(107)')
      await turnUntil(clock, stage.restart())
      expect(await shown('撤銷')).toBe('↩️ 已撤销 2\n✅ od8X…6KBc：test → ★不测试组★(106)')
      await shown('语言 中文')
      expect(await shown('undo')).toBe('↩️ 已撤销 1\n✅ od8X…6KBc：★不测试组★ → 新人(102)')
      expect(await stage.groupOf(Q)).toBe(102)
      expect(await shown('撤销')).toContain('没有可以撤销的命令')
      await turnUntil(clock, stage.restart())
      expect(await shown('重做')).toBe('↪️ 已重做 1\n✅ od8X…6KBc：新人 → ★不测试组★(106)')
      await shown('语言 中文')
      expect(await shown('redo')).toContain('↪️ 已重做 2')
      expect(await shown('重做')).toContain('↪️ 已重做 3')
      expect(await shown('重做')).toContain('没有可以重做的命令')
      expect(await stage.groupOf(Q)).toBe(108)
      expect(await shown('撤销')).toContain('↩️ 已撤销 3')
      expect(await shown('撤销 3')).toContain('已经撤销过')
    })

    it('takes an alias back with the 备注 that it wrote', async () => {
      const remarkOf = async () => (await stage.world()).followers.find(({ openid }) => openid === Q)?.remark
      const before = await remarkOf()
      await shown(`别名 ${Q} 小王`)
      expect(await remarkOf()).toBe('小王')
      expect(await shown('撤销')).toMatch(/^↩️ 已撤销 1\n✅ .*不再有别名\n微信备注已同步$/)
      expect(await remarkOf()).toBe(before)
      await turnUntil(clock, stage.restart())
      expect(await shown('重做')).toContain('以后叫「小王」')
      expect(await remarkOf()).toBe('小王')
    })

    it('by a number takes that command back, in English too', async () => {
      await shown(`移动 ${P} 108`)
      await shown(`移动 ${Q} 108`)
      await shown('语言 中文')
      await shown('undo 1')
      expect([await stage.groupOf(P), await stage.groupOf(Q)]).toEqual([0, 108])
    })

    it('gives a renamed group its name back', async () => {
      await shown('改名 107 新名')
      expect(await shown('撤销')).toContain('新名 → test(107)')
      expect((await stage.groups()).find(({ id }) => id === 107)?.name).toBe('test')
    })

    it('deletes a group that was made, after a yes and only while it is empty', async () => {
      await shown('新建 甲')
      const id = (await stage.groups()).find(({ name }) => name === '甲')?.id
      await shown(`移动 ${P} 甲`)
      expect(await shown('撤销 1')).toContain('分组里已经有人')
      await shown('撤销')
      const question = await shown('撤销')
      expect((await stage.groups()).some((group) => group.id === id)).toBe(true)
      await shown(`确认 ${digitsIn(question)}`)
      expect((await stage.groups()).some((group) => group.id === id)).toBe(false)
      expect(await shown('撤销 1')).toContain('已经撤销过')
    })

    it('asks when somebody has moved the follower since (F34)', async () => {
      await shown(`移动 ${P} 108`)
      await shown(`移动 ${P} 102`)
      const question = await shown('撤销 1')
      expect(question).toContain('现在在 新人(102)')
      expect(await stage.groupOf(P)).toBe(102)
      expect(await shown(`确认 ${digitsIn(question)}`)).toContain('新人 → 未分组(0)')
      expect(await stage.groupOf(P)).toBe(0)
    })

    it('sent while the call is under way waits for it, and the follower ends where he was', async () => {
      await stage.fault(MOVE, 'delay', { ms: 3_000 })
      const moved = stage.say(`移动 ${Q} 108`)
      await until(async () => (await stage.calls(MOVE)).length === 1, 'the call')
      const undone = stage.say('撤销')
      const [first, second] = await turnUntil(clock, Promise.all([moved, undone]))
      expect(first.shown).toMatch(/^✅/)
      expect(second.shown).toMatch(/^↩️ 已撤销 1/)
      expect(await stage.groupOf(Q)).toBe(102)
    })

    it('withdraws a command that has not begun: nothing of it is ever called', async () => {
      await stage.fault(CREATE, 'delay', { ms: 3_000 })
      const created = stage.say('新建 甲')
      await until(async () => (await stage.calls(CREATE)).length === 1, 'the call')
      const moved = stage.say(`移动 ${P} 108`)
      await until(async () => (await waiting()) === 2, 'the acceptance of the move')
      const undone = stage.say('撤销')
      const [, second, third] = await turnUntil(clock, Promise.all([created, moved, undone]))
      expect(second.shown).toBe('↩️ 已撤回，没有执行')
      expect(third.shown).toMatch(/^↩️ 已撤回 2，还没有执行\n/)
      expect(await stage.calls(MOVE)).toEqual([])
    })

    it('joins its own second delivery, also after a restart, and never takes itself back', async () => {
      await shown(`移动 ${Q} 108`)
      const createdAt = Math.floor(clock.now() / 1000)
      const message = { from: OWNER, text: '撤销', msgId: '6054768590064713777', createdAt }
      const first = await deliver(stage.fenzu.url, message)
      await turnUntil(clock, stage.restart())
      expect(await deliver(stage.fenzu.url, message)).toEqual(first)
      expect(await stage.groupOf(Q)).toBe(102)
      expect(await shown('结果 3')).toContain('3')
      expect(await stage.calls(MOVE)).toHaveLength(2)
    })

    it('asks the platform first about a command whose end nobody saw', async () => {
      await stage.fault(MOVE, 'reset-after', { times: 9 })
      const saying = stage.say(`移动 ${Q} 108`)
      await until(async () => (await stage.calls(MOVE)).length > 0, 'the call')
      await stage.fault(backend === 'groups' ? '/cgi-bin/groups/getid' : BATCH_GET, 'hang', { times: 9 })
      const said = await turnUntil(clock, saying)
      expect(said.shown).toMatch(/^⏳/)
      await turnUntil(
        clock,
        until(async () => (await waiting()) === 0, 'the end'),
      )
      await send(`${stage.fenzu.sandboxUrl}/sandbox/faults`, { method: 'DELETE' })
      expect(await shown('结果 1')).toMatch(/未知|不确定|没查到|⚠️/)
      const before = (await stage.calls()).at(-1)?.seq ?? 0
      expect(await shown('撤销')).toContain('VIP → 新人(102)')
      expect((await stage.calls(undefined, before)).map(({ path }) => path)).toContain(BATCH_GET)
      expect(await stage.groupOf(Q)).toBe(102)
    })

    it('has nothing to take back at first, and refuses what can not be', async () => {
      expect(await shown('撤销')).toContain('没有可以撤销的命令')
      expect(await shown('撤销 99')).toContain('99')
      await shown('移动 oNobodyKnowsThisOpenid_00001 108')
      expect(await shown('撤销 1')).toContain('它没有改动任何东西')
      await shown(`移动 ${P} 108`)
      await shown(`确认 ${digitsIn(await shown('删除 107'))}`)
      expect(await shown('撤销')).toMatch(/删除不能撤销\n撤销更早的一条：撤销 3$/)
    })
  })

  const waiting = async (): Promise<number> =>
    ((await (await send(`${stage.fenzu.url}/readyz`)).json()) as { waiting: number }).waiting
})
