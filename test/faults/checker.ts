import type { ApiCall } from '../support/stage.ts'
import type { Processes } from './processes.ts'

/** All of them must be 0, but `unknown`, which is told to the admin as such. */
export interface Verdict {
  readonly lost: number
  readonly doubled: number
  readonly reordered: number
  readonly silent: number
  readonly unknown: number
}

/** How often somebody asks who was not told. */
const ASKED = 3

export const MEASURES = ['lost', 'doubled', 'reordered', 'silent'] as const

interface Row {
  readonly number: number
  readonly state: string
  readonly outcome: string | null
  readonly plan: string | null
  readonly telling: string | null
}

/** What one effect is about, and what it does there: the same on both sides, so that the two records can be laid side by side. */
interface Effect {
  readonly about: string
  readonly does: string
}

/**
 * Compares the platform's own record of what was applied with the ledger, and with what the admin can learn. For each
 * follower and each group the effects must be the same, in the same order. *Lost*: the ledger says done, the platform was
 * never changed. *Doubled*: changed more often than the ledger says. *Reordered*: the same effects in another order.
 * *Silent*: an end that was neither shown nor is told by 结果, asked for three times as a person would who reads nothing or
 * that it takes longer. What the ledger calls unknown may have happened or not.
 */
export async function check(processes: Processes, base: number, since: number): Promise<Verdict & { story: string }> {
  const rows = processes.rows(
    `select number, state, outcome, plan, telling from command where number > ${base} order by number`,
  ) as unknown as Row[]
  const calls = (await processes.calls(since)).filter(({ applied }) => applied)
  const made = calls.flatMap(toEffects)
  const told = rows.filter(({ outcome }) => outcome === 'done' || outcome === 'unknown').flatMap(toTold)
  const certain = told.filter(({ certain: sure }) => sure)
  let [lost, doubled, reordered] = [0, 0, 0]
  for (const about of new Set([...made, ...told].map((effect) => effect.about))) {
    const real = made.filter((effect) => effect.about === about).map(({ does }) => does)
    const sure = certain.filter((effect) => effect.about === about).map(({ does }) => does)
    const possible = told.filter((effect) => effect.about === about).map(({ does }) => does)
    const missing = without(sure, real).length
    const surplus = without(real, possible).length
    lost += missing
    doubled += surplus
    if (missing === 0 && surplus === 0 && !isWithin(real, possible)) reordered += 1
  }
  let silent = rows.filter(({ state }) => state !== 'ended').length
  for (const row of rows.filter(({ telling, state }) => state === 'ended' && telling !== 'passive')) {
    if (!(await isTold(processes, row.number))) silent += 1
  }
  const unknown = rows.filter(({ outcome }) => outcome === 'unknown').length
  const story = `made ${JSON.stringify(made)}, ledger ${JSON.stringify(rows)}`
  return { lost, doubled, reordered, silent, unknown, story }
}

async function isTold(processes: Pick<Processes, 'say'>, number: number): Promise<boolean> {
  for (let asked = 1; asked <= ASKED; asked += 1) {
    const said = await processes.say(`结果 ${number}`)
    if (said.shown?.includes(String(number)) === true && !said.shown.includes('⏳')) return true
    console.log(`结果 ${number}, asked ${asked} times, was answered ${JSON.stringify(said)}`)
  }
  return false
}

function toEffects({ path, body }: ApiCall): Effect[] {
  const fields = body as Record<string, never> & {
    openid?: string
    openid_list?: string[]
    to_groupid?: number
    group?: { id?: number; name?: string }
  }
  switch (path) {
    case '/cgi-bin/groups/members/update':
      return [{ about: String(fields.openid), does: `to ${fields.to_groupid}` }]
    case '/cgi-bin/groups/members/batchupdate':
      return (fields.openid_list ?? []).map((openid) => ({ about: openid, does: `to ${fields.to_groupid}` }))
    case '/cgi-bin/groups/create':
      return [{ about: `name ${fields.group?.name}`, does: 'create' }]
    case '/cgi-bin/groups/update':
      return [{ about: `group ${fields.group?.id}`, does: `call it ${fields.group?.name}` }]
    case '/cgi-bin/groups/delete':
      return [{ about: `group ${fields.group?.id}`, does: 'delete' }]
    default:
      return []
  }
}

function toTold({ plan, outcome }: Row): (Effect & { certain: boolean })[] {
  const fields = (plan === null ? {} : JSON.parse(plan)) as Record<string, unknown>
  const certain = outcome === 'done'
  switch (fields['kind']) {
    case 'move':
      return (fields['people'] as { openid: string; to: number[] }[]).map(({ openid, to }) => ({
        about: openid,
        does: `to ${to[0] ?? 0}`,
        certain,
      }))
    case 'create':
      return [{ about: `name ${String(fields['name'])}`, does: 'create', certain }]
    case 'rename':
      return [{ about: `group ${String(fields['id'])}`, does: `call it ${String(fields['to'])}`, certain }]
    case 'delete':
      return [{ about: `group ${String(fields['id'])}`, does: 'delete', certain }]
    default:
      return []
  }
}

/** What is in the first and not in the second, each counted as often as it is there. */
function without(first: readonly string[], second: readonly string[]): string[] {
  const left = [...second]
  return first.filter((one) => {
    const at = left.indexOf(one)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** Whether the first is the second with some left out. */
function isWithin(first: readonly string[], second: readonly string[]): boolean {
  let at = 0
  for (const one of second) if (first[at] === one) at += 1
  return at === first.length
}
