import { z } from 'zod'
import { comparableName, BLACKLIST_ID, UNGROUPED_ID, type Group } from '../domain/group.ts'
import {
  comparableKey,
  LONGEST_KEY,
  MOST_RULES,
  nameOfTrigger,
  type NewRule,
  type Rule,
  type RuleTrigger,
} from '../domain/rules/rule.ts'
import type { GroupBackend } from '../groups/backend.ts'
import type { GroupList } from '../groups/group-list.ts'
import type { RuleBook } from './book.ts'

/*
 * The file of `fenzu rules apply`: the rules of an account as JSON, groups by their names. What it names is made, what it
 * names otherwise is made anew, and what came from a file and is named no more is deleted. Rules of the chat are left alone.
 */

const key = z.string().max(LONGEST_KEY)
const policy = z.enum(['ungrouped', 'always']).default('ungrouped')
const written = z.discriminatedUnion('trigger', [
  z.strictObject({ trigger: z.literal('follow'), group: z.string().optional(), label: z.string().optional(), policy }),
  ...(['scan', 'text', 'menu'] as const).map((trigger) =>
    z.strictObject({
      trigger: z.literal(trigger),
      key,
      group: z.string().optional(),
      label: z.string().optional(),
      policy,
    }),
  ),
])
const file = z.strictObject({ rules: z.array(written).max(MOST_RULES) })

type Written = z.infer<typeof written>

export interface RuleFileParts {
  readonly book: RuleBook
  readonly list: Pick<GroupList, 'read'>
  readonly backend: Pick<GroupBackend, 'capabilities' | 'ready' | 'manages'>
  now(): number
}

/** What applying a file came to, or would: `problems` name the place of each, and then nothing was changed. */
export interface RuleFileReport {
  readonly problems: readonly string[]
  readonly added: readonly string[]
  readonly deleted: readonly string[]
  readonly same: number
}

/** Applies a file, all of it or nothing; with `dry` only says what would become of it. Throws the WeChat client's errors. */
export async function applyRuleFile(
  given: unknown,
  { dry }: { readonly dry: boolean },
  { book, list, backend, now }: RuleFileParts,
): Promise<RuleFileReport> {
  const parsed = file.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.') || 'the file'}: ${message}`,
    )
    return { problems, added: [], deleted: [], same: 0 }
  }
  await backend.ready()
  const groups = await list.read(0)
  const problems: string[] = []
  const seen = new Set<string>()
  const wanted: NewRule[] = []
  for (const [at, one] of parsed.data.rules.entries()) {
    const place = `rules.${at}`
    const trigger: RuleTrigger = one.trigger === 'follow' ? { kind: 'follow' } : { kind: one.trigger, key: one.key }
    const name = nameOfTrigger(trigger)
    const target = targetOf(one, groups, backend)
    if (trigger.kind !== 'follow' && comparableKey(trigger) === '') problems.push(`${place}.key: must not be empty`)
    else if (seen.has(name)) problems.push(`${place}: another rule of the file has this trigger`)
    else if (typeof target === 'string') problems.push(`${place}: ${target}`)
    else wanted.push({ trigger, target, policy: one.policy, source: 'file', madeAt: now() })
    seen.add(name)
  }
  const inChat = book.rules.filter(({ source }) => source === 'chat')
  for (const { trigger, number } of inChat)
    if (seen.has(nameOfTrigger(trigger)))
      problems.push(`${describe(trigger)}: rule ${number} of the chat has this trigger; delete it there first`)
  const ofFile = book.rules.filter(({ source }) => source === 'file')
  const stays = ofFile.filter((rule) => wanted.some((one) => isSame(one, rule)))
  const added = wanted.filter((one) => !stays.some((rule) => isSame(one, rule)))
  const deleted = ofFile.filter((rule) => !stays.includes(rule))
  if (inChat.length + wanted.length > MOST_RULES) problems.push(`there can be at most ${MOST_RULES} rules`)
  const report = {
    problems,
    added: added.map(({ trigger }) => describe(trigger)),
    deleted: deleted.map(({ trigger, number }) => `${number} ${describe(trigger)}`),
    same: stays.length,
  }
  if (dry || problems.length > 0) return report
  const inTheWay = await book.replace(
    deleted.map(({ number }) => number),
    added,
  )
  return inTheWay === undefined
    ? report
    : { ...report, problems: ['the rules were changed meanwhile: apply the file again'] }
}

/** Where it leads, or why it can't. */
function targetOf(
  { group, label }: Written,
  groups: readonly Group[],
  backend: RuleFileParts['backend'],
): NewRule['target'] | string {
  const name = group ?? label
  if (name === undefined || (group !== undefined && label !== undefined)) return 'needs either "group" or "label"'
  if (label !== undefined && backend.capabilities.exclusive) return 'the account works on groups: there are no labels'
  const named = groups.filter((one) => comparableName(one.name) === comparableName(name))
  const [found] = named
  if (found === undefined) return `there is no group "${name}"`
  if (named.length > 1) return `"${name}" is the name of ${named.length} groups`
  if (found.id === UNGROUPED_ID || found.id === BLACKLIST_ID) return `a rule can't move anybody to "${name}"`
  if (group !== undefined && !backend.manages(found.id))
    return `"${name}" is not managed: send 接管 ${found.id} in the chat first`
  return { kind: group === undefined ? 'label' : 'group', id: found.id, backend: backend.capabilities.name }
}

function isSame(one: NewRule, rule: Rule): boolean {
  const { trigger, target, policy } = rule
  return (
    nameOfTrigger(one.trigger) === nameOfTrigger(trigger) &&
    one.policy === policy &&
    one.target.id === target.id &&
    one.target.kind === target.kind &&
    one.target.backend === target.backend
  )
}

function describe(trigger: RuleTrigger): string {
  return trigger.kind === 'follow' ? 'follow' : `${trigger.kind} ${trigger.key}`
}
