import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Languages } from '../../src/bot/speaking/languages.ts'
import { Renderer } from '../../src/bot/renderer.ts'
import { Conversation, OWNER, P, Q } from './conversation.ts'

const EVERYBODY = 1_200
const IN_VIP = 25
const nobodyOf = (number: number): string => `oMany_${String(number).padStart(22, '0')}`

let bot: Conversation
let speech: Renderer

beforeEach(async () => {
  bot = await Conversation.open()
  const languages = new Languages(bot.admins, bot.registry.specs)
  const { admins, people, pageCache, registry } = bot
  speech = new Renderer({ admins, languages, people, pageCache, commands: registry.englishNames, links: false })
  await bot.intake.recover()
  await bot.list.read()
})
afterEach(() => bot.close())

/** What the admin reads. */
async function ask(text: string): Promise<string> {
  const answer = await bot.answerTo(text)
  return speech.say(OWNER, answer ?? { kind: 'not-understood' })
}

/** #1 to #1200, of whom every 40th is in VIP; the later the number, the earlier they followed. */
async function fill(): Promise<void> {
  const all = Array.from({ length: EVERYBODY }, (_, at) => at + 1)
  await bot.people.import(
    all.map((number) => ({
      openid: nobodyOf(number),
      groups: [number % 40 === 0 && number <= 40 * IN_VIP ? 108 : 0].filter((group) => group > 0),
      followedAt: 1_700_000_000_000 - number * 60_000,
    })),
  )
}

function finish(): Promise<void> {
  const done = { phase: 'done', next: '', asked: EVERYBODY, total: EVERYBODY, startedAt: bot.clock.now() } as const
  return bot.store.syncStates.write(done)
}

