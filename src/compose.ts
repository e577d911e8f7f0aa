import { Bot } from './bot/bot.ts'
import { Dialogues } from './bot/dialogues.ts'
import { Forgetting } from './bot/forgetting.ts'
import { Intake } from './bot/intake.ts'
import { createLateAnswers } from './bot/late-answer.ts'
import { MessageWindows } from './bot/message-window.ts'
import { More } from './bot/more.ts'
import { Speech } from './bot/speech.ts'
import { Telling } from './bot/telling.ts'
import { BackgroundSync } from './commands/background-sync.ts'
import { AdminBook } from './commands/admin-book.ts'
import { CATALOG } from './commands/catalog/index.ts'
import { Claims } from './commands/claims.ts'
import type { Services } from './commands/command.ts'
import { Registry } from './commands/registry.ts'
import { Runner } from './commands/runner.ts'
import type { Config } from './config/config.ts'
import { secretsOf } from './config/secrets.ts'
import { OrderKeeper } from './dispatch/order.ts'
import { PaceGate } from './dispatch/pace-gate.ts'
import { sleep, type Clock } from './domain/clock.ts'
import { PRIORITY } from './domain/verdict.ts'
import { isPortTaken, tryPatiently } from './domain/patience.ts'
import { openGroups } from './groups/open.ts'
import { createFrontDoor } from './http/app.ts'
import { listen } from './http/listen.ts'
import type { Reply } from './domain/reply.ts'
import { createLog } from './observe/log.ts'
import { Metrics } from './observe/metrics.ts'
import { QuotaBook } from './observe/quota-book.ts'
import { Watch } from './observe/watch.ts'
import { PeopleBook } from './people/book.ts'
import { Importer } from './people/importer.ts'
import { Envelope } from './protocol/envelope.ts'
import { Health } from './store/health.ts'
import { Keeper } from './store/keeper.ts'
import { openSqliteStore } from './store/sqlite/open.ts'
import { createCustomerMessageApi } from './wechat/api/customer-message.ts'
import { createQuotaApi } from './wechat/api/quota.ts'
import { WechatClient } from './wechat/client.ts'

/** How long a stop waits for calls in flight after the last answer has gone; what has not ended is taken up by the next start. */
const DRAIN_MS = 3_000

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
}

