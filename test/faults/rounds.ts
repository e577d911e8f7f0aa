import { MEASURES } from './checker.ts'
import { DrippingWay } from './dripping.ts'
import { JUMP_MEASURES, JUMPED_TROUBLES, playJump } from './jumps.ts'
import { CHANGES, playKill, POINTS } from './kills.ts'
import { LEAVING_MEASURES, LEAVING_POINTS, playLeaving } from './leavings.ts'
import { OUTPUT_MEASURES, OUTPUT_NEMESES, playOutput } from './outputs.ts'
import { playPlacing, PLACING_POINTS, PLACINGS } from './placings.ts'
import { pick } from './random.ts'
import { BACKED_UP, playRestore, RESTORE_MEASURES } from './restores.ts'
import { playSockets, SOCKET_MEASURES, SOCKET_NEMESES } from './sockets.ts'
import { NEMESES, playStorm } from './storms.ts'
import { type Amount, playTable, type Table, WORLDS } from './tables.ts'

/** Plays rounds of one table, as many as it usually has unless it is told; returns how many findings there were. */
type Rounds = (amount: Partial<Amount> & Pick<Amount, 'seed'>) => Promise<number>

const HASTY = { pushTimeoutMs: 1_000, env: { FENZU_REPLY_DEADLINE_MS: '600' } }
const PATIENT = { pushTimeoutMs: 3_000, env: { FENZU_REPLY_DEADLINE_MS: '600' } }
const BY_EFFECTS = { measures: [...MEASURES, 'unknown'], broken: 'silent', world: () => HASTY } as const

/** The tables of docs/reliability.md that are made of rounds in worlds that go on. */
export const ROUNDS: Readonly<Record<string, Rounds>> = {
  kills: of(1_800, {
    ...BY_EFFECTS,
    name: 'kills',
    title: 'killed',
    cases: POINTS,
    play: (processes, round, point, random) => playKill(processes, round, pick(random, CHANGES), point, random),
  }),
  storms: of(300, {
    ...BY_EFFECTS,
    name: 'storms',
    title: 'what happened meanwhile',
    cases: NEMESES,
    play: playStorm,
  }),
  placings: of(200, {
    ...BY_EFFECTS,
    name: 'placings',
    title: 'killed',
    cases: PLACING_POINTS,
    world: (world) => {
      const env = { ...HASTY.env, WECHAT_BACKEND: backendOf(world), WECHAT_MANAGED_TAGS: '*' }
      return { ...HASTY, env }
    },
    play: (processes, round, point, random, world) =>
      playPlacing(processes, backendOf(world), round, pick(random, PLACINGS), point, random),
  }),
  leavings: of(200, {
    name: 'leavings',
    title: 'killed',
    cases: LEAVING_POINTS,
    measures: LEAVING_MEASURES,
    broken: 'unanswered',
    world: () => PATIENT,
    play: playLeaving,
  }),
  restores: of(120, {
    name: 'restores',
    title: 'backed up with',
    cases: BACKED_UP,
    measures: RESTORE_MEASURES,
    broken: 'silent',
    world: () => PATIENT,
    play: playRestore,
  }),
  jumps: of(192, {
    name: 'jumps',
    title: 'the time of day was set by five hours beside',
    cases: JUMPED_TROUBLES,
    measures: JUMP_MEASURES,
    broken: 'stuck',
    world: () => ({ ...HASTY, quota: 'on' }),
    play: playJump,
  }),
  sockets: playSocketRounds,
  outputs: of(120, {
    name: 'outputs',
    title: 'what happened to the output',
    cases: OUTPUT_NEMESES,
    measures: OUTPUT_MEASURES,
    broken: 'unclean ends',
    world: () => ({ ...PATIENT, env: { ...PATIENT.env, WECHAT_MODE: 'plain', LOG_LEVEL: 'debug' } }),
    play: playOutput,
  }),
}

function of<Case extends string, Measure extends string>(usual: number, table: Table<Case, Measure>): Rounds {
  return (amount) => playTable(table, { ...amount, rounds: amount.rounds ?? usual })
}

/** Every second world is on tags. */
function backendOf(world: number): 'groups' | 'tags' {
  return world % 2 === 0 ? 'tags' : 'groups'
}

/** Each world's bot finds the platform by a way of its own, on which answers can drip. */
async function playSocketRounds(amount: Parameters<Rounds>[0]): Promise<number> {
  const ways = await Promise.all(Array.from({ length: WORLDS }, () => DrippingWay.open()))
  const wayOf = (world: number): DrippingWay => {
    const way = ways[world]
    if (way === undefined) throw new RangeError(`there is no way of world ${world}`)
    return way
  }
  const table: Table<(typeof SOCKET_NEMESES)[number], (typeof SOCKET_MEASURES)[number]> = {
    name: 'sockets',
    title: 'what took the sockets',
    cases: SOCKET_NEMESES,
    measures: SOCKET_MEASURES,
    broken: 'unanswered',
    world: (world) => ({ ...PATIENT, apiBase: (platform) => wayOf(world).leadTo(platform) }),
    play: (processes, round, nemesis, random, world) => playSockets(processes, wayOf(world), round, nemesis, random),
  }
  try {
    return await playTable(table, { ...amount, rounds: amount.rounds ?? 60 })
  } finally {
    for (const way of ways) way.close()
  }
}