const numbersIn = (shown: string): number[] => [...shown.matchAll(/^#(\d+) /gmu)].map(([, digits]) => Number(digits))

describe('批量移动', () => {
  it('tells whom nobody knows in the preview, and offers the rest', async () => {
    await fill()
    const shown = await ask('批量移动 VIP\n1. #5\n2. #6\n3. #9999')
    expect(shown).toContain('共 2 人')
    expect(shown).toContain('#9999')
    expect(shown).toContain('确认')
    expect(await ask('批量移动 VIP #5 #6 赵六')).toContain('赵六')
  })

  it('is refused where nobody in it is known', async () => {
    await fill()
    expect(await ask('批量移动 VIP #9998 #9999')).toContain('找不到 #9998')
  })
})

describe('更多', () => {
  beforeEach(fill)

  it('turns the pages of 组员 to the last one', async () => {
    const pages = [await ask('组员 VIP'), await ask('更多'), await ask('更多'), await ask('更多')]
    expect(pages.map((page) => numbersIn(page).length)).toEqual([10, 10, 5, 0])
    expect(pages[1]).toContain('第 2/3 页')
    expect(pages[3]).toContain('没有更多了')
  })

  it('shows everybody once in 最近, however many there are, with their count', async () => {
    const seen: number[] = []
    let shown = await ask('最近 50')
    expect(shown).toContain(`共 ${EVERYBODY} 人`)
    for (let page = 1; page < 200 && !shown.includes('没有更多了'); page += 1) {
      seen.push(...numbersIn(shown))
      shown = await ask('更多')
    }
    expect(seen).toEqual(Array.from({ length: EVERYBODY }, (_, at) => at + 1))
  })

  it('leaves out the asker without leaving out anybody else', async () => {
    bot.people.noted(OWNER, 'text')
    const pages = [await ask('最近'), await ask('更多')]
    expect(pages.flatMap(numbersIn)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
  })

  it('brings the rest of 找, which says how many there are', async () => {
    await Promise.all(Array.from({ length: 70 }, (_, at) => bot.people.setRemark(nobodyOf(at + 1), `王${at + 1}`)))
    const pages = [await ask('找 王'), await ask('更多'), await ask('更多'), await ask('更多')]
    expect(pages.map((page) => [...page.matchAll(/^王\d+ #\d+/gmu)].length)).toEqual([30, 30, 10, 0])
    expect(pages[0]).toContain('共 70 人 · 第 1 页')
  })

  it('turns the list that was shown last, and keeps its place while other things are said', async () => {
    await ask('最近')
    await ask('组员 VIP')
    await ask(`移动 ${nobodyOf(1)} 测试`)
    await ask('状态')
    expect(await ask('更多')).toContain('VIP(108)')
    await ask('分组')
    expect(await ask('更多')).toContain('没有更多了')
  })

  it('goes on after the part of a page that did not fit into one message', async () => {
    for (let at = 1; at <= 45; at += 1) await ask(`移动 ${nobodyOf(at)} ${at % 2 === 0 ? 'VIP' : '测试'}`)
    const numbers: number[] = []
    for (let shown = await ask('日志'); !shown.includes('没有更多了'); shown = await ask('更多')) {
      numbers.push(...[...shown.matchAll(/^(\d+) (?:今天|昨天|\d\d)/gmu)].map(([, digits]) => Number(digits)))
      if (numbers.length > 60) break
    }
    expect(numbers).toEqual(Array.from({ length: 45 }, (_, at) => 45 - at))
  })
})

describe('备注 as names', () => {
  beforeEach(async () => {
    await bot.people.import([P, Q, OWNER].map((openid) => ({ openid })))
    for (const openid of [P, Q]) bot.backend.followers.set(openid, [0])
  })

  it('name people in lists, results and choices, an alias first', async () => {
    await bot.people.setRemark(P, '小李')
    await bot.people.setRemark(Q, '小李子')
    await bot.people.setAlias(Q, '李总')
    expect(await ask('移动 小李 VIP')).toMatch(/^✅ 小李 #1：/)
    expect(await ask('组员 VIP')).not.toContain('小李 #1\n小李')
    expect(await ask('移动 李 VIP')).toContain('1 小李 #1\n2 李总 #2')
    expect(await ask('移动 李子 VIP')).toContain('1 李总 #2 小李子')
    expect(await ask('找 小李')).toContain('小李 #1\n李总 #2 小李子')
  })

  it('are chosen between by number', async () => {
    await bot.people.setRemark(P, '小陈')
    await bot.people.setRemark(Q, '小陈')
    expect(await ask('移动 小陈 VIP')).toContain('1 小陈 #1\n2 小陈 #2')
    expect(await ask('#2')).toMatch(/^✅ 小陈 #2：/)
  })

  it('show who the admins are, and 移除 offers those, not followers', async () => {
    await bot.store.admins.addFirst(Q, bot.clock.now())
    await bot.people.setRemark(P, '小李')
    await bot.people.setRemark(Q, '助理')
    const { admins } = bot
    const roleOf = admins.roleOf.bind(admins)
    const known = [...admins.list(), { openid: Q, role: 'admin' as const, since: bot.clock.now() }]
    Object.assign(admins, {
      list: () => known,
      roleOf: (openid: string) => (openid === Q ? 'admin' : roleOf(openid)),
    })
    expect(await ask('管理员')).toContain('助理 #2 管理员')
    const offered = await ask('管理员 移除')
    expect(offered).toContain('1 助理 #2 管理员')
    expect(offered).not.toContain('小李')
  })
})

describe('the shortened form of an openid', () => {
  const SHORT = 'oDF3…CM58'

  beforeEach(async () => {
    await bot.people.import([P, Q].map((openid) => ({ openid })))
    for (const openid of [P, Q]) bot.backend.followers.set(openid, [0])
  })

  it.each([`移动 ${SHORT} VIP`, `把${SHORT}移到VIP`, '移动 oDF3...CM58 VIP', `${SHORT} VIP`])(
    'names somebody in %s',
    async (text) => {
      const said = await ask(text)
      const shown = said.includes('回复一个句号') ? await ask('。') : said
      expect(shown).toMatch(/^✅ #1 oDF3…CM58：未分组 → VIP\(108\)/)
    },
  )

  it('names one person together with their number', async () => {
    expect(await ask(`移动 #1 ${SHORT} VIP`)).toMatch(/^✅ #1 /)
    expect(await ask(`日志 ${SHORT}`)).toContain('VIP(108)')
    expect(await ask(`复制 ${SHORT}`)).toContain(P)
  })

  it('is a choice where it fits several, and is told where it fits nobody', async () => {
    const twin = `${P.slice(0, 4)}${'x'.repeat(20)}${P.slice(-4)}`
    await bot.people.import([{ openid: twin }])
    expect(await ask(`移动 ${SHORT} VIP`)).toMatch(/「oDF3…CM58」有 2 人，是哪一位？\n1 #1 .*\n2 #3 /)
    expect(await ask('移动 oZZZ…ZZZZ VIP')).toContain('找不到「oZZZ…ZZZZ」')
  })

  it('names an admin of whom nothing else is known', async () => {
    expect(await ask('管理员 移除 oAdm…0001')).toContain('oAdm…0001 由设置 FENZU_ADMINS 指定')
  })
})

describe('a list with nobody in it', () => {
  it('says what fills it: 同步 until everybody was read in, then nothing but time', async () => {
    expect(await ask('最近')).toContain('导入已有的粉丝：同步')
    expect(await ask('组员 VIP')).toContain('导入全部：同步')
    expect(await ask('找 王')).toContain('同步')
    await finish()
    for (const text of ['最近', '最近 说话', '最近 新', '组员 VIP', '找 王'])
      expect(await ask(text)).not.toContain('同步')
    expect(await ask('最近 说话')).toContain('还没有人发过消息')
  })
})

describe('English by somebody who never chose a language', () => {
  it('is answered in English, which says once how to stay with it', async () => {
    const languages = new Languages(bot.admins, bot.registry.specs)
    const { admins, people, pageCache, registry } = bot
    const spoken = new Renderer({ admins, languages, people, pageCache, commands: registry.englishNames, links: false })
    const told = async (text: string): Promise<string> => {
      languages.heard(OWNER, text)
      return spoken.say(OWNER, (await bot.answerTo(text)) ?? { kind: 'not-understood' })
    }
    const first = await told('help')
    expect(first).toMatch(/^You can send/)
    expect(first).toContain('To have it always: lang English')
    const second = await told('groups')
    expect(second).toMatch(/^3 groups/)
    expect(second).not.toContain('lang English')
    expect(await told('帮助')).toContain('可以这样发')
    expect(await told('who is in VIP')).toContain('VIP(108)')
    await bot.admins.setLanguage(OWNER, 'zh')
    expect(await told('help')).toContain('可以这样发')
  })
})
