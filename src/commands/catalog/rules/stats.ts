import { z } from 'zod'
import { startOfShanghaiDay } from '../../../domain/clock.ts'
import { isSystemGroup } from '../../../domain/group.ts'
import { defineRead } from '../../define.ts'
import { days as daysReader } from '../../reading/rules/arguments.ts'
import type { Count, Skipped } from '../../../store/rules/counts.ts'
import { linesOf } from './lines.ts'

const NAME = '统计'
const DAY_MS = 86_400_000
const USUAL_DAYS = 7

/** 统计: who came and left, in all, for each group and by each rule, from the days' counts. */
export const stats = defineRead({
  spec: {
    name: NAME,
    english: 'stats',
    names: [NAME, 'stats'],
    reader: daysReader,
    role: 'viewer',
    summary: { zh: '统计新增、取关和各分组的来去（默认 7 天）', en: 'counts who came and left, 7 days unless told' },
    examples: ['统计', '统计 30', 'stats', 'stats 30'],
  },
  args: z.object({ days: z.number().exactOptional() }),
  needs: ['rules', 'list', 'backend', 'clock'],
  asked: ({ days }) => ({ command: NAME, target: days === undefined ? '' : String(days), openid: null }),

  async run({ days = USUAL_DAYS }, services) {
    const { rules, list, backend, clock } = services
    await Promise.all([rules.tally.write(), backend.ready()])
    const groups = await list.readCounts()
    const since = startOfShanghaiDay(clock.now()) - (days - 1) * DAY_MS
    const counts = await rules.counts.since(since)
    const { name } = backend.capabilities
    const none = { came: 0, left: 0 }
    const counted = groups.filter(({ id, unmanaged }) => !isSystemGroup(id) && unmanaged !== true)
    const lines = await linesOf(rules.book.rules, services)
    return {
      kind: 'stats',
      days,
      since: (await rules.counts.begunAt()) ?? null,
      followers: pick(counts.find(({ of }) => of.kind === 'followers') ?? none),
      groups: counted.map((group) => ({
        group: { id: group.id, name: group.name },
        ...pick(counts.find(({ of }) => of.kind === 'group' && of.backend === name && of.id === group.id) ?? none),
        now: group.count,
      })),
      rules: lines.map((rule) => ({
        rule,
        ...pick(counts.find(({ of }) => of.kind === 'rule' && of.number === rule.number) ?? none),
        full: skippedBy(rule.number, 'full', counts),
        gone: skippedBy(rule.number, 'gone', counts),
      })),
    }
  },
})

function skippedBy(rule: number, why: Skipped, counts: readonly Count[]): number {
  const isIt = ({ of }: Count): boolean => of.kind === 'skipped' && of.number === rule && of.why === why
  return counts.find(isIt)?.came ?? 0
}

function pick({ came, left }: { readonly came: number; readonly left: number }): { came: number; left: number } {
  return { came, left }
}
