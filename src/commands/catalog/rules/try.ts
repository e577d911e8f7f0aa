import { z } from 'zod'
import type { RuleTrigger } from '../../../domain/rules/rule.ts'
import { defineLocal } from '../../define.ts'
import { tryTrigger } from '../../reading/rules/arguments.ts'
import { linesOf } from './lines.ts'

const trigger: z.ZodType<RuleTrigger> = z.union([
  z.object({ kind: z.literal('follow') }),
  z.object({ kind: z.enum(['scan', 'text', 'menu']), key: z.string() }),
])

/** 规则 试: which rule a word, a code or a menu key would set off. Nothing happens. */
export const tryRule = defineLocal({
  spec: {
    name: '规则 试',
    english: 'rules try',
    names: ['规则 试', '规则 测试', '试规则', 'rules try', 'rules test'],
    reader: tryTrigger,
    role: 'viewer',
    summary: { zh: '看一句话、一个码会触发哪条规则', en: 'shows which rule a text or a code triggers' },
    examples: ['规则 试 报名', '规则 试 扫码 poster1', 'rules try join', 'rules try scan poster1'],
  },
  args: z.object({ trigger }),
  needs: ['rules', 'list', 'backend'],

  async answer({ trigger: given }, _asker, services) {
    const { book } = services.rules
    const rule = book.wouldMeet(given)
    const [line = null] = rule === undefined ? [] : await linesOf([rule], services)
    const said = given.kind === 'follow' ? '关注' : given.key
    return { answer: { kind: 'rule-tried', given: said, rule: line } }
  },
})
