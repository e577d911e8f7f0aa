import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Player } from './natural/player.ts'
import { readNaturalTexts } from './natural/texts.ts'

const parts = (['seen', 'more', 'unseen'] as const).map(readNaturalTexts)

it('the corpus of natural texts has at least 150 in each part, and none twice in the same state', () => {
  for (const texts of parts) expect(texts.length).toBeGreaterThanOrEqual(150)
  const all = parts.flat()
  const keys = all.map(({ backend, before, text }) => JSON.stringify([backend, before, text]))
  expect(new Set(keys).size).toBe(all.length)
})

describe('a conversation of the corpus', () => {
  let player: Player

  beforeAll(async () => {
    player = await Player.open('groups')
  })
  afterAll(async () => {
    await player.close()
  })

  it('begins in the small world that its file describes, whatever the one before did', async () => {
    const [moved] = await player.play(['移动 小王 VIP'])
    expect(moved?.answer).toMatch(/^✅ 小王.*：新人 → VIP\(108\)/)
    expect(moved?.changes).toHaveLength(2)
    const [again] = await player.play(['移动 小王 VIP'])
    expect(again).toEqual(moved)
    const [members, remark, number] = await player.play(['组员 VIP', '查 陈老师', '查 #40'])
    expect(members?.answer).toMatch(/老王[^]*Amy/)
    expect(remark?.answer).toContain('华东媒')
    expect(number?.answer).toContain('未分组')
  })

  it('tells an answer from silence, and what changed from what did not', async () => {
    const [asked, confirmed, undone] = await player.play(['删除 test', '确认 {code}', '移动 {openid 5} 108'])
    expect(asked).toMatchObject({ changes: [] })
    expect(confirmed?.changes).toEqual(expect.arrayContaining(['− group 107 test']))
    expect(undone?.changes).toHaveLength(2)
  })
})
