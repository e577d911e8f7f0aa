import { defineLocal } from '../../define.ts'
import { nothingBut } from '../../reading/arguments/short.ts'
import { crowdOf, linesOf } from './lines.ts'
import * as stored from '../../schemas.ts'

/** 规则: what groups followers by itself. What rules have done stands in the ledger under this name. */
export const rules = defineLocal({
  spec: {
    name: '规则',
    english: 'rules',
    names: ['规则', '自动分组', 'rules'],
    reader: nothingBut('列表', 'list'),
    role: 'viewer',
    summary: { zh: '查看自动分组的规则', en: 'shows the rules that group followers' },
    examples: ['规则', 'rules'],
  },
  args: stored.nothing,
  needs: ['rules', 'list', 'backend'],
  recorded: {},

  async answer(_args, _asker, services) {
    const { book, errands, intake } = services.rules
    const targets = new Map(book.rules.map(({ target }) => [target.id, target]))
    const crowded = [...targets.keys()].flatMap((id) => {
      const count = crowdOf(id, services)
      const name = services.list.known().find((group) => group.id === id)?.name ?? null
      return count === null ? [] : [{ group: { id, name }, count }]
    })
    const waiting = (await errands.count()) + intake.held
    return { answer: { kind: 'rules', rules: await linesOf(book.rules, services), waiting, crowded } }
  },
})
