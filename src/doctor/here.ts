import { z } from 'zod'
import type { SingleConfig } from '../config/config.ts'
import { ask } from './network.ts'

/*
 * What runs on this machine: the bot and the sandbox of these settings, asked over HTTP as anybody could.
 */

const TIMEOUT_MS = 2_000

/** `/readyz` as a bot answers it to this machine. */
const READINESS = z.object({
  ready: z.boolean(),
  store: z.string().optional(),
  /** The same of each account, where there are several. */
  accounts: z.record(z.string(), z.object({ pushes: z.record(z.string(), z.number()).optional() })).optional(),
  /** For how long it stood still at most within the last five minutes. */
  loopDelayMs: z.number().optional(),
  /** Reason → how often it kept a request from having an effect, since the bot's start. */
  pushes: z.record(z.string(), z.number()).optional(),
})
/** `/sandbox/followers` of a sandbox: of its calls one that takes no longer for a large account. */
const FOLLOWERS = z.object({ total: z.number(), followers: z.array(z.object({ openid: z.string() })) })

export interface BotHere extends z.infer<typeof READINESS> {
  /** Pushes that were opened and answered since its start; null when it would not say. */
  readonly accepted: number | null
}

/** The bot on the port of the settings; null when nobody, or something else, answers there. */
export async function findBot({ host, port, metricsToken, name }: SingleConfig): Promise<BotHere | null> {
  const base = `http://${reachable(host)}:${port}`
  const headers = metricsToken === undefined ? {} : { Authorization: `Bearer ${metricsToken}` }
  const options = { timeoutMs: TIMEOUT_MS, headers }
  const url = URL.parse(`${base}/readyz`)
  if (port === 0 || url === null) return null
  const asked = await ask(url, options)
  const readiness = READINESS.safeParse('code' in asked ? undefined : toJson(asked.text))
  if (!readiness.success) return null
  const metrics = await ask(new URL(`${base}/metrics`), options)
  const text = 'code' in metrics || metrics.status !== 200 ? null : metrics.text
  const pushes = readiness.data.accounts?.[name]?.pushes ?? readiness.data.pushes
  return { ...readiness.data, ...(pushes && { pushes }), accepted: text === null ? null : countPushes(text, name) }
}

/** The address of the sandbox of the settings; null when there is none. */
export async function findSandbox({ kind, sandbox: { port } }: SingleConfig): Promise<string | null> {
  if (kind !== 'sandbox' || port === 0) return null
  const url = `http://127.0.0.1:${port}`
  const asked = await ask(new URL(`${url}/sandbox/followers?limit=1`), { timeoutMs: TIMEOUT_MS })
  return 'code' in asked || !FOLLOWERS.safeParse(toJson(asked.text)).success ? null : url
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

function countPushes(metrics: string, account: string): number {
  const lines = metrics.matchAll(/^fenzu_pushes_total\{([^}]*)\} (\d+)/gm)
  return [...lines]
    .filter(([, labels = '']) => labels.includes(`account="${account}"`))
    .reduce((sum, [, , count]) => sum + Number(count), 0)
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
