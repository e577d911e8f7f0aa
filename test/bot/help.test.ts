import { afterEach, describe, expect, it } from 'vitest'
import { readText } from '../../src/commands/reading/grammar.ts'
import { NO_LEXICON } from '../../src/commands/reading/lexicon.ts'
import type { AnswerOf } from '../../src/domain/answer.ts'
import { PHRASEBOOKS } from '../support/phrasebooks.ts'
import { Conversation, OWNER, P, Q } from './conversation.ts'

let conversation: Conversation
afterEach(() => conversation.close())

async function open(backend: 'groups' | 'tags' = 'groups'): Promise<void> {
  conversation = await Conversation.open({ backend })
  conversation.backend.followers.set(P, []).set(Q, [])
  await conversation.people.import([P, Q].map((openid) => ({ openid, followedAt: 1_000 })))
  await conversation.intake.recover()
}

const help = async (text = '帮助', admin: string = OWNER) => {
  const answer = await conversation.answerTo(text, { admin })
  if (answer?.kind !== 'help') throw new Error(`${text} was answered with ${answer?.kind}`)
  return answer
}
const commandsIn = ({ tasks }: AnswerOf<'help'>) => tasks.map(({ command }) => command.name)

describe('帮助', () => {
  it('shows six tasks as they would be typed here, and each number opens its page', async () => {
    await open()
    const answer = await help()
    expect(commandsIn(answer)).toEqual(['最近', '移动', '批量移动', '新建', '撤销', '查'])
    expect(PHRASEBOOKS.zh.say(answer).split('\n').slice(0, 4)).toEqual([
      '可以这样发，回复数字看用法：',
      '1 最近：看最近有哪些粉丝',
      '2 移动 #2 VIP：把人移到分组',
      '3 批量移动 VIP #2 #1：一次移动一批人',
    ])
    for (const [at, { command }] of answer.tasks.entries()) {
      await help()
      expect(await conversation.answerTo(`${at + 1}`)).toMatchObject({
        kind: 'help-one',
        command: { name: command.name },
      })
    }
  })

  it('shows only examples that are commands, and none with an openid', async () => {
    await open()
    const all = await conversation.answerTo('帮助 全部')
    if (all?.kind !== 'help-all') throw new Error('the whole list was not shown')
    expect(all.commands.length).toBeGreaterThan(25)
    const { list } = conversation
    const lexicon = {
      ...NO_LEXICON,
      meansGroup: (text: string, quoted: boolean) => list.peek({ text, quoted }) !== undefined,
      fitsGroup: (text: string) => list.fits({ text, quoted: false }),
    }
    for (const { examples } of all.commands) {
      for (const example of examples) {
        expect([example, readText(example, conversation.registry.specs, lexicon).kind]).toEqual([example, 'command'])
        expect(example).not.toMatch(/o[\w-]{27}/)
      }
    }
  })

  it('works at once: the move that it shows moves somebody', async () => {
    await open()
    const { tasks } = await help('help')
    const [example = ''] = tasks.find(({ command }) => command.name === '移动')?.command.examples ?? []
    expect(await conversation.answerTo(example)).toMatchObject({ kind: 'moved', to: { name: 'VIP' } })
  })

  it('shows what the asker may do, and nothing that does nothing on this account', async () => {
    await open()
    const names = async () => {
      const all = await conversation.answerTo('帮助 全部')
      return all?.kind === 'help-all' ? all.commands.map(({ name }) => name) : []
    }
    for (const name of ['接管', '放手', '打标签', '去标签']) expect(await names()).not.toContain(name)
    expect(await conversation.answerTo('帮助 接管')).toMatchObject({ kind: 'help-one' })
    await conversation.close()
    await open('tags')
    expect(await names()).toContain('打标签')
    expect(commandsIn(await help())).toEqual(['最近', '移动', '批量移动', '打标签', '新建', '撤销'])
  })
})
