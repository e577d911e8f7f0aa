import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { P, Q, Stage } from '../support/stage.ts'
import { turnUntilSeen, Visit } from './visit.ts'

const MOVE = '/cgi-bin/groups/members/update'
/** Nobody of this account. */
const STRANGER = 'oNobody_0000000000000000000x'
const GREY_LINE = '该公众号提供的服务出现故障，请稍后再试'

let browser: Browser
let clock: ManualClock
let stage: Stage
let visit: Visit

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
})
afterEach(async () => {
  await visit.close()
  await stage.close()
  expect(visit.troubles).toEqual([])
})

async function open(env: Record<string, string> = {}): Promise<void> {
  clock = new ManualClock()
  stage = await Stage.open(env, clock)
  visit = await Visit.open(browser, `${stage.fenzu.sandboxUrl ?? ''}/`)
}

describe('on the page an admin', () => {
  beforeEach(() => open())

  it('moves a follower, sees who is where now, and takes it back', async () => {
    const before = await visit.groups()
    await visit.say(`移动 ${Q} VIP`)
    await visit.seen('✅ od8X…6KBc：新人 → VIP(108)').waitFor()
    await visit.page.locator('#changes li').filter({ hasText: 'od8X…6KBc：新人 → VIP' }).waitFor()
    await visit.page.locator(`#followers li:has([data-openid="${Q}"]) .place`).filter({ hasText: 'VIP' }).waitFor()
    expect(await visit.groups()).toEqual({ ...before, 新人: before['新人']! - 1, VIP: before['VIP']! + 1 })
    expect(await visit.page.locator('#groups li.fresh .delta').allTextContents()).toEqual(['−1', '+1'])

    await visit.say('撤销')
    await visit.seen('↩️ 已撤销 1').waitFor()
    await visit.page.locator('#changes li').filter({ hasText: 'od8X…6KBc：VIP → 新人' }).waitFor()
    expect(await visit.groups()).toEqual(before)
  })

  it('moves a batch with a bad id and a stranger in it, reads who was not moved, and takes it back', async () => {
    const before = await visit.groups()
    await visit.say(`批量移动 VIP ${P} ${Q} ${P.slice(0, -1)} ${STRANGER}`)
    const question = visit.seen('⚠️ 共 3 人，将移到 VIP(108)')
    await question.waitFor()
    await visit.say(`确认 ${/确认 (\d{4})/.exec(await question.innerText())?.[1]}`)
    const report = visit.seen('✅ 2 人移到 VIP(108)')
    await report.waitFor()
    expect((await report.innerText()).split('\n')).toEqual(
      expect.arrayContaining([
        '1 人没有移动：',
        `oNob…000x：❌ 本号没有这个人：oNob…000x`,
        `1 个没认出来：${P.slice(0, -1)}`,
      ]),
    )
    await visit.page.locator(`#followers li:has([data-openid="${P}"]) .place`).filter({ hasText: 'VIP' }).waitFor()
    expect(await visit.groups()).toEqual({
      ...before,
      未分组: before['未分组']! - 1,
      新人: before['新人']! - 1,
      VIP: before['VIP']! + 2,
    })

    await visit.say('撤销')
    await visit.seen('✅ 2 人已移回原处').waitFor()
    await visit.page.locator(`#followers li:has([data-openid="${Q}"]) .place`).filter({ hasText: '新人' }).waitFor()
    expect(await visit.groups()).toEqual(before)
  })

  it('pastes a list with a bad id, is asked, says yes, and all travel in one call', async () => {
    const { followers } = await stage.world()
    const openids = followers.filter(({ groupid }) => groupid === 0).slice(0, 12)
    await visit.say(['批量移动 VIP', ...openids.map(({ openid }) => openid), P.slice(0, -1)].join('\n'))
    const question = visit.seen('共 12 人，将移到 VIP(108)，1 个没认出来')
    await question.waitFor()
    expect(await stage.groupOf(openids[0]!.openid)).toBe(0)
    const yes = /确认 \d{4}/.exec(await question.innerText())?.[0] ?? ''
    await visit.say(yes)
    await visit.seen('✅ 12 人移到 VIP(108)').waitFor()
    await visit.page
      .locator('#groups li')
      .filter({ hasText: 'VIP' })
      .locator('.delta')
      .filter({ hasText: '+12' })
      .waitFor()
    const moving = (await stage.calls()).filter(({ path }) => path.startsWith('/cgi-bin/groups/members/'))
    expect(moving.map(({ applied }) => applied)).toEqual([true])
  })

  it('would be told by the browser if anything on the page broke its content policy', async () => {
    const inline = 'document.createElement("script").textContent = "globalThis.broken = true"'
    await expect(visit.page.evaluate(inline)).rejects.toThrow('TrustedScript')
    await visit.page.evaluate('fetch("https://example.com/").catch(() => undefined)')
    const told = visit.troubles.splice(0).join('\n')
    expect(told).toContain("requires 'TrustedScript' assignment. The action has been blocked.")
    expect(told).toMatch(/example\.com.*Content Security Policy/is)
  })

  it('can read every delivery and every call as it was', async () => {
    await visit.say(`移动 ${P} 108`)
    await visit.seen('✅').waitFor()
    const push = visit.page.locator('#passed .push').first()
    await push.locator('summary').click()
    await push.locator('dl').waitFor()
    const text = await push.locator('dl').innerText()
    expect(text).toMatch(/msg_signature=[0-9a-f]{40}/)
    expect(text).toMatch(/<Encrypt><!\[CDATA\[[\w+/=]{100,}/)
    expect(text).toContain(`<Content><![CDATA[移动 ${P} 108]]></Content>`)
    expect(text).toContain('<Content><![CDATA[✅ oDF3…CM58：未分组 → VIP(108)')
    const call = visit.page.locator('#passed .call').filter({ hasText: 'groups/members/update' }).first()
    expect(await call.locator('summary').innerText()).toMatch(/已生效.*错误码 0/s)
    await call.locator('summary').click()
    const [sent, answered] = [call.locator('pre').first(), call.locator('.answer pre')]
    expect(await sent.innerText()).toBe(JSON.stringify({ openid: P, to_groupid: 108 }, null, 2))
    expect(await answered.innerText()).toBe(JSON.stringify({ errcode: 0, errmsg: 'ok' }, null, 2))
    expect(await call.locator('dt').allTextContents()).toEqual([
      '序号',
      '时间',
      '接口路径',
      '错误码',
      '请求正文',
      '响应正文',
    ])
    await visit.page.locator('#passed .call').filter({ hasText: 'stable_token' }).locator('summary').click()
    const token = visit.page.locator('#passed .call').filter({ hasText: 'stable_token' }).locator('.answer pre')
    expect(await token.innerText()).toContain('"access_token": "[redacted]"')
  })

  it('orders a delay of ten seconds, gets the interim answer, and the late one by customer-service message', async () => {
    await visit.page.getByRole('button', { name: '慢 10 秒' }).click()
    await visit.page.locator('#waiting li').filter({ hasText: '移动 · 慢 10 秒 · 剩余 1 次' }).waitFor()
    await visit.say(`移动 ${P} 108`)
    await visit.page.locator('#passed .call').filter({ hasText: '延迟 10 秒响应' }).waitFor()
    await turnUntilSeen(clock, visit.seen('⏳ 已受理 1：移动 → VIP(108)'))
    expect(await visit.trail()).toEqual(['第 1 次推送 · 4.5 秒'])
    expect(await visit.page.locator('#talk .note').count()).toBe(0)

    const late = visit.page.locator('#talk .theirs').filter({ hasText: '客服消息' })
    await turnUntilSeen(clock, late)
    expect(await late.locator('.bubble').innerText()).toContain('✅ oDF3…CM58：未分组 → VIP(108)')
    expect(await visit.page.locator('#waiting').innerText()).toBe('无')
    expect((await stage.calls(MOVE)).length).toBe(1)
  })

  it('sees a revoked token, and how the bot gets a new one', async () => {
    await visit.say('分组')
    await visit.seen('VIP(108) 5 人').waitFor()
    await visit.page.getByRole('button', { name: '使 token 失效' }).click()
    await visit.page.locator('#done').filter({ hasText: '40001' }).waitFor()
    await visit.say(`移动 ${P} 108`)
    await visit.seen('✅ oDF3…CM58').waitFor()
    const wire = (await visit.wire()).join('\n')
    expect(wire).toMatch(/错误码 40001/)
    expect(wire).toMatch(/stable_token.*错误码 0/)
  })

  it.each([
    ['已处理，响应丢失', '已生效'],
    ['502', '无应答'],
    ['断开，未处理', '无响应'],
  ])('orders %s, and the move happens once all the same', async (button) => {
    await visit.page.locator('#fault').getByRole('button', { name: button, exact: true }).click()
    await visit.page.locator('#waiting li').filter({ hasText: '剩余 1 次' }).waitFor()
    await visit.say(`移动 ${P} 108`)
    await turnUntilSeen(clock, visit.seen('✅ oDF3…CM58'))
    expect((await stage.calls(MOVE)).filter(({ applied }) => applied).length).toBe(1)
    await visit.page.locator('#passed .call .fault').filter({ hasText: button }).waitFor()
  })

  it('spends a quota and is told so by the bot, and moves again as soon as it is restored (F06)', async () => {
    await visit.page.getByRole('button', { name: '用完今日额度' }).click()
    await visit.page.locator('#done').filter({ hasText: '45009' }).waitFor()
    await visit.say(`移动 ${P} 108`)
    await visit.seen('额度').waitFor()
    expect(await stage.groupOf(P)).toBe(0)
    await visit.page.getByRole('button', { name: '恢复额度' }).click()
    await visit.page.locator('#done').filter({ hasText: '马上可以再用' }).waitFor()
    await visit.say(`移动 ${P} 108`)
    await visit.seen('✅').filter({ hasText: '未分组 → VIP(108)' }).waitFor()
    expect(await stage.groupOf(P)).toBe(108)
  })

  it('moves at once after a reset, too, although the quota was spent before', async () => {
    await visit.page.getByRole('button', { name: '用完今日额度' }).click()
    await visit.page.locator('#done').filter({ hasText: '45009' }).waitFor()
    await visit.say(`移动 ${P} 108`)
    await visit.seen('额度').waitFor()
    await visit.page.getByRole('button', { name: '重置（40 人）' }).click()
    await visit.page.locator('.offer').waitFor()
    await visit.say(`移动 ${P} 108`)
    await visit.seen('✅').filter({ hasText: '未分组 → VIP(108)' }).waitFor()
    expect(await stage.groupOf(P)).toBe(108)
  })

  it('begins again, and everybody’s phone is empty', async () => {
    await visit.say(`移动 ${P} 108`)
    await visit.seen('✅').waitFor()
    await visit.page.getByRole('button', { name: '重置（40 人）' }).click()
    await visit.page.locator('.offer').waitFor()
    expect(await stage.groupOf(P)).toBe(0)
    expect((await visit.groups())['VIP']).toBe(5)
  })
})

describe('when the bot is slower than the platform waits', () => {
  beforeEach(() => open({ SANDBOX_PUSH_TIMEOUT_MS: '1000' }))

  it('three deliveries are seen, and the last one has the answer', async () => {
    await stage.fault(MOVE, 'delay', { ms: 2500 })
    await visit.say(`移动 ${P} 108`)
    await turnUntilSeen(clock, visit.seen('✅ oDF3…CM58：未分组 → VIP(108)'))
    expect(await visit.trail()).toEqual([
      '第 1 次推送 · 超时，断开',
      '第 2 次推送 · 超时，断开',
      expect.stringMatching(/^第 3 次推送 · \d+ 毫秒$/),
    ])
    const pushes = (await visit.wire()).filter((line) => line.startsWith('推送'))
    expect(pushes.map((line) => line.slice(0, 6))).toEqual(['推送 3/3', '推送 2/3', '推送 1/3'])
    expect((await stage.calls(MOVE)).length).toBe(1)
  })

  it('the grey line is seen when none has it, and the answer comes late', async () => {
    await stage.fault(MOVE, 'delay', { ms: 6000 })
    await visit.say(`移动 ${P} 108`)
    await turnUntilSeen(clock, visit.seen(GREY_LINE))
    expect(await visit.trail()).toHaveLength(3)
    await turnUntilSeen(clock, visit.seen('✅ oDF3…CM58：未分组 → VIP(108)'))
    expect((await stage.calls(MOVE)).length).toBe(1)
  })
})

describe('on the page a follower', () => {
  beforeEach(() => open())

  it('can do nothing: whatever they send is taken, and answered by silence', async () => {
    await visit.holdAs(Q)
    expect(await visit.page.locator('#holder').innerText()).toBe('od8X…6KBc · 新人')
    const offers = visit.page.locator('.offer button')
    expect(await offers.count()).toBe(3)
    const before = (await stage.calls()).length
    await offers.nth(2).click()
    await visit.page.locator('#talk .trail .answered').waitFor()
    expect(await visit.page.locator('#talk .theirs, #talk .system').count()).toBe(0)
    expect((await stage.calls()).length).toBe(before)
  })

  it('leaves, can say nothing, and comes back by a code', async () => {
    await visit.holdAs(Q)
    const page = visit.page
    await page.getByRole('button', { name: '更多操作' }).click()
    await page.getByRole('button', { name: '取消关注' }).click()
    await visit.seen('你取消了关注').waitFor()
    await page.locator('#text:disabled').waitFor()
    await page.locator('#changes li').filter({ hasText: 'od8X…6KBc 取消了关注' }).waitFor()
    await page.getByRole('button', { name: '扫码' }).click()
    await visit.seen('你扫码「expo」关注了公众号').waitFor()
    await page.locator('#text:enabled').waitFor()
    await page.getByRole('button', { name: '扫码' }).click()
    await visit.seen('你扫了二维码「expo」').waitFor()
    await page.getByRole('button', { name: '点菜单' }).click()
    await visit.seen('你点了菜单「help」').waitFor()
  })
})
