import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesOf } from '../support/canaries.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { OWNER, Q, saidIn, Stage, until } from '../support/stage.ts'

let clock: ManualClock
let stage: Stage
let folder: string
let pasted: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fenzu-questions-'))
  clock = new ManualClock(Date.now())
  stage = await Stage.open({ DATABASE_URL: `sqlite:${join(folder, 'fenzu.db')}`, FENZU_KEPT_REPLIES: 'off' }, clock)
  const { followers } = await stage.world()
  const others = followers.map(({ openid }) => openid).filter((openid) => openid !== OWNER && openid !== Q)
  pasted = [Q, ...others.slice(0, 11)].join('\n')
})
afterEach(async () => {
  await stage.close()
})

const shown = async (text: string) => saidIn((await turnUntil(clock, stage.say(text))).shown)
const isOnDisk = (openid: string) => [...filesOf(folder).values()].some((bytes) => bytes.includes(openid))
const forgotten = (openid: string) =>
  turnUntil(
    clock,
    until(() => Promise.resolve(!isOnDisk(openid)), 'the forgetting'),
  )

/** Asks whether twelve people shall be moved; returns the word that says yes. */
async function ask(): Promise<string> {
  const question = await shown(`批量移动 108\n${pasted}`)
  expect(question).toContain('共 12 人')
  return /确认 \d{4}/.exec(question)?.[0] ?? ''
}

async function minutes(count: number): Promise<void> {
  for (let second = 0; second < count * 60; second += 1) await clock.advance(1_000)
}

describe('a question that names somebody who left', () => {
  it('before it was asked waits for its answer, which says who does not follow (F90)', async () => {
    await shown(`移动 ${Q} 104`)
    await turnUntil(clock, stage.event('unsubscribe', Q))
    const yes = await ask()
    await minutes(4)
    const report = await shown(yes)
    expect(report).toContain('人移到 VIP(108)')
    expect(report).toContain('1 人没有移动：')
    expect(report).toContain('没有关注本号')
    await forgotten(Q)
  })

  it('before it was asked is taken off the disk when nobody answered it (F90)', async () => {
    await shown(`移动 ${Q} 104`)
    await turnUntil(clock, stage.event('unsubscribe', Q))
    await ask()
    await minutes(4)
    expect(isOnDisk(Q)).toBe(true)
    await forgotten(Q)
    expect(await shown('确认')).toContain('没有等待确认的操作')
  })

  it('after it was asked is over, and the admin reads why that may be (F90)', async () => {
    const yes = await ask()
    await turnUntil(clock, stage.event('unsubscribe', Q))
    expect(await shown(yes)).toBe(
      '⚠️ 没有等待确认的操作\n可能已过 5 分钟，或名单里有人刚取消关注，请把原来的命令再发一次',
    )
    await forgotten(Q)
  })
})
