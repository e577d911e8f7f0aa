import type { MeanwhileFigures } from './account/meanwhile.ts'
import type { Kept, PushResult } from './results.ts'
import { table } from './table.ts'

const PEERS = ['wechat', 'co-wechat', 'node-easywechat']
const TEXT = "a follower's text, 0.5 KB"

type Row = readonly [what: string, target: string, seen: string, met: boolean]

/** What fenzu wants to reach beside other servers in the same run, and whether it does. */
export function targetTable(kept: Kept): string {
  const rows = [
    ...pushRows(kept),
    ...latencyRows(kept),
    ...workRows(kept),
    ...followerRows(kept),
    ...accountRows(kept),
    ...startRows(kept),
    ...pageRows(kept),
    ...fleetRows(kept),
  ]
  return table(
    ['what', 'target', 'seen', ''],
    rows.map(([what, target, seen, met]) => [what, target, seen, met ? '✅' : '❌']),
  )
}

function pushRows({ pushes }: Kept): Row[] {
  const find = (mode: string) => pushes?.figures.find((result) => result.mode === mode && result.what === TEXT)
  const [plain, safe] = [find('plain'), find('safe')]
  return [
    atLeast('plain text push, beside bare Express 5', 1.2, beside(plain, ['express-bare'])),
    atLeast('plain text push, beside the work by hand', 0.75, beside(plain, ['by-hand'])),
    atLeast('safe text push, beside the work by hand', 0.75, beside(safe, ['by-hand'])),
    atLeast('plain text push, beside the best npm peer', 2.5, beside(plain, PEERS)),
    atLeast('safe text push, beside the best npm peer', 3, beside(safe, PEERS)),
  ].flat()
}

/** How many times as fast as the fastest of these. */
function beside(result: PushResult | undefined, names: readonly string[]): number | undefined {
  const fenzu = result?.rates['fenzu']
  const others = names.flatMap((name) => result?.rates[name] ?? [])
  if (fenzu === undefined || others.length === 0) return undefined
  return fenzu.perSecond / Math.max(...others.map(({ perSecond }) => perSecond))
}

function latencyRows({ latency }: Kept): Row[] {
  return (latency?.figures ?? []).flatMap(({ mode, latencies }) => {
    const [fenzu, express] = [latencies['fenzu'], latencies['express-bare']]
    if (fenzu === undefined || express === undefined) return []
    return atMost(`${mode}: p99 at half of saturation, beside bare Express 5`, 1.5, fenzu.p99Ms / express.p99Ms, '×')
  })
}

function workRows({ commands, batch, storm, rules }: Kept): Row[] {
  const storming = rules?.figures.storm
  return [
    atMost('admin command at 50 a second, p50', 15, commands?.figures.p50Ms, 'ms'),
    atMost('admin command at 50 a second, p99', 60, commands?.figures.p99Ms, 'ms'),
    atMost('moving calls for 10,000 followers', 200, batch?.figures.movingCalls, 'calls'),
    atMost('storm of 100,000 subscriptions, refused', 0, storm?.figures.refused, ''),
    atMost('the same, most memory', 256, storm?.figures.peakMb, 'MB'),
    atMost('the same, slowest answer to an admin meanwhile', 1_000, storm?.figures.slowestMs, 'ms'),
    atMost('100,000 follow by a code that a rule knows, killed in the middle: lost', 0, storming?.lost, ''),
    atMost('the same, joining calls', 2_100, storming?.joiningCalls, 'calls'),
    atMost('the same, most memory', 300, storming?.peakMb, 'MB'),
    atMost('the same, slowest answer to an admin meanwhile', 1_000, storming?.slowestCommandMs, 'ms'),
  ].flat()
}

