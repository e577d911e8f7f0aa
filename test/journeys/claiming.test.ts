import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { deliver } from '../support/push.ts'
import { OWNER, P, Stage } from '../support/stage.ts'

const codeIn = (text: string) => /认领 ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(text)?.[1] ?? ''

let clock: ManualClock
let stage: Stage

async function open(env: Record<string, string> = {}): Promise<void> {
  clock = new ManualClock(Date.now())
  stage = await Stage.open({ WECHAT_MODE: 'plain', ...env }, clock)
}

/** Delivers a message, and once more to the next process, as after a kill that swallowed the answer. */
async function deliverTwice(from: string, text: string, msgId: string): Promise<[string, string]> {
  const message = { from, text, msgId, createdAt: Math.floor(clock.now() / 1000) }
  const first = await deliver(stage.fenzu.url, message)
  await turnUntil(clock, stage.restart())
  const second = await deliver(stage.fenzu.url, message)
  return [first.text, second.text]
}

afterEach(() => stage.close())

describe('a message about codes that is delivered again after a kill (F40)', () => {
  it('makes no second invitation: the code is the one that was answered', async () => {
    await open()
    const [first, second] = await deliverTwice(OWNER, '管理员 邀请', '6054768590064713801')
    expect(codeIn(first)).not.toBe('')
    expect(second).toBe(first)
    expect((await stage.say(`认领 ${codeIn(first)}`, P)).shown).toContain('✅ 你已成为管理员')
    expect((await stage.say(`认领 ${codeIn(second)}`, 'od8XIjsmk6QdVTETa9jLtGWA6KBc')).shown).toBeNull()
  })

  it('welcomes once more whoever became an admin by it', async () => {
    await open()
    const invited = await stage.say('管理员 邀请 只读')
    const [first, second] = await deliverTwice(P, `认领 ${codeIn(invited.shown ?? '')}`, '6054768590064713802')
    expect(first).toContain('✅ 你已成为只读')
    expect(second).toBe(first)
  })

  it('welcomes once more whoever rose by it', async () => {
    await open()
    const [viewer, admin] = [await stage.say('管理员 邀请 只读'), await stage.say('管理员 邀请')]
    await stage.say(`认领 ${codeIn(viewer.shown ?? '')}`, P)
    await clock.advance(5_000)
    const [first, second] = await deliverTwice(P, `认领 ${codeIn(admin.shown ?? '')}`, '6054768590064713803')
    expect(first).toContain('✅ 你已成为管理员')
    expect(second).toBe(first)
  })

  it('welcomes the first owner once more', async () => {
    await open({ FENZU_ADMINS: ',' })
    const code = codeIn(stage.printed.join('\n'))
    const [first, second] = await deliverTwice(P, `认领 ${code}`, '6054768590064713804')
    expect(first).toContain('✅ 你已成为所有者')
    expect(second).toBe(first)
  })
})
