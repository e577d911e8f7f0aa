import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { deliver } from '../support/push.ts'
import { API, BACKENDS, OWNER, P, Q, Stage, until, saidIn } from '../support/stage.ts'
import { send } from '../support/send.ts'

const BATCH_GET = '/cgi-bin/user/info/batchget'

describe.each(BACKENDS)('on %s', (backend) => {
  const moving =
    backend === 'groups' ? ['/cgi-bin/groups/members/update', '/cgi-bin/groups/members/batchupdate'] : [API.tags.move]
  const leaving = '/cgi-bin/tags/members/batchuntagging'
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
  const digitsIn = (text: string) => /(?:确认|yes) (\d{4})/.exec(text)?.[1] ?? 'none'
  const seq = async () => (await stage.calls()).at(-1)?.seq ?? 0
  const moves = async (since: number) =>
    (await stage.calls(undefined, since)).filter(({ path }) => moving.includes(path))
  const whereAll = async () => {
    const { followers } = await stage.world()
    return new Map(
      followers.map(({ openid, groupid, tagid_list }) => [
        openid,
        backend === 'groups' ? [groupid] : tagid_list.filter((id) => id > 2).sort(),
      ]),
    )
  }
  const waiting = async () => ((await (await send(`${stage.fenzu.url}/readyz`)).json()) as { waiting: number }).waiting
  const settled = () =>
    turnUntil(
      clock,
      until(async () => (await waiting()) === 0, 'the end'),
    )
  /** 45 openids: not more than fits into a text of the phone. */
  const people = async (count: number) =>
    (await stage.world()).followers
      .filter(({ openid }) => openid !== OWNER)
      .slice(0, count)
      .map(({ openid }) => openid)

  describe('several people in one command', () => {
    it('travel in one call, and 撤销 brings each back where they were', async () => {
      const before = await whereAll()
      const since = await seq()
      expect(await shown(`移动 ${P}、${Q} 到 VIP`)).toBe('✅ 2 人移到 VIP(108)')
      expect(await moves(since)).toHaveLength(1)
      expect([await stage.groupOf(P), await stage.groupOf(Q)]).toEqual([108, 108])
      expect(await shown('撤销')).toBe('↩️ 已撤销 1\n✅ 2 人已移回原处')
      expect(await whereAll()).toEqual(before)
    })

    it('are asked about from eleven on, and not before', async () => {
      const ten = await people(10)
      expect(await shown(`批量移动 106 ${ten.join(' ')}`)).toMatch(/^✅/)
      const eleven = await people(11)
      const question = await shown(`批量移动 107 ${eleven.join('，')}`)
      expect(question).toMatch(/^⚠️ 共 11 人，将移到 test\(107\)。5 分钟内回复：确认 \d{4}$/)
      expect(await stage.groupOf(eleven[0] ?? '')).toBe(106)
      expect(await shown(`确认 ${digitsIn(question)}`)).toContain('人移到 test(107)')
      expect(await stage.groupOf(eleven[10] ?? '')).toBe(107)
    })

    it('are told which tokens are no openids, which were named twice, and who can not be moved', async () => {
      await stage.event('unsubscribe', Q)
      const since = await seq()
      const question = await shown(
        `批量移动 108\n${P}\n${P}\n${Q}\noNobodyKnowsThisOpenid_00001\noTooShortForAnOpenid123`,
      )
      expect(question).toContain('共 3 人，将移到 VIP(108)，1 个没认出来：oTooShortForAnOpenid123，1 个重复')
      expect(await moves(since)).toEqual([])
      const text = await shown(`确认 ${digitsIn(question)}`)
      expect(text).toContain('✅ 1 人移到 VIP(108)')
      expect(text).toContain('2 人没有移动：')
      expect(text).toContain('od8X…6KBc：❌ od8X…6KBc 没有关注本号')
      expect(text).toContain('oNob…0001：❌ 本号没有这个人')
      expect(text).toContain('1 个没认出来：oTooShortForAnOpenid123')
      expect(text).toContain('重复 1 个，只算一次')
      expect(await stage.groupOf(P)).toBe(108)
    })

    it('go on after a restart without a repeat, and the progress can be asked for (F13)', async () => {
      await stage.reset({ followers: 200, quota: 'off' })
      const all = await people(120)
      await shown(`批量移动 106 ${all.join('\n')}`)
      const since = await seq()
      const path = moving.at(-1) ?? ''
      await stage.fault(path, 'delay', { ms: 20_000, times: 1 })
      const question = await shown('确认')
      const confirmed = await shown(`确认 ${digitsIn(question)}`)
      expect(confirmed).toMatch(/^⏳ 已受理 2：批量移动 → ★不测试组★\(106\)（120 人）/)
      expect(await shown('进度 2')).toMatch(/已处理 \d+\/\d+ 人/)
      await turnUntil(clock, stage.restart())
      await settled()
      expect(await shown('结果 2')).toContain('人移到 ★不测试组★(106)')
      const carried = (await moves(since)).filter(({ applied }) => applied)
      const named = carried.flatMap(({ body }) => (body as { openid_list: string[] }).openid_list)
      expect(new Set(named).size).toBe(named.length)
      const where = await whereAll()
      expect(all.filter((openid) => JSON.stringify(where.get(openid)) !== '[106]')).toEqual([])
    })
  })

  describe('320 pasted ids with 5 that do not follow', () => {
    it('take 7 moving calls and 7 look-ups, name the 5, and go back in as few', { timeout: 60_000 }, async () => {
      await stage.reset({ followers: 400, quota: 'off' })
      const all = await people(320)
      const gone = [3, 77, 150, 222, 319].map((at) => all[at] ?? '')
      const labelled = all.filter((openid) => !gone.includes(openid)).slice(0, 60)
      for (let from = 0; from < 60; from += 10) await shown(`批量移动 104 ${labelled.slice(from, from + 10).join(' ')}`)
      for (const openid of gone) await stage.event('unsubscribe', openid)
      const before = await whereAll()
      // How many calls bring everybody back: for each origin as many as carry those who came from it.
      const origins = new Map<number, number>()
      for (const openid of all.filter((one) => !gone.includes(one))) {
        for (const group of before.get(openid) ?? []) origins.set(group, (origins.get(group) ?? 0) + 1)
      }
      origins.delete(108)
      const calls50 = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + Math.ceil(count / 50), 0)
      const text = `批量移动 108\n${all.join('\n')}`
      const message = { from: OWNER, text, msgId: '77', createdAt: Math.floor(clock.now() / 1000) }
      let question = (await turnUntil(clock, deliver(stage.fenzu.url, message))).text
      await settled()
      if (question.startsWith('⏳')) question = await shown('结果 7')
      expect(question).toContain('共 320 人')
      const since = await seq()
      let report = await shown(`确认 ${digitsIn(question)}`)
      await settled()
      if (report.startsWith('⏳')) report = await shown('结果 8')
      expect(report).toContain('✅ 315 人移到 VIP(108)')
      for (const openid of gone) expect(report).toContain(`${openid.slice(0, 4)}…${openid.slice(-4)} 没有关注本号`)
      const calls = await moves(since)
      expect(calls.length).toBeLessThanOrEqual(7)
      const lookups = (await stage.calls(BATCH_GET, since)).length
      expect(lookups).toBeLessThanOrEqual(backend === 'groups' ? 7 : 14)

      const undoSince = await seq()
      const undoQuestion = await shown('撤销')
      expect(undoQuestion).toContain('把 315 人移回各自原来的分组')
      let undone = await shown(`确认 ${digitsIn(undoQuestion)}`)
      await settled()
      if (undone.startsWith('⏳')) undone = await shown('结果')
      expect(undone).toContain('315 人已移回原处')
      expect(await whereAll()).toEqual(before)
      const back = (await stage.calls(undefined, undoSince)).filter(({ path }) => [...moving, leaving].includes(path))
      expect(back.filter(({ path }) => moving.includes(path)).length).toBeLessThanOrEqual(calls50(origins.values()))
      expect(back.filter(({ path }) => path === leaving).length).toBeLessThanOrEqual(calls50([315]) + origins.size)
    })
  })
})
