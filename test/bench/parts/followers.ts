import { CONTESTANTS, FENZU, type Contestant } from '../contest/contestants.ts'
import type { PlatformProcess } from '../contest/platform-process.ts'
import { ServerProcess } from '../contest/server-process.ts'
import { CONNECTIONS, playScenario } from '../contest/throughput.ts'
import type { Results } from '../results.ts'
import { median } from '../statistics.ts'
import type { Surroundings } from './surroundings.ts'

/*
 * What is done for followers: pushes that are relayed, and kept replies, each beside the same fenzu without them.
 */

const TEXT = { kind: 'text', bytes: 512 } as const
const RULES = 200
const IN_FLIGHT = 200
const RATE = 500
const WARM_UP = 6_000
/** As the generator sees an answer that is not the fallback. */
const GOOD = 'success'
const FALLBACK = 'the fallback'

const WITHOUT: Contestant = { ...FENZU, settings: { FENZU_KEPT_REPLIES: 'off' } }
const WITH_RULES: Contestant = { ...FENZU, name: 'fenzu-rules', title: `fenzu with ${RULES} keyword rules` }

function relayingTo(upstream: ServerProcess): Contestant {
  const settings = { RELAY_URL: upstream.url, RELAY_TOKEN: 'upstream', RELAY_FALLBACK: FALLBACK }
  return { ...FENZU, name: 'fenzu-relay', title: 'fenzu that relays', settings }
}

/** CPU of a push that is relayed, what it adds to the time of an answer, and 200 pushes in flight at once. */
export async function measureRelay({
  platform,
  generator,
  rounds,
  seconds,
  say,
}: Surroundings): Promise<Results['relay']> {
  const bare = CONTESTANTS.find(({ name }) => name === 'bare') ?? FENZU
  const upstream = await ServerProcess.start(bare, 'plain', platform.url)
  try {
    const relaying = relayingTo(upstream)
    const plan = { rounds, seconds, apiBase: platform.url }
    const rates = await playScenario({ mode: 'plain', ...TEXT }, [WITHOUT, relaying], generator, plan)
    const cpuMicros = (name: string): number => rates.get(name)?.cpuMicros ?? Number.NaN
    const [ordinary, relayed] = await mediansOf([WITHOUT, relaying], platform, generator, rounds, seconds)
    const figures = {
      rate: RATE,
      ordinary: { cpuMicros: cpuMicros('fenzu'), p50Ms: ordinary ?? Number.NaN },
      relayed: { cpuMicros: cpuMicros('fenzu-relay'), p50Ms: relayed ?? Number.NaN },
      inFlight: await holdMany(platform, generator),
    }
    say(`relay: ${JSON.stringify(figures)}`)
    return figures
  } finally {
    await upstream.stop()
  }
}

/** The median time of an answer at a rate, of each, round after round in turn. */
async function mediansOf(
  contestants: readonly Contestant[],
  platform: PlatformProcess,
  generator: Surroundings['generator'],
  rounds: number,
  seconds: number,
): Promise<number[]> {
  const servers: ServerProcess[] = []
  const all: number[][] = contestants.map(() => [])
  const play = async ({ port, pid }: ServerProcess, count: number, rate?: number) => {
    const pushes = { mode: 'plain', ...TEXT, count } as const
    const job = { port, pid, connections: CONNECTIONS, expected: GOOD, pushes }
    const load = await generator.play(rate === undefined ? job : { ...job, rate })
    if (load.wrong > 0) throw new Error(`${load.wrong} pushes were answered wrongly: ${load.example}`)
    return load
  }
  try {
    for (const contestant of contestants) servers.push(await ServerProcess.start(contestant, 'plain', platform.url))
    for (const server of servers) await play(server, WARM_UP)
    for (let round = 0; round < rounds; round += 1)
      for (const [at, server] of servers.entries())
        all[at]?.push((await play(server, Math.ceil(RATE * seconds), RATE)).p50Ms)
  } finally {
    for (const server of servers) await server.stop()
  }
  return all.map(median)
}

/** As many pushes as may wait at once, at a system that answers none before all are there: nobody may get the fallback. */
async function holdMany(
  platform: PlatformProcess,
  generator: Surroundings['generator'],
): Promise<Results['relay']['inFlight']> {
  const words = [new URL('../servers/holding.ts', import.meta.url).pathname]
  const settings = { HOLD: String(IN_FLIGHT) }
  const holding: Contestant = { name: 'holding', title: 'holding', kind: 'reference', words, readyPath: null, settings }
  const upstream = await ServerProcess.start(holding, 'plain', platform.url)
  const server = await ServerProcess.start(relayingTo(upstream), 'plain', platform.url)
  try {
    const { port, pid } = server
    const pushes = { mode: 'plain', ...TEXT, count: IN_FLIGHT } as const
    const load = await generator.play({ port, pid, connections: IN_FLIGHT, expected: GOOD, pushes })
    const most = Number(await (await fetch(upstream.url)).text())
    return { sent: IN_FLIGHT, atOnce: most, refused: load.wrong }
  } finally {
    await server.stop()
    await upstream.stop()
  }
}

/** CPU of a push that no rule answers, with and without rules. */
export async function measureReplies({
  platform,
  generator,
  rounds,
  seconds,
  say,
}: Surroundings): Promise<Results['replies']> {
  await enterRules(platform)
  const plan = { rounds, seconds, apiBase: platform.url }
  const rates = await playScenario({ mode: 'plain', ...TEXT }, [WITHOUT, WITH_RULES], generator, plan)
  await platform.reset(40)
  const [without, withRules] = ['fenzu', 'fenzu-rules'].map((name) => rates.get(name)?.cpuMicros ?? Number.NaN)
  const figures = { rules: RULES, without: without ?? Number.NaN, withRules: withRules ?? Number.NaN }
  say(`replies: ${JSON.stringify(figures)}`)
  return figures
}

/** Rules of ten keywords each, as many as the console takes, none of which is in what the load says. */
async function enterRules(platform: PlatformProcess): Promise<void> {
  const list = Array.from({ length: RULES }, (_, at) => ({
    rule_name: `规则${at}`,
    create_time: 1,
    reply_mode: 'reply_all',
    keyword_list_info: Array.from({ length: 10 }, (_unused, which) => ({
      type: 'text',
      match_mode: which % 2 === 0 ? 'contain' : 'equal',
      content: `关键词${at}之${which}`,
    })),
    reply_list_info: [{ type: 'text', content: `回复${at}` }],
  }))
  const autoreply = { is_add_friend_reply_open: 0, is_autoreply_open: 0, keyword_autoreply_info: { list } }
  const entered = await fetch(`${platform.url}/sandbox/console`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ autoreply, menu: { is_menu_open: 0 } }),
  })
  if (!entered.ok) throw new Error(`the console was not entered: ${await entered.text()}`)
}
