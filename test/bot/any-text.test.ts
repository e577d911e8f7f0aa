import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Languages } from '../../src/bot/speaking/languages.ts'
import { Renderer } from '../../src/bot/renderer.ts'
import { anyText, faultOf, LASTS } from '../chat/any-text.ts'
import { Conversation, OWNER } from './conversation.ts'

const GROUPS = [
  [0, '未分组'],
  [1, '黑名单'],
  [102, '新人'],
  [107, 'test'],
  [108, 'VIP'],
] as const
/** The same every time; `npm run hostile` tries others, and many more. */
const SEED = 20_261_130
const NAMES = ['李姐', '小王', 'Tom', '小李']
const openidOf = (number: number): string => `oMany_${String(number).padStart(22, '0')}`

describe('any text of an admin', () => {
  it('is read as a command about nobody and nothing that it does not name, and so is every suggestion', () => {
    fc.assert(
      fc.property(anyText(), fc.constantFrom(...LASTS), (text, last) => {
        expect(faultOf(text, last)).toBeUndefined()
      }),
      { numRuns: 2_000, seed: SEED },
    )
  })

  it('is answered, and changes nothing but what a command in it says', async () => {
    await fc.assert(
      fc.asyncProperty(anyText(), anyText(), async (first, second) => {
        await using bot = await open()
        for (const text of [first, second, '。']) {
          const before = new Map(bot.backend.followers)
          const answer = await bot.answerTo(text)
          const shown = await bot.speech.say(OWNER, answer ?? { kind: 'not-understood' })
          expect(shown.trim()).not.toBe('')
          expect([answer?.kind, bot.defects]).not.toEqual(['broken', expect.anything()])
          const moved = [...bot.backend.followers].filter(([openid, groups]) => before.get(openid) !== groups)
          if (CHANGES_NOTHING.has(answer?.kind ?? 'not-understood')) expect(moved).toEqual([])
        }
      }),
      { numRuns: 60, seed: SEED },
    )
  }, 60_000)
})

/** Answers after which everything is as it was. */
const CHANGES_NOTHING: ReadonlySet<string> = new Set([
  'not-understood',
  'not-run',
  'did-you-mean',
  'several-acts',
  'not-understood-rest',
  'missing-argument',
  'which-person',
  'no-such-person',
  'no-such-group',
  'ambiguous-group',
  'confirm',
  'pending-confirmation',
])

async function open() {
  const bot = await Conversation.open()
  bot.backend.groups = GROUPS.map(([id, name]) => ({ id, name, count: 1 }))
  const all = Array.from({ length: 20 }, (_, at) => openidOf(at + 1))
  await bot.people.import(all.map((openid) => ({ openid, groups: [] })))
  for (const openid of all) bot.backend.followers.set(openid, [0])
  for (const [at, name] of NAMES.entries()) await bot.people.setAlias(openidOf(at + 3), name)
  await bot.intake.recover()
  await bot.list.read()
  const { admins, people, pageCache, registry } = bot
  const languages = new Languages(admins, registry.specs)
  const speech = new Renderer({ admins, languages, people, pageCache, commands: registry.englishNames, links: false })
  return Object.assign(bot, { speech, [Symbol.asyncDispose]: () => bot.close() })
}
