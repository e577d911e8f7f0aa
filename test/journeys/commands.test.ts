import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { API, BACKENDS, OWNER, P, Q, Stage, saidIn } from '../support/stage.ts'

const MODES = ['plain', 'compat', 'safe'] as const

describe.each(MODES.flatMap((mode) => BACKENDS.map((backend) => ({ mode, backend }))))(
  'in $mode mode on $backend',
  ({ mode, backend }) => {
    const MOVE = API[backend].move
    let stage: Stage

    beforeAll(async () => {
      stage = await Stage.open({ WECHAT_MODE: mode, WECHAT_BACKEND: backend })
    })
    beforeEach(async () => {
      await stage.reset()
    })
    afterAll(async () => {
      await stage.close()
    })

    const shown = async (text: string, openid: string = OWNER) => saidIn((await stage.say(text, openid)).shown)

    it('moves a follower and names where from and where to', async () => {
      const said = await stage.say(`移动 ${P} 108`)
      expect(said.deliveries).toHaveLength(1)
      expect(said.shown?.split('\n')[0]).toBe('✅ oDF3…CM58：未分组 → VIP(108)')
      expect(await stage.groupOf(P)).toBe(108)
    })

    it('takes the name of a group, half a name, and the words in the other order', async () => {
      await shown(`move ${P} vip`)
      expect(await stage.groupOf(P)).toBe(108)
      await shown(`移动 ${P} 到 新`)
      expect(await stage.groupOf(P)).toBe(102)
      await shown(`移到 108组 ${P}。`)
      expect(await stage.groupOf(P)).toBe(108)
    })

    it('calls nothing when the follower is there already', async () => {
      await shown(`移动 ${P} 108`)
      const before = await stage.calls(MOVE)
      expect(await shown(`移动 ${P} 108`)).toContain('VIP(108)')
      expect(await stage.calls(MOVE)).toHaveLength(before.length)
    })

    it('lists the groups with their numbers', async () => {
      const text = await shown('分组')
      for (const line of ['未分组', '黑名单', '星标组', '新人', 'VIP']) expect(text).toContain(line)
    })

    it('creates, renames and deletes a group, the last after a yes', async () => {
      const created = await shown('新建 老客户')
      const id = (await stage.groups()).find(({ name }) => name === '老客户')?.id
      expect(created).toContain(`老客户`)
      expect(created).toContain(String(id))
      expect(await shown(`改名 ${id} 忠实客户`)).toContain('老客户')
      expect((await stage.groups()).find((group) => group.id === id)?.name).toBe('忠实客户')
      const question = await shown(`删除 忠实客户`)
      const digits = /确认 (\d{4})/.exec(question)?.[1]
      expect((await stage.groups()).some((group) => group.id === id)).toBe(true)
      expect(await shown(`确认 ${digits}`)).toContain('忠实客户')
      expect((await stage.groups()).some((group) => group.id === id)).toBe(false)
    })

    it('says where somebody is', async () => {
      expect(await shown(`查 ${Q}`)).toContain('新人(102)')
    })

    it('gives a follower the same as for any text, whatever they type (T26)', async () => {
      for (const text of ['你好', `移动 ${P} 108`, '帮助', '确认 1234', '认领 AAAA-AAAA']) {
        const said = await stage.say(text, Q)
        expect(said.deliveries.map(({ status, body }) => [status, body])).toEqual([[200, 'success']])
        expect(said.shown).toBeNull()
      }
      expect(await stage.groupOf(P)).toBe(0)
    })
  },
)

