import { afterAll, beforeAll, expect, it } from 'vitest'
import { Fleet } from '../support/fleet.ts'
import { P, until } from '../support/stage.ts'

let fleet: Fleet
beforeAll(async () => {
  fleet = await Fleet.open(2)
})
afterAll(async () => {
  await fleet.close()
})

it('a push that meets a rule at a process that does not execute is carried out by the one that does', async () => {
  const executor = await fleet.executor()
  const other = 1 - executor
  expect((await fleet.say(executor, '规则 新建 关键词 报名 到 VIP')).shown).toContain('✅ 规则 1')
  // The other process hears of the rule within moments; until then a push meets nothing, and is sent again here.
  await until(async () => {
    await fleet.say(other, '报名', P)
    return (await fleet.world()).followers.find(({ openid }) => openid === P)?.groupid === 108
  }, 'the follower in the group')
  // On the platform first, in the ledger right after.
  const told = await until(async () => {
    const { shown } = await fleet.say(other, '日志 规则 1')
    return shown?.includes('规则 1 ') === true ? shown : undefined
  }, 'the row of the ledger')
  expect(told).toContain('1 人移到 VIP(108)')
  // Each tells what it holds itself, whoever executes.
  for (const at of [executor, other]) expect((await fleet.readiness(at))['rules']).toMatchObject({ held: 0, lost: 0 })
  const { shown } = await fleet.say(other, '统计 1')
  expect(shown).toContain('1 关键词「报名」：来 1 · 走 0 · 现有 1')
})
