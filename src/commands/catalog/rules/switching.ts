import { z } from 'zod'
import type { Answer } from '../../../domain/answer.ts'
import { defineChange } from '../../define.ts'
import { replyNumbers, type ReplyNumbers } from '../../reading/arguments/reply-numbers.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { linesOf } from './lines.ts'
import type { Services } from '../../services.ts'

const args: z.ZodType<ReplyNumbers> = z.union([
  z.object({ numbers: z.array(z.number()) }),
  z.object({ all: z.literal(true) }),
])

export const pauseRule = switching(
  {
    name: '规则 停',
    english: 'rules off',
    names: ['规则 停', '规则 停用', '停用规则', 'rules off', 'rules stop', 'rules pause'],
    reader: replyNumbers,
    role: 'admin',
    summary: { zh: '停掉几条规则，或全部', en: 'pauses some rules, or all' },
    examples: ['规则 停 3', '规则 停 全部', 'rules off 3', 'rules off all'],
  },
  'off',
)

export const startRule = switching(
  {
    name: '规则 开',
    english: 'rules on',
    names: ['规则 开', '规则 启用', '启用规则', 'rules on', 'rules start'],
    reader: replyNumbers,
    role: 'admin',
    summary: { zh: '重新启用停掉的规则', en: 'starts rules that were paused' },
    examples: ['规则 开 3', '规则 开 全部', 'rules on 3', 'rules on all'],
  },
  'on',
)

export const deleteRule = switching(
  {
    name: '规则 删',
    english: 'rules delete',
    names: ['规则 删', '规则 删除', '删除规则', 'rules delete', 'rules remove'],
    reader: replyNumbers,
    role: 'owner',
    summary: { zh: '删除规则；已经分好组的人不受影响', en: 'deletes rules; whom they grouped stays there' },
    examples: ['规则 删 3', 'rules delete 3'],
  },
  'deleted',
)

/** Takes effect with the next push; the platform is not asked. What waits of a rule that is off is not carried out. */
function switching(spec: CommandSpec, to: 'on' | 'off' | 'deleted') {
  return defineChange({
    spec,
    args,
    needs: ['rules', 'list', 'backend'],
    final: 'rules',

    prepare(given, _actor, { rules }) {
      const refused = refusalOf(given, rules)
      if (refused !== undefined) return { kind: 'answer', answer: refused }
      const target = 'all' in given ? '全部' : given.numbers.join('、')
      const asked = { command: spec.name, target, openid: null }
      return { kind: 'change', args: given, asked, scope: { kind: 'shared', openids: [] } }
    },

    scope: () => ({ kind: 'shared', openids: [] }),

    async run(given, _task, services) {
      const { rules } = services
      const refused = refusalOf(given, rules)
      if (refused !== undefined) return { outcome: 'refused', answer: refused }
      const own = rules.book.rules.filter(({ source }) => source === 'chat').map(({ number }) => number)
      const changed = await rules.book.setState('all' in given ? own : given.numbers, to)
      const lines = await linesOf(changed, services)
      const shown = to === 'deleted' ? lines.map((line) => ({ ...line, on: true })) : lines
      return { outcome: 'done', answer: { kind: 'rules-switched', rules: shown, to } }
    },
  })
}

function refusalOf(given: ReplyNumbers, { book }: Services['rules']): Answer | undefined {
  if ('all' in given) return undefined
  const { latest } = book
  for (const number of given.numbers) {
    const rule = book.rules.find((one) => one.number === number)
    if (rule === undefined) return { kind: 'no-such-rule', number, latest }
    if (rule.source === 'file') return { kind: 'rule-of-file', number }
  }
  return undefined
}
