import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LeaseLostError, StoreUnavailableError } from '../../src/store/errors.ts'
import { Conversation, OWNER, P, Q } from '../bot/conversation.ts'

const SECOND = 'oOwner_Second_00000000000001'
let bot: Conversation
let platform: PromiseWithResolvers<undefined>

beforeEach(async () => {
  bot = await Conversation.open({ owners: [OWNER, SECOND] })
  for (const openid of [P, Q]) bot.backend.followers.set(openid, [0])
  platform = Promise.withResolvers<undefined>()
  bot.backend.before = ({ operation }) => (operation === 'join' ? platform.promise.then(() => undefined) : undefined)
  await bot.intake.recover()
})
afterEach(async () => {
  platform.resolve(undefined)
  await bot.close()
})

async function finals(...texts: readonly (readonly [string, string])[]) {
  const begun = []
  for (const [text, admin] of texts) begun.push(await bot.say(text, { admin }))
  platform.resolve(undefined)
  const ends = []
  for (const one of begun) ends.push(one.kind === 'running' ? await one.final : one)
  return ends
}

describe('the runner', () => {
  it('asks for the role again when the turn of a command has come', async () => {
    await bot.say(`移动 ${P} 106`)
    const queued = await bot.say(`移动 ${P} 108`, { admin: SECOND })
    Object.assign(bot.admins, { roleOf: (openid: string) => (openid === OWNER ? 'owner' : undefined) })
    platform.resolve(undefined)
    expect(queued.kind === 'running' && (await queued.final)).toMatchObject({ kind: 'not-allowed', role: null })
    expect(bot.backend.followers.get(P)).toEqual([106])
  })

  it('asks for the role that is needed, not for any', async () => {
    await bot.say(`移动 ${P} 106`)
    const queued = await bot.say(`移动 ${P} 108`, { admin: SECOND })
    Object.assign(bot.admins, { roleOf: (openid: string) => (openid === OWNER ? 'owner' : 'viewer') })
    platform.resolve(undefined)
    expect(queued.kind === 'running' && (await queued.final)).toMatchObject({ kind: 'not-allowed', role: 'viewer' })
    expect(bot.backend.followers.get(P)).toEqual([106])
    expect((await bot.store.ledger.find(2))?.outcome).toBe('refused')
  })

  it('ends nothing once another process has taken over, which finds out how it ended', async () => {
    const { ledger } = bot.store
    ledger.markSent = () => Promise.reject(new LeaseLostError())
    const begun = await bot.say(`移动 ${P} 106`)
    await expect(begun.kind === 'running' && begun.final).rejects.toBeInstanceOf(LeaseLostError)
    expect(await ledger.find(1)).toMatchObject({ state: 'accepted', outcome: null })
    expect(bot.backend.told.filter((call) => call.startsWith('join'))).toEqual([])
  })

  it('withdraws for an undo what has not begun, and says by whom if that was somebody else', async () => {
    const [, own] = await finals([`移动 ${P} 106`, OWNER], [`移动 ${P} 108`, OWNER], ['撤销', OWNER])
    expect(own).toEqual({ kind: 'withdrawn', by: null })
    platform = Promise.withResolvers<undefined>()
    const [, other] = await finals([`移动 ${P} 0`, OWNER], [`移动 ${P} 108`, OWNER], ['撤销 5', SECOND])
    expect(other).toEqual({ kind: 'withdrawn', by: 6 })
    expect((await bot.store.ledger.find(5))?.outcome).toBe('withdrawn')
  })

  it('withdraws nothing for an undo that is withdrawn itself', async () => {
    const ends = await finals([`移动 ${P} 106`, OWNER], [`移动 ${P} 108`, OWNER], ['撤销', OWNER], ['撤销 3', OWNER])
    expect(ends[1]).toMatchObject({ kind: 'moved' })
    expect(ends[2]).toMatchObject({ kind: 'withdrawn' })
  })

  it('tells a defect of ours as one, to the admin without a word of it', async () => {
    const defect = new TypeError('not meant to be told')
    bot.backend.before = ({ operation }) => {
      if (operation === 'list') throw defect
    }
    expect(await bot.answerTo('分组')).toEqual({ kind: 'broken' })
    expect(bot.defects).toEqual([defect])
  })

  it('writes an end that the store refuses again, a second later', async () => {
    const { ledger } = bot.store
    const end = ledger.end.bind(ledger)
    let refused = 0
    ledger.end = (...given) => {
      if (refused === 2) return end(...given)
      refused += 1
      return Promise.reject(new StoreUnavailableError(new Error('locked')))
    }
    const moving = finals([`移动 ${P} 106`, OWNER])
    while (refused < 1) await bot.clock.advance(0)
    await bot.clock.advance(999)
    expect(refused).toBe(1)
    await bot.clock.advance(1)
    expect(refused).toBe(2)
    expect(bot.ended).toEqual([])
    await bot.clock.advance(1_000)
    expect(await moving).toMatchObject([{ kind: 'moved' }])
    expect(bot.ended).toEqual([{ number: 1, outcome: 'done' }])
  })

  it('records no failure once it is closing: the next start takes the command up', async () => {
    const begun = await bot.say(`移动 ${P} 106`)
    const final = begun.kind === 'running' ? begun.final : undefined
    // Its call is on its way by now.
    await bot.clock.advance(1)
    bot.runner.close()
    platform.reject(new Error('the sockets are closed'))
    await expect(final).rejects.toThrow('stopped before command 1 had ended')
    expect(await bot.store.ledger.find(1)).toMatchObject({ state: 'sent', outcome: null })
    platform = Promise.withResolvers<undefined>()
  })
})
