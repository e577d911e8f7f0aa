import type { Config } from '../config/config.ts'
import { secretsOf } from '../config/secrets.ts'
import type { Clock } from '../domain/clock.ts'
import { isPortTaken, tryPatiently } from '../domain/patience.ts'
import { createFrontDoor } from '../http/app.ts'
import { listen } from '../http/listen.ts'
import { createLog } from '../observe/log.ts'
import { Metrics } from '../observe/metrics.ts'
import { ofError } from '../observe/why.ts'
import { Health } from '../store/health.ts'
import { Keeper } from '../store/keeper.ts'
import { openSqliteStore } from '../store/sqlite/open.ts'
import { openAccount } from './account.ts'

export interface RunningBot {
  readonly url: string
  /** The one-time code for the first owner; null when there is an owner. */
  readonly enrolmentCode: string | null
  /** Stops accepting, lets answers in flight end, and leaves the rest in the ledger. */
  stop(): Promise<void>
}

export interface BotOptions {
  readonly clock: Clock
  /** Takes one finished line of the log, with its end. */
  writeLog(line: string): void
  /** How many lines were lost because nobody reads them. */
  linesLost(): number
}

/** What one process has once, whatever it serves: the HTTP server, the store, the log and the metrics. */
export async function startBot(config: Config, apiBase: string, options: BotOptions): Promise<RunningBot> {
  const { clock, writeLog, linesLost } = options
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config), write: writeLog })
  const metrics = new Metrics()
  const store = await openSqliteStore({ path: config.databasePath, appid: config.account.appid, clock })
  const account = await openAccount({
    settings: config,
    apiBase,
    store,
    clock,
    log: log.child({ account: config.name }),
    metrics: metrics.of(config.name),
  })
  const keeper = new Keeper(store, clock, config.retentionDays, {
    keepingFailed: (error) => {
      log.warn(ofError(error), 'old commands could not be deleted yet')
    },
  })
  const health = new Health(store, clock)
  let recovered = false
  const readiness = async () => {
    const storeProblem = await health.check()
    const ready = recovered && storeProblem === null
    const details = {
      recovery: recovered ? 'done' : 'under way',
      store: storeProblem ?? 'ok',
      ...account.details(),
    }
    return { ready, details }
  }
  metrics.watch({ storeCommits: () => store.commits, linesLost, ready: async () => (await readiness()).ready })
  const frontDoor = createFrontDoor({
    callback: account.callback,
    probes: { readiness, metrics: () => metrics.read(), metricsToken: config.metricsToken },
  })
  const release = async (): Promise<void> => {
    keeper.close()
    await account.close()
    await store.close()
  }
  try {
    const server = await tryPatiently(clock, isPortTaken, () => listen(frontDoor, config))
    const left = await account.recover()
    recovered = true
    log.info({ url: server.url, mode: config.account.mode, left }, 'fenzu listens')
    return {
      url: server.url,
      enrolmentCode: account.issueFirstCode(),
      async stop() {
        recovered = false
        await server.close()
        await account.drain()
        await release()
        log.info('fenzu stopped')
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}
