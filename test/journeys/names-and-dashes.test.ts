import { afterEach, beforeEach, expect, it } from 'vitest'
import { P, Stage } from '../support/stage.ts'

let stage: Stage

beforeEach(async () => {
  stage = await Stage.open({}, undefined, { everybodyKnown: true })
})
afterEach(async () => {
  await stage.close()
})

const shown = async (text: string) => (await stage.say(text)).shown ?? ''
const groupNames = async () => (await stage.groups()).map(({ name }) => name)

it.each(['👩‍💻研发', '👨‍👩‍👧', 'می‌خواهم', 'क्‍ष'])('a group called %s keeps its joiners', async (name) => {
  expect(await shown(`新建 ${name}`)).toMatch(/^✅/)
  expect(await groupNames()).toContain(name)
  expect(await shown(`移动 ${P} ${name}`)).toMatch(/^✅/)
  expect(await shown(`删除 ${name}`)).toMatch(/确认 \d{4}/)
})

it.each(['-', '~', '—', '——', '–', '\u2011', '\u2212', '至', '到'])('%s is the dash of a range', async (dash) => {
  expect(await shown(`移动 #3${dash}#5 VIP`)).toMatch(/^✅ 3 人/)
  const { followers } = await stage.world()
  expect(followers.slice(2, 5).map(({ groupid }) => groupid)).toEqual([108, 108, 108])
})

it.each(['[玫瑰]', '[抱拳][抱拳]', '/:strong', '/::)', '~'])(
  '%s at the end of a command changes nothing of what it means',
  async (emoticon) => {
    for (const glue of ['', ' ']) {
      expect(await shown(`移动 #3 VIP${glue}${emoticon}`)).toMatch(/^✅/)
      expect(await stage.groupOf(P)).toBe(108)
      expect(await shown(`撤销${glue}${emoticon}`)).toMatch(/^↩️/)
      expect(await stage.groupOf(P)).toBe(0)
    }
    expect(await shown(`分组${emoticon}`)).toContain('VIP(108)')
  },
)

it('an emoticon inside a name stays in it', async () => {
  expect(await shown('新建 [玫瑰]花店')).toMatch(/^✅/)
  expect(await groupNames()).toContain('[玫瑰]花店')
})

it('a group whose name ends with an emoji is found by its whole name', async () => {
  expect(await shown('新建 老客户🌹')).toMatch(/^✅/)
  expect(await groupNames()).toContain('老客户🌹')
  expect(await shown(`移动 #3 老客户🌹`)).toMatch(/^✅/)
})

it.each(['🙏', '👍🏻', '👩‍💻', '^_^'])('%s behind the name of a group changes nothing of what it means', async (emoji) => {
  expect(await shown(`移动 #3 VIP${emoji}`)).toMatch(/^✅/)
  expect(await stage.groupOf(P)).toBe(108)
})