/** The worst of each, with the simulated platform in a process of its own and in that of the bot. */
function accountRows({ reading, leaving }: Kept): Row[] {
  const read = reading?.figures ?? []
  const meanwhile = [...read, ...(leaving?.figures ?? [])].map((result) => result.meanwhile)
  const worst = (figures: readonly number[]) => (figures.length === 0 ? undefined : Math.max(...figures))
  return [
    atMost('200,000 followers read in', 4_100, worst(read.map(({ calls }) => calls)), 'calls'),
    atMost("the same, beside the pace's own time", 1.1, worst(read.map((one) => one.seconds / one.paceSeconds)), '×'),
    atMost('/healthz while all are read in, and while all leave', 250, longest(meanwhile, 'healthz'), 'ms'),
    atMost("an admin's 移动 meanwhile", 1_000, longest(meanwhile, 'moves'), 'ms'),
    atMost('pushes of followers at 200/s meanwhile', 500, longest(meanwhile, 'pushes'), 'ms'),
  ].flat()
}

function longest(meanwhile: readonly MeanwhileFigures[], what: 'healthz' | 'moves' | 'pushes'): number | undefined {
  return meanwhile.length === 0 ? undefined : Math.max(...meanwhile.map((figures) => figures[what].longestMs))
}

function followerRows({ relay, replies, rules: grouping }: Kept): Row[] {
  const { ordinary, relayed, inFlight } = relay?.figures ?? {}
  const times = (more: number | undefined, less: number | undefined): number | undefined =>
    more === undefined || less === undefined ? undefined : more / less
  const added = ordinary === undefined || relayed === undefined ? undefined : relayed.p50Ms - ordinary.p50Ms
  const rules = times(replies?.figures.withRules, replies?.figures.without)
  const push = grouping?.figures.push
  return [
    atMost('CPU of a relayed push, beside an ordinary one', 3, times(relayed?.cpuMicros, ordinary?.cpuMicros), '×'),
    atMost('what a relay adds to the time of an answer, p50', 2, added, 'ms'),
    atMost('200 relayed pushes in flight at once, refused', 0, inFlight?.refused, ''),
    atMost('CPU of a push beside 200 keyword rules', 1.15, rules, '×'),
    atMost('CPU of a push beside 500 rules that group', 1.05, times(push?.withRules, push?.without), '×'),
  ].flat()
}

function startRows({ start }: Kept): Row[] {
  return [
    atMost('start to ready', 1_000, start?.figures['fenzu']?.readyMs, 'ms'),
    atMost('memory when idle', 110, start?.figures['fenzu']?.idleMb, 'MB'),
  ].flat()
}

function pageRows({ page }: Kept): Row[] {
  const { firstPaintMs, moveShownMs, longestTaskMs } = page?.figures ?? {}
  return [
    atMost("the sandbox's page, first paint", 300, firstPaintMs, 'ms'),
    atMost('the same with 5,000 followers: until a move is shown', 3_000, moveShownMs, 'ms'),
    atMost('the same, longest task', 200, longestTaskMs, 'ms'),
  ].flat()
}

function fleetRows({ fleet }: Kept): Row[] {
  if (fleet === undefined) return []
  const { sqliteMicros, postgresMicros, p50Ms, p99Ms, contacts } = fleet.figures
  return [
    atMost('a front on PostgreSQL, CPU of an ordinary push beside SQLite', 1.05, postgresMicros / sqliteMicros, '×'),
    atMost('admin command through another process than the executor, p50', 25, p50Ms, 'ms'),
    atMost('the same, p99', 100, p99Ms, 'ms'),
    atMost('contacts of 5,000 followers a second, transactions a second', 1, contacts.transactionsASecond, ''),
    atMost('the same, CPU of a push', 0.7, contacts.micros, 'µs'),
  ].flat()
}

function atLeast(what: string, target: number, seen: number | undefined): Row[] {
  return seen === undefined ? [] : [[what, `≥ ${target} ×`, `${seen.toFixed(2)} ×`, seen >= target]]
}

function atMost(what: string, target: number, seen: number | undefined, unit: string): Row[] {
  const told = seen === undefined || Number.isInteger(seen) ? String(seen) : seen.toPrecision(3)
  return seen === undefined ? [] : [[what, `≤ ${target} ${unit}`.trim(), `${told} ${unit}`.trim(), seen <= target]]
}