/** The composition root: the one place that knows every concrete part. */
export async function startBot(config: Config, apiBase: string, { clock, writeLog }: BotOptions): Promise<RunningBot> {
  const { account } = config
  const log = createLog({ level: config.logLevel, secrets: secretsOf(config), write: writeLog })
  const metrics = new Metrics()
  // A quota is asked about behind everything that a person waits for.
  const quotas = new QuotaBook(clock, async (path) => (await quotaApi.of(path, PRIORITY.lateAnswer)).remain)
  const watch = new Watch(log, metrics, quotas, clock)
  const store = await openSqliteStore({ path: config.databasePath, appid: account.appid, clock })

  const gate = new PaceGate({ callsPerSecond: config.callsPerSecond, clock })
  const client = new WechatClient({
    appid: account.appid,
    appsecret: account.appsecret,
    apiBase,
    clock,
    gate,
    onCall: (event) => {
      watch.called(event)
    },
  })
  const quotaApi = createQuotaApi(client)
  const groups = await openGroups({
    client,
    clock,
    managedTags: store.managedTags,
    backend: config.backend,
    named: config.managedTags,
    decided: (name) => {
      log.info({ backend: name }, 'the account decides which API followers are grouped by')
    },
  })
  const { list } = groups
  const admins = await AdminBook.open(store.admins, config.admins)
  const people = await PeopleBook.open(store.people, clock, { lastTexts: config.lastTexts, events: watch })
  const claims = await Claims.open({ admins, invitations: store.invitations, clock, events: watch })
  const importer = new Importer({
    people,
    states: store.syncStates,
    now: () => clock.now(),
    followers: (next) => groups.account.followers(next),
    where: (openid) => groups.lookups.where(openid),
    forget: (openid) => {
      forgetting.forget(openid)
    },
  })
  const sync = new BackgroundSync(importer, clock, watch)
  const registry = new Registry(CATALOG)
  metrics.expect(registry.specs.map(({ name }) => name))
  const more = new More(clock)
  const dialogues = await Dialogues.open(store.dialogues, clock)
  const services: Services = {
    clock,
    ...groups,
    ledger: store.ledger,
    confirmations: store.confirmations,
    admins,
    people,
    sync,
    process: () => ({ mode: account.mode, waiting: intake.waiting, trouble: watch.accountTrouble() ?? null }),
    claims,
    helps: registry.helps,
    withdrawn: new Set(),
    dropQuestion: (admin) => dialogues.drop(admin),
    takeRest: (admin) => more.take(admin),
  }
  const order = new OrderKeeper()
  const runner = new Runner(registry, services, order, watch)

  const speech = new Speech({ admins, people, more, links: config.links })
  const say: Speech['say'] = (...told) => speech.say(...told)
  const windows = new MessageWindows(clock)
  const sendText = createCustomerMessageApi(client).sendText
  const late = createLateAnswers({
    windows,
    say,
    sendText,
    refused: (number, error) => {
      watch.lateAnswerRefused(number, error)
    },
  })
  const telling = new Telling(store.ledger, clock, late, watch)
  const intake = new Intake(registry, services, runner, telling, dialogues, watch)
  const forgetting = new Forgetting({
    store,
    people,
    admins,
    order,
    clock,
    failed: (error) => {
      watch.defect(error)
    },
  })
  const bot = new Bot({
    clock,
    admins,
    claims,
    intake,
    telling,
    windows,
    publicReply: toPublicReply(config),
    replyDeadlineMs: config.replyDeadlineMs,
    say,
    forget: (openid) => {
      forgetting.forget(openid)
    },
    noted: (openid, kind, text) => {
      people.noted(openid, kind, text)
    },
    events: watch,
  })

  const envelope = new Envelope(
    { ...account, token: account.callbackToken, previousToken: account.previousCallbackToken },
    clock,
  )
  const health = new Health(store, clock)
  let recovered = false
  const readiness = async () => {
    const storeProblem = await health.check()
    const ready = recovered && storeProblem === null
    const details = {
      recovery: recovered ? 'done' : 'under way',
      store: storeProblem ?? 'ok',
      waiting: intake.waiting,
      account: client.token.refusal?.message ?? watch.accountTrouble() ?? 'ok',
      stoppedInterfaces: gate.stoppedInterfaces,
      pushes: watch.recentRefusals(),
    }
    return { ready, details }
  }
  metrics.watch({
    commandsWaiting: () => intake.waiting,
    callsWaiting: () => gate.waiting,
    paused: () => gate.paused,
    stoppedInterfaces: () => gate.stoppedInterfaces,
    storeCommits: () => store.commits,
    tokenAgeMs: () => client.token.ageMs,
    signaturesDropped: () => envelope.signaturesDropped,
    quotas: () => quotas.look(),
    ready: async () => (await readiness()).ready,
  })
  const frontDoor = createFrontDoor({
    callback: { envelope, receiver: bot, clock, watch },
    probes: { readiness, metrics: () => metrics.read(), metricsToken: config.metricsToken },
  })

  const keeper = new Keeper(store, clock, config.retentionDays, watch)
  const release = async (): Promise<void> => {
    runner.close()
    keeper.close()
    telling.close()
    forgetting.close()
    sync.stop()
    gate.close()
    await client.close()
    await people.close().catch((error: unknown) => {
      watch.contactsNotWritten(error)
    })
    await store.close()
  }
  try {
    const server = await tryPatiently(clock, isPortTaken, () => listen(frontDoor, config))
    const left = await intake.recover()
    recovered = true
    await sync.resume()
    log.info({ url: server.url, mode: account.mode, left }, 'fenzu listens')
    // Trouble with the account shows at once, not on a bad night.
    list.read().catch((error: unknown) => {
      watch.groupsUnread(error)
    })
    return {
      url: server.url,
      enrolmentCode: admins.owners === 0 ? claims.issueFirst() : null,
      async stop() {
        recovered = false
        await server.close()
        await Promise.race([order.idle().then(() => telling.idle()), sleep(clock, DRAIN_MS)])
        await release()
        log.info('fenzu stopped')
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}

function toPublicReply(config: Config): Reply {
  return { kind: config.followerReply === 'success' ? 'success' : 'transfer' }
}