describe.each(BACKENDS)('answers to what is not quite right, on %s', (backend) => {
  const MOVE = API[backend].move
  let stage: Stage

  beforeAll(async () => {
    stage = await Stage.open({ WECHAT_BACKEND: backend })
  })
  beforeEach(async () => {
    await stage.reset()
  })
  afterAll(async () => {
    await stage.close()
  })

  const shown = async (text: string) => saidIn((await stage.say(text)).shown)

  it('asks before a name is used twice where that can be, and else says that it can not', async () => {
    const question = await shown('新建 VIP')
    if (backend === 'tags') {
      expect(question).toContain('已经有了，不能重复')
      expect(await stage.calls(API.tags.create)).toEqual([])
      return
    }
    const digits = /确认 (\d{4})/.exec(question)?.[1]
    expect((await stage.groups()).filter(({ name }) => name === 'VIP')).toHaveLength(1)
    await shown(`确认 ${digits}`)
    expect((await stage.groups()).filter(({ name }) => name === 'VIP')).toHaveLength(2)
  })

  it('asks before anybody is moved to the blacklist', async () => {
    const question = await shown(`移动 ${P} 黑名单`)
    expect(await stage.groupOf(P)).toBe(0)
    await shown(`确认 ${/确认 (\d{4})/.exec(question)?.[1]}`)
    expect(await stage.groupOf(P)).toBe(1)
  })

  it('runs nothing for wrong digits, and nothing once the plan was cancelled', async () => {
    const question = await shown('删除 107')
    const digits = /确认 (\d{4})/.exec(question)?.[1]
    const wrong = digits === '0000' ? '0001' : '0000'
    expect(await shown(`确认 ${wrong}`)).not.toContain('✅')
    expect(await shown('确认')).toContain(digits)
    await shown('取消')
    await shown(`确认 ${digits}`)
    expect((await stage.groups()).some(({ id }) => id === 107)).toBe(true)
  })

  it('asks again when the world changed between the question and the yes', async () => {
    const question = await shown('删除 107')
    await shown(`移动 ${P} 107`)
    const again = await shown(`确认 ${/确认 (\d{4})/.exec(question)?.[1]}`)
    expect((await stage.groups()).some(({ id }) => id === 107)).toBe(true)
    await shown(`确认 ${/确认 (\d{4})/.exec(again)?.[1]}`)
    expect((await stage.groups()).some(({ id }) => id === 107)).toBe(false)
    expect(await stage.groupOf(P)).toBe(0)
  })

  it('refuses to rename or delete what belongs to the platform, without a call', async () => {
    const before = (await stage.calls()).filter(({ path }) => /update|delete/.test(path)).length
    expect(await shown('改名 黑名单 甲')).toContain('黑名单(1)')
    expect(await shown('删除 0')).toContain('未分组(0)')
    expect((await stage.calls()).filter(({ path }) => /update|delete/.test(path))).toHaveLength(before)
  })

  it('does nothing with a word too many and shows the command without it', async () => {
    expect(await shown(`移动 ${P} 108 快点`)).toContain(`移动 ${P} 108`)
    expect(await stage.groupOf(P)).toBe(0)
  })

  it('says that a group does not exist after having looked again', async () => {
    expect(await shown(`移动 ${P} 没有这个`)).toContain('没有这个')
    expect(await stage.groupOf(P)).toBe(0)
  })

  it('tells of an openid that is not of this account and of one that is too short', async () => {
    const before = (await stage.calls()).at(-1)?.seq ?? 0
    expect(await shown('移动 oNobodyKnowsThisOpenid_00001 108')).toMatch(/^❌|^⚠️/)
    expect(await shown('移动 oDF3iYx0ro3_7jD4HFRDfrjdCM5 108')).toContain('28')
    expect(await stage.calls(MOVE, before)).toEqual([])
  })

  it('suggests the nearest command and never runs it', async () => {
    expect(await shown(`移懂 ${P} 108`)).toContain('移动')
    expect(await stage.groupOf(P)).toBe(0)
  })

  it('answers in English after 语言 English, and in Chinese again', async () => {
    await shown('语言 English')
    expect(await shown('help')).not.toMatch(/[\u4e00-\u9fff]{4}/)
    await shown('lang 中文')
    expect(await shown('帮助')).toContain('移动')
  })

  it('tells by its number how a command ended', async () => {
    await shown(`移动 ${P} 108`)
    const number = /(\d+)/.exec(await shown('结果'))?.[1]
    expect(await shown(`结果 ${number}`)).toContain('VIP(108)')
  })

  it('names the address to allow when the platform refuses the server (F10)', async () => {
    await stage.fault(MOVE, 'errcode', { errcode: 40164 })
    expect(await shown(`移动 ${P} 108`)).toMatch(/\d+\.\d+\.\d+\.\d+/)
  })

  it('says that the account needs 认证 when it has no permission (F11)', async () => {
    await stage.fault(MOVE, 'errcode', { errcode: 48001 })
    expect(await shown(`移动 ${P} 108`)).toContain('认证')
  })
})
