import { openChannel, type Channel } from '../channel/server.ts'
import type { AccountSettings } from '../config/account-settings.ts'
import { callbackPath, type Config } from '../config/config.ts'
import { secretsOf } from '../config/secrets.ts'
import { sleep, type Clock } from '../domain/clock.ts'
import { toError } from '../domain/errors.ts'
import type { Loss } from '../domain/replies/kept.ts'
import { isPortTaken, retryAtStart } from '../domain/retry.ts'
import { createFrontDoor } from '../http/app.ts'
import { listen } from '../http/listen.ts'
import { createLog, type Log } from '../observe/log.ts'
import { LoopDelay } from '../observe/loop-delay.ts'
import { Metrics } from '../observe/metrics.ts'
import { ofError } from '../observe/why.ts'
import { Health } from '../store/health.ts'
import { Retention } from '../store/forgetting/retention.ts'
import { openAccount } from './account.ts'
import { channelOf } from './channel-routes.ts'
import { openStores, type OpenedStores } from './stores.ts'
import { openFleetAccount } from './fleet.ts'
import type { OpenAccount } from './open-account.ts'

export interface RunningBot {
  readonly url: string
  readonly accounts: readonly RunningAccount[]
  /** Stops accepting, lets answers in flight end, and leaves the rest in the ledger. */
  stop(): Promise<void>
}

export interface RunningAccount {
  readonly name: string
  readonly callbackUrl: string
  /** The one-time code for the first owner; null when there is an owner. */
  readonly enrolmentCode: string | null
  /** What of the console is not kept as it was. */
  readonly losses: readonly Loss[]
}

export interface BotOptions {
  readonly clock: Clock
  /** Takes one finished line of the log, with its end. */
  writeLog(line: string): void
  /** A one-time code for the first owner of that account was made after the start. */
  codeIssued(account: string, code: string): void
  /** How many lines were lost because nobody reads them. */
  linesLost(): number
  /** Where an account without an address of its own finds the platform: the sandbox beside the bot. */
  readonly apiBase: string | undefined
  /** Whether an account whose followers were never read in is ready only when that is done. */
  readonly readsFollowersFirst: boolean
}

/** How long a process of several is served on after it has said that it is not ready. */
const UNREADY_BEFORE_CLOSING_MS = 1_000

interface Started {
  readonly settings: AccountSettings
  readonly account: Omit<OpenAccount, 'parts'>
  /** What is wrong with the store; null when nothing is. */
  storeProblem(): Promise<string | null>
  close(): Promise<void>
  readonly path: string
}

/**
 * What one process has once, whatever it serves: the HTTP server, the store, the log and the metrics. Accounts share
 * nothing else, so that what holds up one holds up no other.
 */
