import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { MOST_HELD, RuleIntake } from '../../src/rules/intake.ts'
import { Processes } from '../faults/processes.ts'
import { lockStore } from '../support/locked-store.ts'
import { BACKENDS, OWNER, saidIn, Stage, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

/** For so few there is room in memory beside all others who are held there. */
const ROOM = 15
const OTHERS = MOST_HELD - ROOM

/** As if all those others were held, until it is called. */
function holdOthers(): () => void {
  const own = Object.getOwnPropertyDescriptor(RuleIntake.prototype, 'held')
  const spy = vi.spyOn(RuleIntake.prototype, 'held', 'get').mockImplementation(function (this: RuleIntake) {
    return Number(own?.get?.call(this)) + OTHERS
  })
  return () => {
    spy.mockRestore()
  }
}

let close: () => Promise<void>
afterEach(() => close())

const newcomer = (at: number) => `oNewcomer_${String(at).padStart(18, '0')}`

it.each(BACKENDS)(
  'whoever meets a rule on %s while the store is locked is answered at once, and grouped later (T27)',
  async (backend) => {
    const path = join(mkdtempSync(join(tmpdir(), 'fenzu-')), 'fenzu.db')
    const stage = await Stage.open({ DATABASE_URL: `sqlite:${path}`, WECHAT_MODE: 'plain', WECHAT_BACKEND: backend })
    close = () => stage.close()
    const ask = async (text: string) => saidIn((await stage.say(text, OWNER)).shown)
    const readyz = async () => {
      const response = await send(`${stage.fenzu.url}/readyz`)
      return { status: response.status, ...((await response.json()) as { rules: { held: number; lost: number } }) }
    }
    expect(await ask('规则 新建 关注 到 新人')).toContain('✅ 规则 1')
    const other = await lockStore(path)
    const letOthersGo = holdOthers()
    const all = Array.from({ length: ROOM + 5 }, (_, at) => newcomer(at))
    const shown = await Promise.all(all.map((openid) => stage.event('subscribe', openid)))
    // Welcomed by the first delivery of each, as ever.
    expect(shown.map(({ shown: welcome }) => welcome?.includes('欢迎关注'))).not.toContain(false)
    expect(shown.flatMap(({ deliveries }) => deliveries.map(({ attempt, status }) => `${attempt} ${status}`))).toEqual(
      all.map(() => '1 200'),
    )
    // Told: to probes, to an admin, to the operator; and nobody by name.
    expect(await readyz()).toMatchObject({ status: 503, rules: { held: MOST_HELD, lost: 5 } })
    const status = await ask('状态')
    expect(status).toContain(`⚠️ 服务器存储不可用，${MOST_HELD} 人的规则暂存在内存`)
    expect(status).toContain('⚠️ 5 人的规则没有记下，用「规则 补」找回')
    expect(await ask('规则')).toContain(`⏳ 还有 ${MOST_HELD} 人等待处理`)
    const log = stage.log.join('')
    expect(log).toContain('the store refuses: what rules have to do is kept in memory until it is back')
    expect(log).toContain('what rules had to do is lost: the store refuses, and memory is full or the process ends')
    expect(log).not.toContain('oNewcomer_')
    letOthersGo()
    other.letGo()
    const grouped = async () =>
      (await Promise.all(all.map((openid) => stage.groupOf(openid)))).filter((group) => group === 102).length
    await until(async () => (await grouped()) === ROOM, 'all who were held to be grouped')
    await until(async () => (await readyz()).rules.held === 0, 'nobody in memory alone')
    // Whom there was no room for is found again, as the log says.
    await until(async () => !(await ask('规则')).includes('等待处理'), 'the end of all errands')
    expect(await ask('规则 补 1')).toContain('✅ 规则 1：找到漏掉的 5 人')
    await until(async () => (await grouped()) === ROOM + 5, 'everybody to be grouped')
    expect(await ask('统计 1')).toContain(`新增 ${ROOM + 5} · 取关 0`)
  },
)

it('the same while the disk is full (F19)', { timeout: 120_000 }, async () => {
  const processes = await Processes.open({ pushTimeoutMs: 5_000, env: { WECHAT_MODE: 'plain' } })
  close = () => processes.close()
  await processes.startBot()
  expect((await processes.say('规则 新建 关注 到 新人')).shown).toContain('✅ 规则 1')
  await processes.pull({ pages: 1 })
  const all = Array.from({ length: 150 }, (_, at) => newcomer(at))
  const answers = await Promise.all(all.map((openid) => processes.event('subscribe', openid)))
  expect(answers.filter(({ deliveries }) => deliveries[0]?.status !== 200)).toEqual([])
  expect((await processes.say('状态')).shown).toMatch(/⚠️ 服务器存储不可用，\d+ 人的规则暂存在内存/)
  await processes.pull({ pages: null })
  const isIn = async () =>
    (await processes.world()).followers.filter(
      ({ openid, groupid }) => openid.startsWith('oNewcomer_') && groupid === 102,
    )
  await until(async () => (await isIn()).length === all.length, 'everybody in the group', 60_000)
})
