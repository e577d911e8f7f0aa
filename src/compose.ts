import { Bot } from './bot/bot.ts'
import { Enrolment } from './bot/enrolment.ts'
import { Intake } from './bot/intake.ts'
import { createLateAnswers } from './bot/late-answer.ts'
import { MessageWindows } from './bot/message-window.ts'
import { More } from './bot/more.ts'
import { Telling } from './bot/telling.ts'
import { AdminBook } from './commands/admin-book.ts'
import { CATALOG } from './commands/catalog/index.ts'
import type { Services } from './commands/command.ts'
import { Registry } from './commands/registry.ts'
import { Runner } from './commands/runner.ts'
import type { Config } from './config/config.ts'
import { OrderKeeper } from './dispatch/order.ts'
import { PaceGate } from './dispatch/pace-gate.ts'
import type { Answer } from './domain/answer.ts'
import { sleep, type Clock } from './domain/clock.ts'
import { isPortTaken, tryPatiently } from './domain/patience.ts'
import type { GroupList } from './groups/group-list.ts'
import { openGroups } from './groups/open.ts'
import { createFrontDoor } from './http/app.ts'
import { listen } from './http/listen.ts'
import type { Reply } from './domain/reply.ts'
import { createLog, type Log } from './observe/log.ts'
import { Metrics } from './observe/metrics.ts'
import { Watch } from './observe/watch.ts'
import { firstPage, PAGE_LIMIT_BYTES } from './phrasebook/paging.ts'
import { createPhrasebook } from './phrasebook/phrasebook.ts'
import { Envelope } from './protocol/envelope.ts'
import { Health } from './store/health.ts'
import { Keeper } from './store/keeper.ts'
import { openSqliteStore } from './store/sqlite/open.ts'
import { createCustomerMessageApi } from './wechat/api/customer-message.ts'
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
  const watch = new Watch(log, metrics, clock)
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
  const registry = new Registry(CATALOG)
  const more = new More(clock)
  const services: Services = {
    clock,
    ...groups,
    ledger: store.ledger,
    confirmations: store.confirmations,
    admins,
    helps: registry.helps,
    withdrawn: new Set(),
    takeRest: (admin) => more.take(admin),
  }
  const order = new OrderKeeper()
  const runner = new Runner(registry, services, order, watch)

  const phrasebooks = { zh: createPhrasebook('zh'), en: createPhrasebook('en') }
  const say = (admin: string, answer: Answer, unread: readonly number[] = []): string => {
    const language = admins.languageOf(admin)
    const phrasebook = phrasebooks[language]
    const mention = unread.length === 0 ? '' : `\n${phrasebook.say({ kind: 'unread-results', numbers: unread })}`
    const room = PAGE_LIMIT_BYTES - Buffer.byteLength(mention)
    const { page, rest } = firstPage(phrasebook.say(answer), room, language)
    if (rest !== null || answer.kind === 'rest') more.keep(admin, rest)
    return page + mention
  }
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
  const intake = new Intake(registry, services, runner, telling, watch)
  const enrolment = new Enrolment(clock)
  const bot = new Bot({
    clock,
    admins,
    enrolment,
    intake,
    telling,
    windows,
    publicReply: toPublicReply(config),
    replyDeadlineMs: config.replyDeadlineMs,
    say,
    forget: (openid, pseudonym) => {
      order
        .enter('shared', [openid], () => store.ledger.forget(openid, pseudonym))
        .catch((error: unknown) => {
          watch.defect(error)
        })
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
      account: watch.accountTrouble() ?? client.token.refusal?.message ?? 'ok',
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
    gate.close()
    await client.close()
    await store.close()
  }
  try {
    const server = await tryPatiently(clock, isPortTaken, () => listen(frontDoor, config))
    const left = await intake.recover()
    recovered = true
    log.info({ url: server.url, mode: account.mode, left }, 'fenzu listens')
    warmUp(list, log)
    return {
      url: server.url,
      enrolmentCode: admins.size === 0 ? enrolment.issue() : null,
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

function secretsOf({ account, metricsToken, kind }: Config): (string | undefined)[] {
  const { appsecret, callbackToken, previousCallbackToken, encodingAesKey, previousEncodingAesKey } = account
  const token = kind === 'sandbox' ? undefined : callbackToken
  return [appsecret, token, previousCallbackToken, encodingAesKey, previousEncodingAesKey, metricsToken]
}

/** The names of the groups before the first command needs them; trouble with the account shows at once, not on a bad night. */
function warmUp(list: GroupList, log: Log): void {
  list.read().catch((error: unknown) => {
    const { message, hint } = error as { message?: string; hint?: { en: string } }
    log.warn(
      { reason: message, hint: hint?.en },
      'the groups could not be read: commands will fail until that is mended',
    )
  })
}
