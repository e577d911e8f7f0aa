import { Answering } from '../bot/answering.ts'
import { Bot } from '../bot/bot.ts'
import { Dialogues } from '../bot/dialogues.ts'
import { Forgetting } from '../bot/forgetting.ts'
import { Intake } from '../bot/intake.ts'
import { createLateAnswers } from '../bot/late-answer.ts'
import { MessageWindows } from '../bot/message-window.ts'
import { More } from '../bot/more.ts'
import { Speech } from '../bot/speech.ts'
import { Telling } from '../bot/telling.ts'
import { Roster } from '../admins/roster.ts'
import { BackgroundSync } from '../commands/running/background-sync.ts'
import { CATALOG } from '../commands/catalog/index.ts'
import { Claims } from '../admins/claims.ts'
import type { Services } from '../commands/services.ts'
import { Registry } from '../commands/registry.ts'
import { Runner } from '../commands/running/runner.ts'
import type { AccountSettings } from '../config/config.ts'
import { OrderKeeper } from '../dispatch/order.ts'
import { sleep, type Clock } from '../domain/clock.ts'
import type { Reply } from '../domain/reply.ts'
import { PRIORITY } from '../domain/verdict.ts'
import type { GroupsRoom } from '../groups/open.ts'
import type { CallbackParts } from '../http/push.ts'
import type { Log } from '../observe/log.ts'
import type { AccountMetrics } from '../observe/metrics.ts'
import { QuotaBook } from '../observe/quota-book.ts'
import { Watch } from '../observe/watch.ts'
import { PeopleBook } from '../people/book.ts'
import { Envelope } from '../protocol/envelope.ts'
import type { AccountStore } from '../store/store.ts'
import { createCustomerMessageApi } from '../wechat/api/customer-message.ts'
import { createQuotaApi } from '../wechat/api/quota.ts'
import { watchAccount } from './watch-account.ts'
import { createImporter, openAccountGroups, openPlatform, type Platform } from './platform.ts'

/** How long a stop waits for calls in flight after the last answer has gone; what has not ended is resumed by the next start. */
const DRAIN_MS = 3_000

export interface AccountOptions {
  readonly settings: AccountSettings
  /** Where the platform is reached: WeChat, or the sandbox. */
  readonly apiBase: string
  /** The store of this account's appid. */
  readonly store: AccountStore
  readonly clock: Clock
  readonly readsFollowersFirst: boolean
  /** Every line of it names the account. */
  readonly log: Log
  readonly metrics: AccountMetrics
  /** For how long the process could answer nobody, lately; null where it was too short to matter. */
  heldUpMs(): number | null
}

/** One account at work: everything that it does not share with another. */
export interface OpenAccount {
  readonly name: string
  readonly callback: CallbackParts
  /** Resumes what an earlier process left, and resolves with how many commands that were. Pushes wait until then. */
  recover(): Promise<number>
  /** The one-time code for the first owner; null when there is an owner. */
  issueFirstCode(): string | null
  /** For people who may see more: what is well with the account and what is not. */
  details(): Readonly<Record<string, unknown>>
  /** Resolves when no command and no late answer is under way, after three seconds at most. */
  drain(): Promise<void>
  close(): Promise<void>
}

