import { z } from 'zod'
import type { KeptLine } from '../../../domain/answer.ts'
import type { KeptReply } from '../../../domain/replies/kept.ts'
import { BARRIER } from '../../command.ts'
import { defineChange, defineLocal } from '../../define.ts'
import { replyNumbers, type ReplyNumbers } from '../../reading/arguments/reply-numbers.ts'
import { nothing } from '../../reading/arguments/short.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import * as stored from '../../schemas.ts'
import type { Services } from '../../services.ts'

/** 自动回复: what is kept of the console, with the numbers by which it is stopped and started. */
export const replies = defineLocal({
  spec: {
    name: '自动回复',
    english: 'replies',
    names: ['自动回复', 'replies'],
    reader: nothing,
    role: 'admin',
    onlyWith: 'kept replies',
    summary: { zh: '看沿用了后台的哪些自动回复', en: 'shows the automatic replies that are kept' },
    examples: ['自动回复', 'replies'],
  },
  args: stored.nothing,
  needs: ['kept'],

  answer(_args, _asker, { kept }) {
    const { copy } = kept.book
    if (!kept.on || copy === undefined) return { answer: { kind: 'no-kept-replies', on: kept.on } }
    return { answer: { kind: 'kept-replies', replies: copy.replies.map(lineOf), losses: [...copy.losses] } }
  },
})

const args: z.ZodType<ReplyNumbers> = z.union([
  z.object({ numbers: z.array(z.number()) }),
  z.object({ all: z.literal(true) }),
])

export const stop = switching(
  {
    name: '自动回复 停',
    english: 'replies stop',
    names: ['自动回复 停', '自动回复 停用', '停用自动回复', 'replies stop'],
    reader: replyNumbers,
    role: 'admin',
    onlyWith: 'kept replies',
    summary: { zh: '停掉几条自动回复，或全部', en: 'stops some of the replies, or all' },
    examples: ['自动回复 停 2', '自动回复 停 全部', 'replies stop 2', 'replies stop all'],
  },
  false,
)

export const start = switching(
  {
    name: '自动回复 开',
    english: 'replies start',
    names: ['自动回复 开', '自动回复 启用', '启用自动回复', 'replies start'],
    reader: replyNumbers,
    role: 'admin',
    onlyWith: 'kept replies',
    summary: { zh: '重新启用停掉的自动回复', en: 'starts replies that were stopped' },
    examples: ['自动回复 开 2', '自动回复 开 全部', 'replies start 2', 'replies start all'],
  },
  true,
)

/** Takes effect at once; the platform is not asked. */
function switching(spec: CommandSpec, on: boolean) {
  return defineChange({
    spec,
    args,
    needs: ['kept'],
    final: 'kept-replies',

    prepare(given, _actor, { kept }) {
      const refused = refusalOf(given, kept)
      if (refused !== undefined) return { kind: 'answer', answer: refused }
      const target = 'all' in given ? '全部' : given.numbers.join('、')
      return { kind: 'change', args: given, asked: { command: spec.name, target, openid: null }, scope: BARRIER }
    },

    scope: () => BARRIER,

    async run(given, _task, { kept }) {
      const refused = refusalOf(given, kept)
      if (refused !== undefined) return { outcome: 'refused', answer: refused }
      const changed = (await kept.book.setOn('all' in given ? 'all' : given.numbers, on)) ?? []
      return { outcome: 'done', answer: { kind: 'kept-switched', replies: changed.map(lineOf), on } }
    },
  })
}

function refusalOf(given: ReplyNumbers, kept: Services['kept']) {
  const { copy } = kept.book
  if (!kept.on || copy === undefined) return { kind: 'no-kept-replies', on: kept.on } as const
  const numbers = copy.replies.map(({ number }) => number)
  const unknown = 'all' in given ? undefined : given.numbers.find((number) => !numbers.includes(number))
  return unknown === undefined ? undefined : ({ kind: 'no-such-reply', number: unknown, last: numbers.length } as const)
}

/** So much of a text is shown in a list. */
const SHOWN_LETTERS = 20

function lineOf({ number, on, trigger, name, contents }: KeptReply): KeptLine {
  const [first] = contents
  const text = first?.kind === 'text' ? Array.from(first.text.replaceAll(/\s+/g, ' ')) : []
  return {
    number,
    on,
    trigger: trigger.kind,
    words: trigger.kind === 'keyword' ? trigger.keywords.map((keyword) => keyword.text) : name === '' ? [] : [name],
    shows: first?.kind ?? 'text',
    text: `${text.slice(0, SHOWN_LETTERS).join('')}${text.length > SHOWN_LETTERS ? '…' : ''}`,
    more: Math.max(0, contents.length - 1),
  }
}
