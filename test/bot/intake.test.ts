import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DIALOGUE_VALID_MS } from '../../src/commands/reading/dialogue.ts'
import { Conversation, OWNER, P, Q } from './conversation.ts'

const SECOND = 'oOwner_Second_00000000000001'
let bot: Conversation
let platform: PromiseWithResolvers<undefined>

beforeEach(async () => {
  bot = await Conversation.open({ owners: [OWNER, SECOND] })
  await bot.people.import([P, Q].map((openid) => ({ openid })))
  for (const openid of [P, Q]) bot.backend.followers.set(openid, [0])
  platform = Promise.withResolvers<undefined>()
  await bot.intake.recover()
})
afterEach(async () => {
  platform.resolve(undefined)
  await bot.close()
})

/** From now on the platform answers no move until it is let go. */
function hold(): void {
  bot.backend.before = ({ operation }) => (operation === 'join' ? platform.promise.then(() => undefined) : undefined)
}

describe('intake', () => {
  it('accepts the texts of one admin in the order in which they came', async () => {
    const begun = await Promise.all([bot.say(`移动 ${P} 106`), bot.say(`移动 ${P} 108`)])
    expect(begun.map((one) => one.kind === 'running' && one.number)).toEqual([1, 2])
    for (const one of begun) if (one.kind === 'running') await one.final
    expect(bot.backend.followers.get(P)).toEqual([108])
  })

  it('does once what is delivered again, and answers both alike', async () => {
    const first = await bot.answerTo(`移动 ${P} 108`, { key: 'the same' })
    expect(await bot.answerTo(`移动 ${P} 108`, { key: 'the same' })).toEqual(first)
    expect(bot.accepted).toEqual([1])
    expect(bot.backend.told.filter((call) => call.startsWith('join'))).toHaveLength(1)
  })

  it('asks the ledger for what may have been accepted before, and not for what nobody can have accepted', async () => {
    const asked = vi.spyOn(bot.store.ledger, 'findByDedupeKey')
    const text = (dedupeKey: string) => ({ admin: OWNER, text: `移动 ${P} 108`, dedupeKey, writtenAt: bot.clock.now() })
    await bot.intake.begin({ ...text('new'), isNew: true })
    expect(asked).not.toHaveBeenCalled()
    await bot.intake.begin(text('other'))
    expect(asked).toHaveBeenCalledExactlyOnceWith('other')
  })

  it('joins what is delivered again, also when it would mean nothing by now', async () => {
    await bot.answerTo(`移动 ${P}`)
    const first = await bot.answerTo('108', { key: 'the same' })
    expect(bot.dialogues.of(OWNER)).toBeUndefined()
    expect(await bot.answerTo('108', { key: 'the same' })).toEqual(first)
    expect(first).toMatchObject({ kind: 'moved', openid: P })
    expect(bot.accepted).toEqual([1])
  })

  it('counts what waits until it has ended', async () => {
    hold()
    const begun = await bot.say(`移动 ${P} 108`)
    expect(bot.intake.waiting).toBe(1)
    platform.resolve(undefined)
    if (begun.kind === 'running') await begun.final
    expect(bot.intake.waiting).toBe(0)
  })

  it('lets an undo see the command that came right before it', async () => {
    hold()
    await bot.say(`移动 ${P} 106`)
    const [, undo] = await Promise.all([bot.say(`移动 ${P} 108`), bot.say('撤销')])
    expect(undo).toMatchObject({ kind: 'running', number: 3, asked: { command: '撤销', target: '2' } })
  })

  it('reads nothing before what an earlier process left has its place again', async () => {
    const late = await Conversation.open({ owners: [OWNER] })
    let begun = false
    const saying = late.say('我').then(() => (begun = true))
    await late.clock.advance(1)
    expect(begun).toBe(false)
    await late.intake.recover()
    await saying
    await late.close()
  })

  it('gives a read a number only when it is asked for, and the same one every time', async () => {
    const begun = await bot.say(`查 ${P}`)
    if (begun.kind !== 'running') throw new Error('the platform is not asked')
    expect(begun.number).toBeNull()
    expect(await bot.store.ledger.latestNumber()).toBeNull()
    expect([await begun.numbered(), await begun.numbered()]).toEqual([1, 1])
  })
})

describe('a question', () => {
  it('is answered by the next message, and by that one alone', async () => {
    expect(await bot.answerTo(`移动 ${P}`)).toMatchObject({ kind: 'missing-argument', missing: 'group' })
    expect(await bot.answerTo('108')).toMatchObject({ kind: 'moved', openid: P })
    expect(bot.dialogues.of(OWNER)).toBeUndefined()
    expect(bot.accepted).toEqual([1])
  })

  it('is not answered by a second message that came right behind the first', async () => {
    await bot.answerTo(`移动 ${P}`)
    await Promise.all([bot.answerTo('108'), bot.answerTo('106')])
    expect(bot.accepted).toEqual([1])
    expect(bot.backend.followers.get(P)).toEqual([108])
  })

  it('is over after five minutes', async () => {
    await bot.answerTo(`移动 ${P}`)
    await bot.clock.advance(DIALOGUE_VALID_MS - 1)
    expect(bot.dialogues.of(OWNER)).toBeDefined()
    await bot.clock.advance(1)
    await bot.answerTo('108')
    expect(bot.accepted).toEqual([])
  })

  it('belongs to the admin whom it was put to', async () => {
    await bot.answerTo(`移动 ${P}`)
    await bot.answerTo('108', { admin: SECOND })
    expect(bot.accepted).toEqual([])
    expect(bot.dialogues.of(OWNER)).toBeDefined()
  })

  it('is dropped by a command, and by 取消', async () => {
    await bot.answerTo(`移动 ${P}`)
    await bot.answerTo(`移动 ${Q} 106`)
    expect(bot.dialogues.of(OWNER)).toBeUndefined()
    await bot.answerTo(`移动 ${P}`)
    expect(await bot.answerTo('取消')).toEqual({ kind: 'cancelled', count: 1 })
    expect(bot.dialogues.of(OWNER)).toBeUndefined()
  })

  it('is put again to whoever chats instead of answering', async () => {
    const question = await bot.answerTo(`移动 ${P}`)
    expect(await bot.answerTo('今天天气真不错我们去哪里吃饭呢')).toEqual(question)
    expect(bot.accepted).toEqual([])
  })
})
