import { afterEach, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { BACKENDS, OWNER, saidIn, Stage, type ApiCall } from '../support/stage.ts'

const DAY_MS = 86_400_000
const DAYS = 40

let clock: ManualClock
let stage: Stage
afterEach(async () => {
  await stage.close()
})

const turned = <T>(promise: Promise<T>): Promise<T> => turnUntil(clock, promise)
const ask = async (text: string) => saidIn((await turned(stage.say(text, OWNER))).shown)
const dayOf = (at: number) => Math.floor((at + 8 * 3_600_000) / DAY_MS)

/** What came and left, a day, as the platform's own log of what it was asked and what it pushed tells it. */
class Oracle {
  readonly #days = new Map<number, Map<string, { came: number; left: number }>>()

  add(at: number, what: string, change: 'came' | 'left'): void {
    const day = this.#days.get(dayOf(at)) ?? new Map<string, { came: number; left: number }>()
    const count = day.get(what) ?? { came: 0, left: 0 }
    count[change] += 1
    day.set(what, count)
    this.#days.set(dayOf(at), day)
  }

  of(what: string, since: number): string {
    let [came, left] = [0, 0]
    for (const [day, counts] of this.#days) {
      if (day < since) continue
      came += counts.get(what)?.came ?? 0
      left += counts.get(what)?.left ?? 0
    }
    return `${came} ${left}`
  }
}

const GROUPS: Readonly<Record<string, number>> = { 新人: 102, VIP: 108 }

it.each(BACKENDS)('统计 on %s is what the platform saw, over forty days', { timeout: 120_000 }, async (backend) => {
  clock = new ManualClock(Date.parse('2026-01-05T09:00:00+08:00'))
  stage = await Stage.open({ WECHAT_MODE: 'plain', WECHAT_BACKEND: backend }, clock)
  await turned(stage.reset({ quota: 'off' }))
  await ask('规则 新建 关注 到 新人')
  await ask('规则 新建 关键词 升级 到 VIP 总是')
  const oracle = new Oracle()
  const where = new Map<string, number>()
  const firstDay = dayOf(clock.now())
  let [seq, random] = [(await stage.calls()).at(-1)?.seq ?? 0, 7]
  const next = (below: number) => (random = (random * 48_271) % 2_147_483_647) % below
  const seen = async (): Promise<void> => {
    for (let quiet = 0; quiet < 2; quiet += 1) await clock.advance(3_000)
    for (const call of await stage.calls(undefined, seq)) {
      seq = call.seq
      for (const openid of untagged(call)) {
        const before = where.get(openid)
        // Of a move nothing is to be counted a second time: it was joined elsewhere before.
        if (before !== (call.body as { tagid?: number }).tagid) continue
        oracle.add(call.at, String(before), 'left')
        where.delete(openid)
      }
      for (const [openid, group] of joined(call)) {
        const before = where.get(openid)
        if (before === group) continue
        if (before !== undefined) oracle.add(call.at, String(before), 'left')
        oracle.add(call.at, String(group), 'came')
        where.set(openid, group)
        returned.delete(openid)
      }
    }
  }
  const followers: string[] = []
  const left: string[] = []
  /** Who followed again, and is where the platform kept them: no push tells that they are there. */
  const returned = new Set<string>()
  const kept = new Map<string, number>()
  let undone = 0
  for (let day = 0; day < DAYS; day += 1) {
    const openid = `oDay${String(day).padStart(24, '0')}`
    await turned(stage.event('subscribe', openid))
    oracle.add(clock.now(), 'followers', 'came')
    followers.push(openid)
    await seen()
    const somebody = followers[next(followers.length)] ?? openid
    if (day % 3 === 1) await turned(stage.say('升级', somebody))
    if (day % 5 === 2) await ask(`移动 ${somebody} ${next(2) === 0 ? 102 : 108}`)
    await seen()
    if (day % 10 === 7) {
      await ask('撤销')
      await seen()
    }
    if (day % 6 === 4) {
      const digits = /确认 (\d{4})/.exec(await ask('撤销 规则 2 今天'))?.[1]
      if (digits !== undefined && (await ask(`确认 ${digits}`)).includes('↩️')) undone += 1
      await seen()
    }
    if (day % 4 === 3) {
      const [gone = openid] = followers.splice(next(followers.length), 1)
      await turned(stage.event('unsubscribe', gone))
      oracle.add(clock.now(), 'followers', 'left')
      const at = where.get(gone)
      if (at !== undefined && !returned.has(gone)) oracle.add(clock.now(), String(at), 'left')
      if (at !== undefined) kept.set(gone, at)
      where.delete(gone)
      returned.delete(gone)
      left.push(gone)
      await seen()
    }
    const [back] = day % 7 === 6 ? left.splice(0, 1) : []
    if (back !== undefined) {
      const at = kept.get(back)
      if (at !== undefined) where.set(back, at)
      returned.add(back)
      await turned(stage.event('subscribe', back))
      oracle.add(clock.now(), 'followers', 'came')
      followers.push(back)
      await seen()
    }
    if (day % 13 === 6) await turned(stage.restart())
    // The night passes on the calendar alone: whatever is done every second need not be done a million times.
    clock.jump(DAY_MS)
  }
  for (const days of [1, 7, 30, 60]) {
    const since = dayOf(clock.now()) - days + 1
    const told = await ask(`统计 ${days}`)
    const followersTold = /新增 (\d+) · 取关 (\d+)/.exec(told)?.slice(1).join(' ')
    expect([days, 'followers', followersTold]).toEqual([days, 'followers', oracle.of('followers', since)])
    for (const [name, id] of Object.entries(GROUPS)) {
      const line = new RegExp(`^${name}：来 (\\d+) · 走 (\\d+)`, 'mu').exec(told)?.slice(1).join(' ')
      expect([days, name, line]).toEqual([days, name, oracle.of(String(id), since)])
    }
  }
  expect(undone).toBeGreaterThan(2)
  // Of all days, what a rule brought less what left is who is still there.
  const rules = [...(await ask('统计 60')).matchAll(/^\d .*：来 (\d+) · 走 (\d+) · 现有 (\d+)$/gmu)]
  expect(rules).toHaveLength(2)
  for (const [line, came, went, still] of rules)
    expect([line, Number(came) - Number(went)]).toEqual([line, Number(still)])
  expect(await ask('统计 7')).toContain(`从 ${new Date((firstDay + 1) * DAY_MS - 1).toISOString().slice(0, 10)} 起统计`)
  // Whom the rules brought and who are still there: the platform counts the same.
  const told = await ask('规则')
  const now = [...told.matchAll(/^\d .* · (\d+) 人/gmu)].reduce((sum, [, count]) => sum + Number(count), 0)
  const brought = [...where.values()].length
  expect(now).toBeLessThanOrEqual(brought)
})

/** Who lost a tag by a call that was applied. */
function untagged({ path, body, applied }: ApiCall): string[] {
  if (!applied || !path.endsWith('/batchuntagging')) return []
  const { openid_list: list } = body as { openid_list: unknown[] }
  return list.map(String)
}

/** Who was put where by a call that was applied. */
function joined({ path, body, applied }: ApiCall): [string, number][] {
  if (!applied || typeof body !== 'object' || body === null) return []
  const { openid, openid_list: list, to_groupid: group, tagid } = body as Record<string, unknown>
  const people = (Array.isArray(list) ? list : [openid]).map(String)
  if (/groups\/members\/(?:batch)?update$/.test(path)) return people.map((one) => [one, Number(group)])
  return path.endsWith('/batchtagging') ? people.map((one) => [one, Number(tagid)]) : []
}
