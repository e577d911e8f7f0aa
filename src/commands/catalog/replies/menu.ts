import { z } from 'zod'
import { linesOf } from '../../../replies/menu.ts'
import { BARRIER } from '../../command.ts'
import { defineConfirmation } from '../../confirmation.ts'
import { defineChange, defineLocal } from '../../define.ts'
import { nothing } from '../../reading/arguments/short.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import * as stored from '../../schemas.ts'

/** 菜单: the menu that was kept of the console. */
export const menu = defineLocal({
  spec: {
    name: '菜单',
    english: 'menu',
    names: ['菜单', 'menu'],
    reader: nothing,
    role: 'admin',
    onlyWith: 'kept replies',
    summary: { zh: '看沿用的公众号菜单', en: 'shows the menu that is kept' },
    examples: ['菜单', 'menu'],
  },
  args: stored.nothing,
  needs: ['kept'],

  answer(_args, _asker, { kept }) {
    const held = kept.book.copy?.menu
    if (held === undefined || held === null) return { answer: { kind: 'no-kept-menu' } }
    return { answer: { kind: 'kept-menu', lines: linesOf(held.buttons), leftOut: [...held.leftOut] } }
  },
})

const RESTORE: CommandSpec = {
  name: '菜单 恢复',
  english: 'menu restore',
  names: ['菜单 恢复', '恢复菜单', 'menu restore'],
  reader: nothing,
  role: 'owner',
  onlyWith: 'kept replies',
  summary: { zh: '发布沿用的菜单（先确认）', en: 'publishes the kept menu (asks first)' },
  examples: ['菜单 恢复', 'menu restore'],
}

const confirmation = defineConfirmation({
  kind: 'publish-menu',
  plan: z.object({
    kind: z.literal('publish-menu'),
    changed: z.boolean(),
    differences: z.array(z.string()),
    leftOut: z.array(z.string()),
  }),
  needs: ['kept'],
  work: () => ({ spec: RESTORE, final: 'kept-replies' }),
  asked: () => ({ target: '', openid: null }),
  scope: () => BARRIER,

  async carryOut(plan, task, { kept }) {
    const seen = await kept.tasks.menu({ dry: true, anyway: false })
    if (seen.kind === 'none') return { outcome: 'refused', answer: { kind: 'no-kept-menu' } }
    if (seen.state !== 'same' && seen.differences.join('\n') !== plan.differences.join('\n'))
      return task.ask({ ...plan, changed: seen.state === 'changed', differences: [...seen.differences] }, true)
    await kept.tasks.menu({ dry: false, anyway: true })
    return { outcome: 'done', answer: { kind: 'menu-published' } }
  },
})

/** 菜单 恢复: publishes it over the one that is there. What differs is shown, and asked about, every time. */
export const restoreMenu = defineChange({
  spec: RESTORE,
  args: stored.nothing,
  needs: ['kept'],
  final: 'kept-replies',
  confirmations: [confirmation],

  prepare: (args) => ({
    kind: 'change',
    args,
    asked: { command: RESTORE.name, target: '', openid: null },
    scope: BARRIER,
  }),

  scope: () => BARRIER,

  async run(_args, task, { kept }) {
    const { kind, state, differences, leftOut } = await kept.tasks.menu({ dry: true, anyway: false })
    if (kind === 'none') return { outcome: 'refused', answer: { kind: 'no-kept-menu' } }
    if (state === 'same') return { outcome: 'done', answer: { kind: 'menu-is-same' } }
    const changed = state === 'changed'
    return task.ask({ kind: 'publish-menu', changed, differences: [...differences], leftOut: [...leftOut] })
  },
})
