import { z } from 'zod'
import type { Answer } from '../../../domain/answer.ts'
import { BLACKLIST_ID, UNGROUPED_ID } from '../../../domain/group.ts'
import { comparableKey, LONGEST_KEY, MOST_RULES, type RuleTrigger } from '../../../domain/rules/rule.ts'
import type { ChangeResult } from '../../command.ts'
import { defineChange } from '../../define.ts'
import { ruleParts } from '../../reading/rules/arguments.ts'
import type { CommandSpec } from '../../reading/reading.ts'
import { findGroup, findTarget, toRef, toTarget } from '../../running/finding.ts'
import { crowdOf, linesOf } from './lines.ts'
import * as stored from '../../schemas.ts'

export const ADD: CommandSpec = {
  name: '规则 新建',
  english: 'rules add',
  names: ['规则 新建', '规则 添加', '新建规则', '添加规则', 'rules add', 'rules new'],
  reader: ruleParts,
  role: 'owner',
  summary: { zh: '新建规则：关注、扫码、关键词或菜单时自动分组', en: 'adds a rule: on follow, scan, text or menu' },
  examples: [
    '规则 新建 关注 到 新人',
    '规则 新建 扫码 poster1 到 新人',
    '规则 新建 关键词 报名 到 VIP 总是',
    '规则 新建 菜单 join 打标签 VIP',
    'rules add follow to 新人',
    'rules add scan poster1 to 新人',
    'rules add text join to VIP always',
    'rules add menu join tag VIP',
  ],
}

const trigger: z.ZodType<RuleTrigger> = z.union([
  z.object({ kind: z.literal('follow') }),
  z.object({ kind: z.enum(['scan', 'text', 'menu']), key: z.string() }),
])

/** 规则 新建: from now on whoever follows, scans, says or taps this is grouped by itself. */
export const addRule = defineChange({
  spec: ADD,
  args: z.object({
    trigger,
    group: stored.groupToken,
    label: z.literal(true).exactOptional(),
    policy: z.enum(['ungrouped', 'always']).exactOptional(),
  }),
  needs: ['rules', 'list', 'backend', 'clock'],
  final: 'rules',

  prepare(args, _actor, { list }) {
    const refused = refusalOf(args.trigger)
    if (refused !== undefined) return { kind: 'answer', answer: refused }
    const target = toTarget(list.peek(args.group), args.group)
    const said = args.trigger.kind === 'follow' ? '关注' : args.trigger.key
    const asked = { command: ADD.name, target: `${said} → ${target}`, openid: null }
    return { kind: 'change', args, asked, scope: { kind: 'shared', openids: [] } }
  },

  scope: () => ({ kind: 'shared', openids: [] }),

  async run(given, _task, services): Promise<ChangeResult> {
    const { rules, backend, clock } = services
    await backend.ready()
    const label = given.label === true
    const rewrite = (id: string): string =>
      [ADD.name, ...writeTrigger(given.trigger), label ? '打标签' : '到', id].join(' ')
    if (label && backend.capabilities.exclusive)
      return { outcome: 'refused', answer: { kind: 'no-labels', example: null } }
    const found = label
      ? await findGroup(services.list, given.group, rewrite)
      : await findTarget(services, given.group, rewrite)
    if ('answer' in found) return { outcome: 'refused', answer: found.answer }
    const { id } = found.group
    if (id === UNGROUPED_ID || id === BLACKLIST_ID)
      return { outcome: 'refused', answer: { kind: 'rule-group-refused', group: toRef(found.group) } }
    const added = await rules.book.add({
      trigger: given.trigger,
      target: { kind: label ? 'label' : 'group', id, backend: backend.capabilities.name },
      policy: given.policy ?? 'ungrouped',
      source: 'chat',
      madeAt: clock.now(),
    })
    if (added.kind === 'too-many') return { outcome: 'refused', answer: { kind: 'too-many-rules', limit: MOST_RULES } }
    const [line] = await linesOf([added.rule], services)
    if (line === undefined) throw new TypeError('a rule has no line')
    if (added.kind === 'taken') return { outcome: 'refused', answer: { kind: 'rule-taken', rule: line } }
    return { outcome: 'done', answer: { kind: 'rule-made', rule: line, crowded: crowdOf(id, services) } }
  },
})

const WORDS = { follow: '关注', scan: '扫码', text: '关键词', menu: '菜单' } as const

function writeTrigger(given: RuleTrigger): string[] {
  return given.kind === 'follow' ? [WORDS.follow] : [WORDS[given.kind], given.key]
}

function refusalOf(given: RuleTrigger): Answer | undefined {
  if (given.kind === 'follow') return undefined
  const key = comparableKey(given)
  const reason = key === '' ? 'empty' : Array.from(key).length > LONGEST_KEY ? 'too-long' : undefined
  const example = `${ADD.name} 扫码 poster1 到 新人`
  return reason === undefined ? undefined : { kind: 'bad-rule-key', reason, limit: LONGEST_KEY, example }
}
