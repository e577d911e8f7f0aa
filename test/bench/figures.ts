import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONTESTANTS, FENZU_ALONE } from './contest/contestants.ts'
import type { GrowthCurve, Kept, Part, Rate, Results } from './results.ts'
import { exponent } from './statistics.ts'
import { draw } from './svg.ts'
import { table } from './table.ts'
import { targetTable } from './targets.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const DOC = join(DOCS, 'benchmarks.md')

/** Draws docs/benchmarks.md again from all figures there are, between its marks; the words around them stay. */
export function writeFigures(kept: Kept): void {
  let doc = readFileSync(DOC, 'utf8')
  const put = (name: string, text: string): void => {
    const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`]
    const [from, to] = [doc.indexOf(begin), doc.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for ${name}`)
    doc = `${doc.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${doc.slice(to)}`
  }
  put('targets', targetTable(kept))
  for (const part of [
    'pushes',
    'latency',
    'memory',
    'start',
    'commands',
    'relay',
    'replies',
    'rules',
    'growth',
    'works',
    'reading',
    'leaving',
    'fleet',
  ] as const) {
    const section = kept[part]
    if (section === undefined) continue
    put(part, `${tellPart(part, kept)}\n\n${section.taken}. To repeat it: \`npm run bench -- --only ${part}\`.`)
  }
  writeFileSync(DOC, doc)
}

function tellPart(part: Part, kept: Kept): string {
  switch (part) {
    case 'pushes':
      return kept.pushes?.figures.map(tellPushes).join('\n\n') ?? ''
    case 'latency':
      return kept.latency?.figures.map(tellLatency).join('\n\n') ?? ''
    case 'memory':
      return table(
        ['server', 'MB after', 'MB at its most'],
        named(kept.memory?.figures ?? {}, ({ afterMb, peakMb }) => [afterMb, peakMb]),
      )
    case 'start':
      return table(
        ['server', 'ms to ready', 'MB when idle'],
        named(kept.start?.figures ?? {}, ({ readyMs, idleMb }) => [Math.round(readyMs), idleMb]),
      )
    case 'commands':
      return kept.commands === undefined ? '' : tellCommands(kept.commands.figures)
    case 'relay':
      return kept.relay === undefined ? '' : tellRelay(kept.relay.figures)
    case 'replies':
      return kept.replies === undefined ? '' : tellReplies(kept.replies.figures)
    case 'rules':
      return kept.rules === undefined ? '' : tellRules(kept.rules.figures)
    case 'growth':
    case 'works':
      return kept[part]?.figures.map((curve, at) => tellCurve(curve, `${part}-${at + 1}`)).join('\n\n') ?? ''
    case 'reading':
    case 'leaving':
      return tellAccount(kept[part]?.figures ?? [])
    case 'fleet':
      return kept.fleet === undefined ? '' : tellFleet(kept.fleet.figures)
    case 'page':
    case 'batch':
    case 'storm':
      return ''
  }
}

function tellPushes({ mode, what, rates }: Results['pushes'][number]): string {
  const fenzu = rates['fenzu']
  const beside = (rate: Rate) => (fenzu === undefined ? '–' : (fenzu.perSecond / rate.perSecond).toFixed(2))
  return `**${mode}: ${what}**\n\n${table(
    ['server', 'pushes/s', 'CPU µs a push', 'fenzu is × as fast'],
    named(rates, (rate) => [Math.round(rate.perSecond), rate.cpuMicros.toFixed(1), beside(rate)]),
  )}`
}

function tellLatency({ mode, rate, latencies }: Results['latency'][number]): string {
  return `**${mode}, ${rate} pushes/s**\n\n${table(
    ['server', 'p50 ms', 'p99 ms'],
    named(latencies, ({ p50Ms, p99Ms }) => [p50Ms.toFixed(2), p99Ms.toFixed(2)]),
  )}`
}

function tellCommands({ count, p50Ms, p99Ms, fsyncMs }: Results['commands']): string {
  return `${count} moves at 50 a second: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms. One sync of this disk takes ${fsyncMs.toFixed(2)} ms (median); a move waits for three.`
}