/** Puts one account together; nothing is sent and nothing of an earlier process is resumed yet. */
export async function openAccount(options: AccountOptions): Promise<OpenAccount> {
  const { settings, store, clock, log, metrics, apiBase } = options
  // A quota is asked about behind everything that a person waits for.
  const quotas = new QuotaBook(clock, async (path) => (await quotaApi.of(path, PRIORITY.lateAnswer)).remain)
  const watch = new Watch(log, metrics, quotas, clock)
  const platform = openPlatform({
    settings,
    apiBase,
    clock,
    onCall: (event) => {
      watch.called(event)
    },
  })
  const quotaApi = createQuotaApi(platform.client)
  const groups = await openAccountGroups({
    settings,
    platform,
    store,
    clock,
    decided: (name) => {
      log.info({ backend: name }, 'the account decides which API followers are grouped by')
    },
  })
  const chat = await openChat(options, { platform, groups, watch })
  const { callback, intake } = chat
  watchAccount(metrics, { platform, quotas, ...chat })
  return {
    name: settings.name,
    callback,
    async recover() {
      const left = await intake.recover()
      await chat.sync.resume(options.readsFollowersFirst)
      // Trouble with the account shows at once, not on a bad night.
      groups.list.read().catch((error: unknown) => {
        watch.groupsUnread(error)
      })
      return left
    },
    issueFirstCode: () => (chat.admins.owners === 0 ? chat.claims.issueFirst() : null),
    details: () => ({
      waiting: intake.waiting,
      account: platform.client.token.refusal?.message ?? watch.accountTrouble() ?? 'ok',
      stoppedInterfaces: platform.gate.stoppedInterfaces,
      pushes: watch.recentRefusals(),
    }),
    drain: () => Promise.race([chat.idle(), sleep(clock, DRAIN_MS)]).then(() => undefined),
    async close() {
      chat.stop()
      await platform.close()
      await chat.people.close().catch((error: unknown) => {
        watch.contactsNotWritten(error)
      })
    },
  }
}

interface Wires {
  readonly platform: Platform
  readonly groups: GroupsRoom
  readonly watch: Watch
}

interface Chat {
  readonly callback: CallbackParts
  readonly intake: Intake
  readonly admins: Roster
  readonly claims: Claims
  readonly people: PeopleBook
  readonly sync: BackgroundSync
  idle(): Promise<void>
  stop(): void
}

/** From the opened push to the answer. */
async function openChat({ settings, store, clock, metrics, heldUpMs }: AccountOptions, wires: Wires): Promise<Chat> {
  const { platform, groups, watch } = wires
  const { account } = settings
  const admins = await Roster.open(store.admins, settings.admins)
  const people = await PeopleBook.open(store.people, clock, { lastTexts: settings.lastTexts, events: watch })
  const { invitations } = store
  const claims = await Claims.open({ admins, invitations, clock, events: watch, secret: account.appsecret })
  const order = new OrderKeeper()
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
  const forget = (openid: string): void => {
    forgetting.forget(openid)
  }
  const sync = new BackgroundSync(createImporter({ people, store, groups, clock, forget }), clock, watch)
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
    process: () => ({
      mode: account.mode,
      waiting: intake.waiting,
      trouble: watch.accountTrouble() ?? null,
      heldUpMs: heldUpMs(),
    }),
    claims,
    helps: registry.helps,
    commands: registry,
    dropQuestion: (admin) => dialogues.drop(admin),
    takeRest: (admin) => more.take(admin),
  }
  registry.bind(services)
  const runner = new Runner(registry, services, order, watch)
  const speech = new Speech({ admins, people, more, links: settings.links })
  const say: Speech['say'] = (...told) => speech.say(...told)
  const windows = new MessageWindows(clock)
  const late = createLateAnswers({
    windows,
    say,
    sendText: createCustomerMessageApi(platform.client).sendText,
    refused: (number, error) => {
      watch.lateAnswerRefused(number, error)
    },
  })
  const telling = new Telling(store.ledger, clock, late, watch)
  const intake = new Intake(registry, services, runner, telling, dialogues, watch)
  const publicReply = toPublicReply(settings)
  const answering = new Answering({
    clock,
    telling,
    publicReply,
    isAdmin: (openid) => admins.has(openid),
    say,
    events: watch,
  })
  const bot = new Bot({
    clock,
    admins,
    claims,
    intake,
    answering,
    windows,
    publicReply,
    replyDeadlineMs: settings.replyDeadlineMs,
    forget,
    noted: (openid, kind, text) => {
      people.noted(openid, kind, text)
    },
    events: watch,
  })
  const envelope = new Envelope(
    { ...account, token: account.callbackToken, previousToken: account.previousCallbackToken },
    clock,
  )
  return {
    callback: { envelope, receiver: bot, clock, watch },
    intake,
    admins,
    claims,
    people,
    sync,
    idle: () => order.idle().then(() => telling.idle()),
    stop() {
      runner.close()
      telling.close()
      forgetting.close()
      sync.stop()
    },
  }
}

function toPublicReply({ followerReply }: AccountSettings): Reply {
  return { kind: followerReply === 'success' ? 'success' : 'transfer' }
}
