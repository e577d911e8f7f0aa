import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { OWNER, P, Q, Stage, until } from '../support/stage.ts'

interface Shown {
  readonly shown: string | null
  readonly message: {
    type: string
    text?: string
    mediaId?: string
    articles?: { title: string; url: string }[]
  } | null
  readonly reason?: string
}

const HOUR_MS = 3_600_000
const NEWS = {
  list: [1, 2, 3].map((at) => {
    return { title: `第${at}篇`, digest: 'd', cover_url: 'http://x/p', content_url: `http://x/${at}`, source_url: '' }
  }),
}
const keyword = (match_mode: string, content: string) => ({ type: 'text', match_mode, content })
const rule = (rule_name: string, keywords: object[], replies: object[], reply_mode = 'reply_all') => {
  return { rule_name, create_time: 1, reply_mode, keyword_list_info: keywords, reply_list_info: replies }
}
const AUTOREPLY = {
  is_add_friend_reply_open: 1,
  is_autoreply_open: 1,
  add_friend_autoreply_info: { type: 'text', content: '欢迎 ]]> 你' },
  message_default_autoreply_info: { type: 'img', content: 'ANY_IMAGE' },
  keyword_autoreply_info: {
    list: [
      rule(
        '价格',
        [keyword('contain', '价格')],
        [
          { type: 'text', content: '十元' },
          { type: 'voice', content: 'VOICE_1' },
        ],
      ),
      rule('全等', [keyword('equal', '几点')], [{ type: 'video', content: 'VIDEO_1' }]),
      rule('念', [keyword('equal', '念')], [{ type: 'voice', content: 'VOICE_1' }]),
      rule('图文', [keyword('contain', '画册')], [{ type: 'news', content: 'NEWS_1', news_info: NEWS }]),
      rule(
        '随机',
        [keyword('equal', '抽')],
        [1, 2, 3].map((at) => ({ type: 'text', content: `签${at}` })),
        'random_one',
      ),
      rule('空', [], [{ type: 'text', content: '不该出现' }]),
      rule('帮助', [keyword('equal', '帮助')], [{ type: 'text', content: '规则的帮助' }]),
    ],
  },
}
const MENU = {
  is_menu_open: 1,
  selfmenu_info: {
    button: [
      { type: 'text', name: '价目', value: '菜单里的价目' },
      {
        name: '更多',
        sub_button: {
          list: [
            { type: 'news', name: '画册', value: 'N', news_info: NEWS },
            { type: 'view', name: '官网', url: 'https://example.com/' },
          ],
        },
      },
    ],
  },
}

let stage: Stage
let clock: ManualClock | undefined
afterEach(async () => {
  await stage.close()
  clock = undefined
})

/** A bot that kept this console before the callback was enabled. */
async function open(env: Record<string, string> = {}, turned = false): Promise<void> {
  clock = turned ? new ManualClock(Date.now()) : undefined
  stage = await Stage.open({ FENZU_KEPT_REPLIES: 'off', ...env }, clock)
  await stage.enterConsole({ autoreply: AUTOREPLY, menu: MENU })
  await stage.restart({ ...env, FENZU_KEPT_REPLIES: 'on' })
}
const say = (text: string, openid = P) => stage.say(text, openid) as unknown as Promise<Shown>
const event = (name: string, openid = P, key?: string) => stage.event(name, openid, key) as unknown as Promise<Shown>

describe.each(['plain', 'compat', 'safe'])('in %s mode what the console answered goes on', (mode) => {
  it('with every kind of reply and match, also when the console is empty and fenzu begins again', async () => {
    await open({ WECHAT_MODE: mode })
    await stage.enterConsole({ autoreply: {}, menu: { is_menu_open: 0 } })
    await stage.restart({ WECHAT_MODE: mode, FENZU_KEPT_REPLIES: 'on' })
    const newcomer = 'oNewcomer_000000000000000001'
    expect((await event('subscribe', newcomer)).shown).toBe('欢迎 ]]> 你')
    expect((await say('价格多少')).message).toEqual({ type: 'text', text: '十元' })
    expect((await say('几点')).message).toMatchObject({ type: 'video' })
    expect((await say('念')).message).toMatchObject({ type: 'voice' })
    expect((await say('你们几点关门')).message).toMatchObject({ type: 'image' })
    expect((await say('想看画册')).message?.articles).toEqual([
      { title: '第1篇', description: 'd', picUrl: 'http://x/p', url: 'http://x/1' },
    ])
    expect((await say('抽')).shown).toMatch(/^签[123]$/)
    await until(async () => (await stage.messages(P)).some(({ text }) => text.includes('"voice"')), 'the second reply')
  })
})

