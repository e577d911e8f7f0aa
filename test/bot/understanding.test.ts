import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { digestOf } from '../../src/commands/running/plan-digest.ts'
import { Conversation, OWNER, P, Q } from './conversation.ts'

const VIEWER = 'oViewer_Sandbox_000000000001'
let bot: Conversation

beforeEach(async () => {
  bot = await Conversation.open()
  await bot.people.import([OWNER, P, Q].map((openid) => ({ openid })))
  for (const openid of [P, Q]) bot.backend.followers.set(openid, [0])
  await bot.intake.recover()
  await bot.list.read()
})
afterEach(() => bot.close())

describe('understanding', () => {
  it('takes nothing from somebody who is no admin any more', async () => {
    expect(await bot.answerTo(`移动 ${P} 108`, { admin: VIEWER })).toBeUndefined()
    expect(bot.accepted).toEqual([])
  })

  it('teaches nobody a command that is not theirs', async () => {
    await bot.store.admins.addFirst(VIEWER, bot.clock.now())
    await bot.store.admins.setRole(VIEWER, 'viewer')
    const { admins } = bot
    const roleOf = admins.roleOf.bind(admins)
    Object.assign(admins, {
      has: (openid: string) => openid === VIEWER || openid === OWNER,
      roleOf: (openid: string) => (openid === VIEWER ? 'viewer' : roleOf(openid)),
    })
    for (const text of [`移动 ${P} 108`, `移动 ${P}`, '新建', '移懂'])
      expect(await bot.answerTo(text, { admin: VIEWER })).toMatchObject({ kind: 'not-allowed', role: 'viewer' })
    expect(bot.dialogues.of(VIEWER)).toBeUndefined()
  })

  it('offers the groups that can be chosen, and no system group', async () => {
    expect(await bot.answerTo(`移动 ${P}`)).toMatchObject({
      options: [106, 108].map((id) => ({ kind: 'group', group: { id } })),
    })
  })

  it('offers the followers who were active last, and never the admin', async () => {
    for (const openid of [OWNER, P, Q]) bot.people.noted(openid, 'text')
    const asked = await bot.answerTo('移动')
    const offered = asked?.kind === 'missing-argument' ? asked.options : []
    expect(offered.map((one) => one.kind === 'person' && one.openid).sort()).toEqual([P, Q].sort())
  })

  it('takes 上一个 for the follower of the command right before', async () => {
    const [, second] = await Promise.all([bot.answerTo(`移动 ${Q} 106`), bot.answerTo('移动 上一个 108')])
    expect(second).toMatchObject({ openid: Q })
  })

  it('offers to take back the change that a complaint is of, even if it was not the last', async () => {
    await bot.people.setAlias(P, '小王')
    await bot.people.setAlias(Q, '李姐')
    const moved = await bot.answerTo('移动 小王 VIP')
    expect(moved).toMatchObject({ kind: 'moved', openid: P })
    await bot.answerTo('移动 李姐 VIP')
    const [row] = await bot.store.ledger.history({ openid: P }, 1, 0)
    const number = row?.number ?? 0
    for (const text of ['小王移到VIP不对', '不该把小王移到VIP', 'I moved 小王 by mistake']) {
      const command = /^I/.test(text) ? 'undo' : '撤销'
      expect(await bot.answerTo(text), text).toMatchObject({ kind: 'did-you-mean', example: `${command} ${number}` })
    }
    expect(await bot.answerTo('。')).toMatchObject({ kind: 'undone' })
    // What was taken back already, or was about others too, is looked up.
    expect(await bot.answerTo('小王移到VIP不对')).toMatchObject({ kind: 'did-you-mean', example: '日志 小王' })
    await bot.answerTo('移动 小王 李姐 106')
    await bot.answerTo('移动 李姐 VIP')
    expect(await bot.answerTo('不该把小王移到VIP')).toMatchObject({ kind: 'did-you-mean', example: '日志 小王' })
  })

  it('offers a tap each for taking back a move of several, and for moving one of them alone', async () => {
    await bot.people.setAlias(P, '小王')
    await bot.people.setAlias(Q, '李姐')
    await bot.answerTo('移动 小王 李姐 VIP')
    const { number = 0 } = (await bot.people.store.find(P)) ?? {}
    for (const text of ['只移小王就行', '只要小王', '就小王一个人', '只把小王移到VIP'])
      expect(await bot.answerTo(text), text).toMatchObject({
        kind: 'several-acts',
        examples: ['撤销', expect.stringMatching(new RegExp(`^移动 #${number} (?:108|VIP)$`))],
      })
  })

  it('takes a group that is offered by its name, and nothing else for the answer', async () => {
    for (const text of ['那就VIP', '打错了，VIP', 'VIP吧', 'I meant VIP']) {
      expect(await bot.answerTo(`移动 ${P} VVIP`)).toMatchObject({ kind: 'no-such-group' })
      expect(await bot.answerTo(text), text).toMatchObject({ kind: 'moved', openid: P, to: { id: 108 } })
      await bot.answerTo('撤销')
    }
    for (const text of ['VIP里有谁', '不要VIP', '把VIP改名', '106吧', '为什么不行']) {
      await bot.answerTo(`移动 ${P} VVIP`)
      expect((await bot.answerTo(text))?.kind, text).not.toBe('moved')
    }
  })

  it('finds people and groups behind whose names an emoji is glued', async () => {
    await bot.people.setAlias(P, '小王')
    await bot.people.setAlias(Q, '小李🌹')
    expect(await bot.answerTo('移动 小王🙏 VIP🙏')).toMatchObject({ kind: 'moved', openid: P, to: { id: 108 } })
    expect(await bot.answerTo('移动 小李🌹 VIP[玫瑰]')).toMatchObject({ kind: 'moved', openid: Q })
  })

  it('goes on with a list that lacks its group, or has a word too many', async () => {
    expect(await bot.answerTo(`批量移动 ${P} ${Q}`)).toMatchObject({ kind: 'list-needs', missing: 'group' })
    expect(await bot.answerTo('VIP')).toMatchObject({ kind: 'batch-moved', moved: 2, to: { id: 108 } })
    expect(await bot.answerTo(`批量移动 106 ${P} ${Q} 快点`)).toMatchObject({ kind: 'list-needs', rest: '快点' })
    expect(await bot.answerTo('。')).toMatchObject({ kind: 'batch-moved', moved: 2, to: { id: 106 } })
  })

  it('offers the first of several commands that stand in a line each', async () => {
    expect(await bot.answerTo(`移动 ${P} 108\n移动 ${Q} 106`)).toEqual({
      kind: 'several-acts',
      examples: [`移动 ${P} 108`, `移动 ${Q} 106`],
    })
    expect(bot.accepted).toEqual([])
    expect(await bot.answerTo('。')).toMatchObject({ kind: 'moved', openid: P })
    expect(await bot.answerTo('1. 分组\n2. 最近')).toEqual({ kind: 'several-acts', examples: ['分组', '最近'] })
  })

  it('does not let 上一个 mean the admin', async () => {
    await bot.answerTo(`移动 ${Q} 106`)
    await bot.answerTo(`查 ${OWNER}`)
    expect(await bot.answerTo('移动 上一个 108')).toMatchObject({ openid: Q })
  })

  it('repeats the pending confirmation to whoever chats, and cancels it when told so', async () => {
    const plan = { kind: 'delete', group: { id: 106, name: '测试' }, count: 0 } as const
    const waiting = { actor: adminOf(OWNER), digits: '4821', plan, digest: digestOf(plan), askedBy: 1, triesLeft: 5 }
    await bot.store.confirmations.put({ ...waiting, expiresAt: bot.clock.steady() + 250_000 })
    expect(await bot.answerTo('今天天气真不错')).toMatchObject({ kind: 'pending-confirmation', digits: '4821' })
    expect(await bot.answerTo('那就算了吧')).toEqual({ kind: 'cancelled', count: 1 })
    expect(await bot.answerTo('今天天气真不错')).not.toMatchObject({ kind: 'pending-confirmation' })
  })

  it('drops a question that is turned down in passing', async () => {
    await bot.answerTo(`移动 ${P}`)
    expect(await bot.answerTo('那就别移了')).toEqual({ kind: 'cancelled', count: 1 })
    expect(bot.dialogues.of(OWNER)).toBeUndefined()
    expect(bot.accepted).toEqual([])
  })
})

describe('the answer to what was asked', () => {
  it.each(['移到VIP', '就VIP吧', 'VIP组', '放到VIP里'])('is taken out of the words around it: %s', async (text) => {
    await bot.answerTo(`移动 ${P}`)
    expect(await bot.answerTo(text), text).toMatchObject({ kind: 'moved', openid: P, to: { id: 108 } })
  })

  it.each(['不是VIP', 'VIP是什么', 'VIP里有谁'])('is not found where something else is said: %s', async (text) => {
    await bot.answerTo(`移动 ${P}`)
    expect(await bot.answerTo(text)).not.toMatchObject({ kind: 'moved' })
    expect(bot.accepted).toEqual([])
  })
})
