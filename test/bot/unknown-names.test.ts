import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Conversation, OWNER, P, Q } from './conversation.ts'

let bot: Conversation

beforeEach(async () => {
  bot = await Conversation.open()
  await bot.people.import([OWNER, P, Q].map((openid) => ({ openid })))
  for (const openid of [P, Q]) bot.backend.followers.set(openid, [0])
  await bot.people.setAlias(P, '小王')
  await bot.people.setRemark(Q, '张三丰')
  await bot.intake.recover()
  await bot.list.read()
})
afterEach(() => bot.close())

const ask = (text: string) => bot.answerTo(text)

describe('a name that nobody has', () => {
  it.each([
    '移动 小赵 VIP',
    '把小赵移到VIP',
    '小赵移到VIP',
    '移小赵到VIP',
    '把小赵拉黑',
    '把小王和小赵移到VIP',
    '小赵在哪个组',
    '查 小赵',
    '想把小赵移到VIP',
    '小赵移到VIP了',
    '把小赵踢出VIP',
  ])('is told, and nothing else is made of %s', async (text) => {
    expect(await ask(text)).toMatchObject({ kind: 'no-such-person', given: '小赵', why: 'name' })
    expect(bot.accepted).toEqual([])
  })

  it.each(['move Bob to VIP', 'put Bob in VIP', 'add Bob to VIP please', 'Bob to VIP', 'where is Bob'])(
    'is told in English too: %s',
    async (text) => {
      expect(await ask(text)).toMatchObject({ kind: 'no-such-person', given: 'Bob' })
    },
  )

  it('is answered with who it is, and nothing else is an answer', async () => {
    await ask('把小赵移到VIP')
    expect(await ask('谢谢')).toBeUndefined()
    expect(await ask('小钱')).toMatchObject({ kind: 'no-such-person', given: '小钱' })
    expect(await ask('小王')).toMatchObject({ kind: 'moved', openid: P, to: { id: 108 } })
    await ask('把小赵移到VIP')
    await ask('查 张三丰')
    expect(await ask('张三丰')).toMatchObject({ kind: 'did-you-mean' })
  })

  it('is asked about by those near it, where the command was clear', async () => {
    expect(await ask('把小汪移到VIP')).toMatchObject({ kind: 'which-person', exact: false, candidates: [P] })
    expect(await ask('1')).toMatchObject({ kind: 'moved', openid: P })
    expect(await ask('移动 张三凤 VIP')).toMatchObject({ kind: 'which-person', exact: false, candidates: [Q] })
    expect(await ask('0')).toMatchObject({ kind: 'cancelled' })
  })

  it.each(['想把小汪移到VIP', '小汪移到VIP了', '小汪 VIP'])(
    'offers nothing to choose from where nothing would have been run: %s',
    async (text) => {
      expect(await ask(text)).toMatchObject({ kind: 'no-such-person', near: [P] })
      for (const next of ['1', '。', '小王']) await ask(next)
      expect(bot.accepted).toEqual([])
    },
  )

  it('in a list is told in its preview as before', async () => {
    const near = vi.spyOn(bot.people, 'near')
    expect(await ask('批量移动 VIP\n小王\n小汪\n张三丰')).toMatchObject({ kind: 'confirm' })
    // Each look goes through all names, and a list may hold hundreds that nobody has.
    expect(near).not.toHaveBeenCalled()
    expect(await ask('批量移动 VIP\n小汪\n小赵\n小钱')).toMatchObject({ kind: 'which-person', candidates: [P] })
    expect(near.mock.calls).toEqual([['小汪']])
  })
})

it.each(['不要把小赵移到VIP', '明天把小赵移到VIP', '把海报做好', '取消会议', '新人入职手续'])(
  'a text that wants nothing names nobody: %s',
  async (text) => {
    expect((await ask(text))?.kind).not.toBe('no-such-person')
  },
)
