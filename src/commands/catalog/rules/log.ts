import { z } from 'zod'
import { defineLocal } from '../../define.ts'
import { ruleAndPage } from '../../reading/rules/arguments.ts'
import { toEntry } from '../../running/history.ts'

const NAME = '日志 规则'
const PAGE_ROWS = 30

/** 日志 规则 3: what a rule has done, an hour a line. */
export const logOfRule = defineLocal({
  spec: {
    name: NAME,
    english: 'log rule',
    names: [NAME, '规则 日志', '规则日志', 'log rule', 'rules log'],
    reader: ruleAndPage,
    role: 'viewer',
    summary: { zh: '看一条规则做过什么', en: 'shows what a rule did' },
    examples: ['日志 规则 3', 'log rule 3'],
  },
  args: z.object({ number: z.number(), page: z.number().exactOptional() }),
  needs: ['ledger', 'clock', 'rules'],

  async answer({ number, page = 1 }, { openid }, { ledger, clock, rules }) {
    if (rules.book.find(number) === undefined)
      return { answer: { kind: 'no-such-rule', number, latest: rules.book.latest } }
    const filter = { actor: { kind: 'rule', rule: number } } as const
    const rows = await ledger.history(filter, PAGE_ROWS + 1, (page - 1) * PAGE_ROWS)
    const entries = rows.slice(0, PAGE_ROWS).map((row) => toEntry(row, openid))
    const next = rows.length > PAGE_ROWS ? `${NAME} ${number} 第${page + 1}页` : null
    return { answer: { kind: 'log', entries, page, next, now: clock.now() } }
  },
})