describe('kept replies', () => {
  it('are fetched and kept once: their ids are the account’s own, for good', async () => {
    await open()
    const uploads = await stage.calls('/cgi-bin/material/add_material')
    expect(uploads).toHaveLength(3)
    const image = await say('随便')
    expect(image.message?.mediaId).not.toBe('ANY_IMAGE')
    await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
    expect(await stage.calls('/cgi-bin/material/add_material')).toHaveLength(3)
  })

  it('let a command win over a rule of the same word, and everybody else get the rule', async () => {
    await open()
    expect((await say('帮助', OWNER)).shown).not.toContain('规则的帮助')
    expect((await say('帮助')).shown).toBe('规则的帮助')
    expect((await say('价格', OWNER)).shown).toBe('十元')
  })

  it('answer any message once an hour for each follower, of whatever kind', async () => {
    await open({}, true)
    const turn = <T>(work: Promise<T>) => turnUntil(clock ?? new ManualClock(), work, 0)
    const seen = async (openid: string) => (await turn(say('嗯', openid))).shown
    expect([await seen(P), await seen(P), await seen(Q)]).toEqual(['[图片]', null, '[图片]'])
    await clock?.advance(HOUR_MS - 1_000)
    expect(await seen(P)).toBeNull()
    await clock?.advance(1_000)
    expect([await seen(P), await seen(P)]).toEqual(['[图片]', null])
  })

  it('never answer with a rule that names no keyword', async () => {
    await open()
    for (const text of ['空', '不该出现', ' ']) expect((await say(text)).shown).not.toBe('不该出现')
  })

  it('are not taken when they are switched off', async () => {
    stage = await Stage.open({ FENZU_KEPT_REPLIES: 'off' })
    await stage.enterConsole({ autoreply: AUTOREPLY })
    expect((await say('价格')).shown).toBeNull()
    expect(await stage.calls('/cgi-bin/get_current_autoreply_info')).toEqual([])
  })
})

describe('a copy that can not be taken whole', () => {
  it('leaves what is kept as it is, and a first one is tried again (F63)', async () => {
    clock = new ManualClock(Date.now())
    stage = await Stage.open({ FENZU_KEPT_REPLIES: 'off' }, clock)
    await stage.enterConsole({ autoreply: AUTOREPLY, menu: MENU })
    await stage.fault('/cgi-bin/get_current_selfmenu_info', 'errcode', { errcode: 48004 })
    await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
    const turn = <T>(work: Promise<T>) => turnUntil(clock ?? new ManualClock(), work, 0)
    expect((await turn(say('价格'))).shown).toBeNull()
    await clock.advance(600_000)
    await until(async () => (await turn(say('价格'))).shown === '十元', 'the copy')
  })

  it('keeps temporary media for three days where the account may keep none, and then nothing of them (F61)', async () => {
    clock = new ManualClock(Date.now())
    stage = await Stage.open({ FENZU_KEPT_REPLIES: 'off' }, clock)
    await stage.enterConsole({ autoreply: AUTOREPLY, menu: MENU })
    await stage.fault('/cgi-bin/material/add_material', 'errcode', { errcode: 48001, times: 1_000 })
    await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
    const turn = <T>(work: Promise<T>) => turnUntil(clock ?? new ManualClock(), work, 0)
    expect((await turn(say('几点'))).message).toEqual({ type: 'video', mediaId: 'VIDEO_1' })
    await stage.fault('/cgi-bin/get_current_autoreply_info', 'errcode', { errcode: 48001, times: 1_000 })
    await clock.advance(3 * 24 * HOUR_MS)
    const late = await turn(say('几点'))
    expect([late.shown, late.reason]).toEqual([null, undefined])
  })

  it('keeps the rest when the quota is spent in the middle, and the media when it is back (F62)', async () => {
    clock = new ManualClock(Date.now())
    stage = await Stage.open({ FENZU_KEPT_REPLIES: 'off' }, clock)
    await stage.enterConsole({ autoreply: AUTOREPLY, menu: MENU })
    await stage.leaveQuota('/cgi-bin/material/add_material', 1)
    await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
    const turn = <T>(work: Promise<T>) => turnUntil(clock ?? new ManualClock(), work, 0)
    expect((await turn(say('几点'))).message).toEqual({ type: 'video', mediaId: 'VIDEO_1' })
    await stage.reset({ quota: 'off' })
    await stage.enterConsole({ autoreply: AUTOREPLY, menu: MENU })
    await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
    await until(async () => {
      const { mediaId } = (await turn(say('几点'))).message ?? {}
      return mediaId !== undefined && mediaId !== 'VIDEO_1'
    }, 'media that are kept for good')
  })
})
