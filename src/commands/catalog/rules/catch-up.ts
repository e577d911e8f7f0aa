import { z } from 'zod'
import type { Answer } from '../../../domain/answer.ts'
import { defineChange } from '../../define.ts'
import { ruleNumber } from '../../reading/rules/arguments.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import type { Services } from '../../services.ts'

const CATCH_UP: CommandSpec = {
  name: '规则 补',
  english: 'rules catchup',
  names: ['规则 补', '补规则', 'rules catchup', 'rules catch up'],
  reader: ruleNumber,
  role: 'admin',
  summary: { zh: '找回一条规则漏掉的人（关注、扫码）', en: 'finds whom a rule missed (follow, scan)' },
  examples: ['规则 补 3', 'rules catchup 3'],
}

/**
 * 规则 补: whoever began to follow since the rule was made, by its code if it has one, and was missed. The platform tells when
 * and by which code everybody came, behind everything that anybody waits for.
 */
export const catchUp = defineChange({
  spec: CATCH_UP,
  args: z.object({ number: z.number() }),
  needs: ['rules'],
  final: 'rules',

  prepare({ number }, _actor, { rules }) {
    const refused = refusalOf(number, rules)
    if (refused !== undefined) return { kind: 'answer', answer: refused }
    const asked = { command: CATCH_UP.name, target: String(number), openid: null }
    return { kind: 'change', args: { number }, asked, scope: { kind: 'shared', openids: [] } }
  },

  scope: () => ({ kind: 'shared', openids: [] }),

  async run({ number }, _task, { rules }) {
    const rule = rules.book.rules.find((one) => one.number === number)
    const refused = refusalOf(number, rules)
    if (refused !== undefined || rule === undefined)
      return { outcome: 'refused', answer: refused ?? { kind: 'no-such-rule', number, latest: rules.book.latest } }
    const { looked, found } = await rules.catchUp(rule)
    return { outcome: 'done', answer: { kind: 'rule-caught-up', rule: number, looked, found } }
  },
})

function refusalOf(number: number, { book }: Services['rules']): Answer | undefined {
  const rule = book.rules.find((one) => one.number === number)
  if (rule === undefined) return { kind: 'no-such-rule', number, latest: book.latest }
  const { kind } = rule.trigger
  return kind === 'text' || kind === 'menu' ? { kind: 'no-catching-up', rule: number } : undefined
}