export async function startBot(config: Config, options: BotOptions): Promise<RunningBot> {
  const { clock } = options
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config), write: options.writeLog })
  const metrics = new Metrics()
  const stores = await openStores(config, clock, log)
  const delay = new LoopDelay(clock)
  const started: Started[] = []
  let recovered = false
  const release = async (): Promise<void> => {
    for (const { close } of started) await close()
    delay.close()
    await stores.stores.close()
  }
  try {
    for (const settings of config.accounts)
      started.push(await startAccount(settings, { config, options, stores, log, metrics, delay }))
    const readiness = () => readinessOf(started, { config, recovered, loopDelayMs: delay.longestMs })
    metrics.watch({
      storeCommits: () => stores.stores.commits,
      linesLost: options.linesLost,
      loopDelayMs: () => delay.longestMs,
      ready: async () => (await readiness()).ready,
    })
    const frontDoor = createFrontDoor({
      callbacks: new Map(started.map(({ path, account }) => [path, account.callback])),
      probes: { readiness, metrics: () => metrics.read(), metricsToken: config.metricsToken },
      failed: (error) => {
        log.error({ err: toError(error) }, 'a defect outside of any account was caught at the last resort')
      },
    })
    const server = await retryAtStart(clock, isPortTaken, () => listen(frontDoor, config))
    const accounts: RunningAccount[] = []
    for (const { settings, account, path } of started) {
      const left = await account.recover()
      await account.goOn()
      await account.firstCopy()
      accounts.push({
        name: settings.name,
        callbackUrl: `${server.url}${path}`,
        enrolmentCode: account.issueFirstCode(),
        losses: account.losses,
      })
      log.info({ account: settings.name, url: server.url, path, mode: settings.account.mode, left }, 'fenzu listens')
      if (config.kind === 'account' && settings.account.mode === 'plain') warnOfPlainMode(log, settings.name)
    }
    const channel = await openChannelOf(config, started, log)
    recovered = true
    return {
      url: server.url,
      accounts,
      async stop() {
        recovered = false
        await channel?.close()
        const isShared = config.databaseUrl !== undefined
        const drain = () => Promise.all(started.map(({ account }) => account.drain()))
        // Whoever sends pushes here hears that it should no longer; those that it sends until then are answered as ever.
        if (isShared) await Promise.all([sleep(clock, UNREADY_BEFORE_CLOSING_MS), drain()])
        await server.close()
        if (!isShared) await drain()
        await release()
        log.info('fenzu stopped')
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}

function warnOfPlainMode(log: Log, account: string): void {
  log.warn(
    { account, hint: 'choose safe mode in the console and set WECHAT_ENCODING_AES_KEY' },
    'plain mode: the signature does not cover what is said',
  )
}

/** The bot runs without it, too: what the shell can't ask then is told there. */
async function openChannelOf(config: Config, started: readonly Started[], log: Log): Promise<Channel | undefined> {
  if (config.databasePath === ':memory:') return undefined
  const address = channelOf(config)
  const failed = (error: unknown): void => {
    log.error({ err: toError(error) }, 'a call of the local channel failed')
  }
  try {
    const routes = new Map(started.map(({ settings, account }) => [settings.name, account.routes]))
    return await openChannel({ address, routes, failed })
  } catch (error) {
    log.warn(
      { err: toError(error), address },
      'the local channel could not be opened: fenzu keep and fenzu replies will not reach this process',
    )
    return undefined
  }
}

interface Shared {
  readonly config: Config
  readonly options: BotOptions
  readonly stores: OpenedStores
  readonly log: Log
  readonly metrics: Metrics
  readonly delay: LoopDelay
}

async function startAccount(
  settings: AccountSettings,
  { config, options, stores, log, metrics, delay }: Shared,
): Promise<Started> {
  const { clock, apiBase = '' } = options
  const own = log.child({ account: settings.name })
  const path = callbackPath(config, settings.name)
  const common = {
    settings,
    apiBase: settings.apiBase ?? apiBase,
    readsFollowersFirst: options.readsFollowersFirst,
    clock,
    log: own,
    metrics: metrics.of(settings.name),
    heldUpMs: () => delay.heldUpMs(),
  }
  const { retentionDays } = config
  if (stores.kind === 'postgres') {
    const codeIssued = (code: string): void => {
      options.codeIssued(settings.name, code)
    }
    const account = openFleetAccount({ ...common, stores: stores.stores, retentionDays, codeIssued })
    const storeProblem = () => Promise.resolve(account.storeProblem())
    return { settings, account, storeProblem, close: () => account.close(), path }
  }
  const store = stores.stores.of(settings.account.appid)
  const account = await openAccount({ ...common, store })
  const retention = new Retention(store, clock, retentionDays, {
    keepingFailed: (error) => {
      own.warn(ofError(error), 'old commands could not be deleted yet')
    },
  })
  const health = new Health(store, clock)
  const close = async (): Promise<void> => {
    retention.close()
    await account.close()
  }
  return { settings, account, storeProblem: () => health.check(), close, path }
}

/** One account's details stand as they are; several each stand under their name. */
async function readinessOf(
  started: readonly Started[],
  { config, recovered, loopDelayMs }: { config: Config; recovered: boolean; loopDelayMs: number },
) {
  const storeProblem = (await started[0]?.storeProblem()) ?? null
  const accounts = started.map(({ settings, account }) => [settings.name, account.details()] as const)
  return {
    // Followers are answered without the database, and a proxy must go on sending their pushes.
    ready: recovered && (config.databaseUrl !== undefined || storeProblem === null),
    details: {
      recovery: recovered ? 'done' : 'under way',
      store: storeProblem ?? 'ok',
      loopDelayMs: Math.round(loopDelayMs),
      ...(config.accountsFolder === undefined ? accounts[0]?.[1] : { accounts: Object.fromEntries(accounts) }),
    },
  }
}
