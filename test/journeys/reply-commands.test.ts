import { afterEach, describe, expect, it } from 'vitest'
import { OWNER, P, saidIn, Stage } from '../support/stage.ts'

const AUTOREPLY = {
  is_add_friend_reply_open: 1,
  add_friend_autoreply_info: { type: 'text', content: '欢迎' },
  keyword_autoreply_info: {
    list: [
      {
        rule_name: '价格',
        reply_mode: 'reply_all',
        keyword_list_info: [{ type: 'text', match_mode: 'contain', content: '价格' }],
        reply_list_info: [{ type: 'text', content: '十元' }],
      },
    ],
  },
}
const MENU = {
  is_menu_open: 1,
  selfmenu_info: {
    button: [
      { type: 'text', name: '价目', value: '菜单里的价目' },
      { type: 'view', name: '官网', url: 'https://example.com/' },
    ],
  },
}

let stage: Stage
afterEach(async () => {
  await stage.close()
})

async function open(): Promise<void> {
  stage = await Stage.open({ FENZU_KEPT_REPLIES: 'off' })
  await stage.enterConsole({ autoreply: AUTOREPLY, menu: MENU })
  await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
}
const ask = async (text: string) => saidIn((await stage.say(text, OWNER)).shown)
const shown = async (text: string) => (await stage.say(text, P)).shown
const digitsIn = (text: string) => /确认 (\d{4})/.exec(text)?.[1] ?? ''

describe('自动回复', () => {
  it('lists what is kept with numbers, and stops and starts by them, also over a restart', async () => {
    await open()
    expect(await ask('自动回复')).toBe(
      '沿用 3 条自动回复\n1 关注时：欢迎\n2 关键词「价格」：十元\n3 菜单「价目」：菜单里的价目\n停用一条：自动回复 停 1',
    )
    expect(await ask('自动回复 停 2')).toBe('✅ 已停用 1 条\n2 关键词「价格」：十元（已停）')
    expect(await shown('价格')).toBeNull()
    await stage.restart({ FENZU_KEPT_REPLIES: 'on' })
    expect(await shown('价格')).toBeNull()
    expect(await ask('自动回复 开 2、3')).toContain('✅ 已启用 2 条')
    expect(await shown('价格')).toBe('十元')
    expect(await ask('自动回复 停 全部')).toContain('✅ 已停用 3 条')
    expect((await stage.event('subscribe', P)).shown).toBeNull()
    expect(await ask('自动回复 停 9')).toBe('❌ 没有第 9 条，共 3 条\n看全部：自动回复')
  })

  it('重读 takes what the console shows now, and what shows less only after a yes', async () => {
    await open()
    const longer = { ...AUTOREPLY, add_friend_autoreply_info: { type: 'text', content: '新欢迎' } }
    await stage.enterConsole({ autoreply: longer })
    expect(await ask('自动回复 重读')).toBe('✅ 已重新读取：3 条自动回复，2 个菜单')
    expect((await stage.event('subscribe', P)).shown).toBe('新欢迎')
    await stage.enterConsole({ autoreply: {}, menu: { is_menu_open: 0 } })
    const asked = await ask('自动回复 重读')
    expect(asked).toContain('后台现在只有 0 条自动回复（沿用 3 条）')
    expect(await shown('价格')).toBe('十元')
    expect(await ask(`确认 ${digitsIn(asked)}`)).toContain('✅ 已重新读取：0 条自动回复')
    expect(await shown('价格')).toBeNull()
  })
})

describe('菜单', () => {
  it('is shown, and published only after a yes that names what differs', async () => {
    await open()
    expect(await ask('菜单')).toMatch(
      /^沿用的菜单：\n价目 → click fenzu_[0-9a-f]{12}\n官网 → https:\/\/example\.com\/\n发布：菜单 恢复$/,
    )
    const asked = await ask('菜单 恢复')
    expect(asked).toContain('+ 官网 → https://example.com/')
    expect(await stage.calls('/cgi-bin/menu/create')).toEqual([])
    expect(await ask(`确认 ${digitsIn(asked)}`)).toContain('✅ 菜单已发布')
    expect(await stage.calls('/cgi-bin/menu/create')).toHaveLength(1)
    expect(await ask('菜单 恢复')).toBe('✅ 粉丝看到的就是这个菜单，无需恢复')
  })
})