function tellRelay({ rate, ordinary, relayed, inFlight }: Results['relay']): string {
  const row = (what: string, { cpuMicros, p50Ms }: typeof ordinary) => [what, cpuMicros.toFixed(1), p50Ms.toFixed(2)]
  const rows = [row('answered by fenzu', ordinary), row('relayed to a server that answers at once', relayed)]
  return `${table(['a push', 'CPU µs of fenzu', `p50 ms at ${rate}/s`], rows)}\n\nOf ${inFlight.sent} pushes sent at once to a system that answers none before all are there, ${inFlight.atOnce} waited there together and ${inFlight.refused} got the fallback.`
}

function tellReplies({ rules, without, withRules }: Results['replies']): string {
  return table(
    ['a push that no rule answers', 'CPU µs'],
    [
      ['without kept replies', without.toFixed(1)],
      [`beside ${rules} rules of ten keywords each`, withRules.toFixed(1)],
    ],
  )
}

function tellRules({ push, storm }: Results['rules']): string {
  const { people, seconds, joiningCalls, lost, peakMb, commands, slowestCommandMs } = storm
  return [
    table(
      ['a push that meets no rule', 'CPU µs'],
      [
        ['without rules', push.without.toFixed(1)],
        [`beside ${push.rules} rules`, push.withRules.toFixed(1)],
      ],
    ),
    `${people.toLocaleString('en')} followers by one code, and a kill when half of them were answered: ${joiningCalls.toLocaleString('en')} joining calls in ${seconds.toFixed(0)} s, ${lost} not in the group, ${peakMb} MB at the most; ${commands} commands of an admin meanwhile, the slowest answered after ${slowestCommandMs.toFixed(0)} ms.`,
  ].join('\n\n')
}

function tellFleet(figures: Results['fleet']): string {
  const { sqliteMicros, postgresMicros, commands, p50Ms, p99Ms, contacts } = figures
  return [
    `An ordinary push costs ${postgresMicros.toFixed(1)} µs of CPU in a process on PostgreSQL that does not execute, and ${sqliteMicros.toFixed(1)} µs in the only process on SQLite. ${commands} moves at 50 a second through that process: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms.`,
    `Noting who was heard of, 5,000 followers each once a second, ${contacts.pushes.toLocaleString('en')} pushes in all: ${contacts.micros.toFixed(2)} µs of CPU a push, writing included, and ${contacts.transactionsASecond.toFixed(2)} transactions a second.`,
  ].join('\n\n')
}

function tellAccount(results: Results['reading']): string {
  return table(
    ['what', 'calls', 's', 's at the pace alone', '/healthz ms', '移动 ms', 'pushes ms', 'loop ms', 'wrong'],
    results.map(({ what, followers, together, callsPerSecond, calls, seconds, paceSeconds, meanwhile }) => [
      `${followers.toLocaleString('en')} ${what} at ${callsPerSecond} calls/s${together ? ', sandbox in the same process' : ''}`,
      calls,
      Math.round(seconds),
      Math.round(paceSeconds),
      ...[meanwhile.healthz, meanwhile.moves, meanwhile.pushes].map(({ longestMs }) => Math.round(longestMs)),
      Math.round(meanwhile.longestBlockMs),
      meanwhile.wrong.length,
    ]),
  )
}

/** A curve's picture, and how steep it is at its end. */
function tellCurve(curve: GrowthCurve, name: string): string {
  mkdirSync(join(DOCS, 'benchmarks'), { recursive: true })
  const file = `benchmarks/${name}.svg`
  writeFileSync(join(DOCS, file), draw(curve))
  const steps = Object.entries(curve.series).map(([name, points]) => {
    const [before, last] = points.slice(-2)
    const steep = before === undefined || last === undefined ? '–' : exponent(before, last).toFixed(2)
    return [name, ...points.map(([, figure]) => Number(figure.toPrecision(3))), steep]
  })
  const heads = (Object.values(curve.series)[0] ?? []).map(([size]) => size.toLocaleString('en'))
  return `![${curve.title}](${file})\n\n${table([`${curve.unit}, by ${curve.of}`, ...heads, 'exponent at the end'], steps)}`
}

function named<T>(
  figures: Readonly<Record<string, T>>,
  cells: (figure: T) => (string | number)[],
): (string | number)[][] {
  const titles = new Map([...CONTESTANTS, FENZU_ALONE].map(({ name, title }) => [name, title]))
  return Object.entries(figures).map(([name, figure]) => [titles.get(name) ?? name, ...cells(figure)])
}
