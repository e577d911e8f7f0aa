import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Conversation, P, Q } from '../bot/conversation.ts'
import { no } from '../groups/scripted-backend.ts'

const BUSY = -1
const PEOPLE = [P, Q, 'oThird_000000000000000000001']

let bot: Conversation
beforeEach(async () => {
  bot = await Conversation.open()
  await bot.intake.recover()
  const writtenAt = bot.clock.now()
  await bot.store.errands.put(PEOPLE.map((openid) => ({ openid, rule: 1, writtenAt })))
  const ends = PEOPLE.map((openid) => ({ openid, rule: 1, writtenAt, change: { from: [106], to: [108] } }))
  const target = { kind: 'group', id: 108, backend: 'groups' } as const
  await bot.store.errands.end(ends, [{ number: 1, target, name: 'VIP' }], writtenAt)
  for (const openid of PEOPLE) bot.backend.followers.set(openid, [108])
})
afterEach(() => bot.close())

async function takeBack() {
  const asked = await bot.answerTo('撤销 规则 1')
  return asked?.kind === 'confirm' ? bot.answerTo(`确认 ${asked.digits}`) : asked
}

describe('taking back what a rule did (F87)', () => {
  it('takes back the next time whoever could not be moved', async () => {
    bot.backend.limit = 1
    bot.backend.before = ({ operation, openids }) => {
      if (operation === 'join' && openids.includes(Q)) throw no(BUSY)
    }
    expect(await takeBack()).toEqual({ kind: 'rule-undone', rule: 1, moved: 2, stayed: 0, failed: 1 })
    expect(PEOPLE.map((openid) => bot.backend.followers.get(openid))).toEqual([[106], [108], [106]])
    bot.backend.before = () => undefined
    expect(await takeBack()).toMatchObject({ kind: 'rule-undone', moved: 1, failed: 0 })
    expect(bot.backend.followers.get(Q)).toEqual([106])
    expect(await takeBack()).toEqual({ kind: 'nothing-of-rule', rule: 1, span: 'today' })
  })

  it('says why nobody could be asked for, and not that nobody is there', async () => {
    bot.backend.before = ({ operation }) => {
      if (operation === 'whereabouts') throw no(BUSY)
    }
    expect(await takeBack()).toMatchObject({ kind: 'platform-failed', errcode: BUSY })
    bot.backend.before = () => undefined
    const asked = await bot.answerTo('撤销 规则 1')
    bot.backend.before = ({ operation }) => {
      if (operation === 'whereabouts') throw no(BUSY)
    }
    const digits = asked?.kind === 'confirm' ? asked.digits : ''
    expect(await bot.answerTo(`确认 ${digits}`)).toMatchObject({ kind: 'platform-failed', errcode: BUSY })
  })
})
