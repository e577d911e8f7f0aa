import { toWireSeconds } from '../domain/clock.ts'
import { Answering } from '../bot/answering.ts'
import { Bot } from '../bot/bot.ts'
import { Dialogues } from '../bot/dialogues.ts'
import { Intake } from '../bot/intake.ts'
import { createLateAnswers } from '../bot/late-answer.ts'
import { MessageWindows } from '../bot/message-window.ts'
import { PageCache } from '../bot/page-cache.ts'
import { Renderer } from '../bot/renderer.ts'
import { Languages } from '../bot/speaking/languages.ts'
import { Scheduler } from '../bot/timed/scheduler.ts'
import { REMOTE_WINDOW_MS } from '../bot/fleet/remote-deliveries.ts'
import { REDELIVERY_WINDOW_MS, AnswerDelivery } from '../bot/answer-delivery.ts'
import { Roster } from '../admins/roster.ts'
import { BackgroundSync } from '../commands/running/background-sync.ts'
import { welcome } from '../commands/running/welcome.ts'
import { CATALOG } from '../commands/catalog/index.ts'
import { Claims } from '../admins/claims.ts'
import type { Services } from '../commands/services.ts'
import { Registry } from '../commands/registry.ts'
import { Runner } from '../commands/running/runner.ts'
import { TimedMoves } from '../commands/timed/timed-moves.ts'
import { Sequencer } from '../dispatch/order.ts'
import type { GroupsRoom } from '../groups/open.ts'
import type { CallbackParts } from '../http/push.ts'
import { RulesWatch } from '../observe/rules-watch.ts'
import type { Watch } from '../observe/watch.ts'
import { PeopleBook } from '../people/book.ts'
import { Envelope } from '../protocol/envelope.ts'
import { ATTEMPT_TIMEOUT_MS } from '../wechat/transport.ts'
import { createCustomerMessageApi } from '../wechat/api/customer-message.ts'
import type { AccountOptions, ExecutingParts } from './open-account.ts'
import { openRules, type RulesRoom } from './rules.ts'
import type { Followers } from './followers.ts'
import { openForgetting } from './forgetting.ts'
import { createImporter, type Platform } from './platform.ts'

/** What an account's chat is put together on. */
export interface Wires {
  readonly platform: Platform
  readonly groups: GroupsRoom
  readonly watch: Watch
  readonly followers: Followers
}

export interface Chat {
  readonly callback: CallbackParts
  readonly intake: Intake
  readonly admins: Roster
  readonly claims: Claims
  readonly people: PeopleBook
  readonly sync: BackgroundSync
  readonly rules: RulesRoom
  readonly parts: ExecutingParts
  /** Works off who left before the start; resolves when the files were tried to be cleared once. */
  startForgetting(): Promise<void>
  /** Ends what is due from now on, once what an earlier process left is back in its place. */
  startEnding(): void
  idle(): Promise<void>
  stop(): void
}

/** From the opened push to the answer. */
export async function openChat(options: AccountOptions, wires: Wires): Promise<Chat> {
  const { settings, store, clock, metrics, heldUpMs, term } = options
  const { platform, groups, watch, followers } = wires
  const { account } = settings
  const admins = await Roster.open(store.admins, settings.admins)
  const people = await PeopleBook.open(store.people, clock, {
    lastTexts: term?.lastTexts ?? settings.lastTexts,
    contacts: term?.contacts,
    events: watch,
  })
  const { invitations } = store
  const claims = await Claims.open({ admins, invitations, clock, events: watch, secret: account.appsecret })
  const order = new Sequencer()
  const pageCache = new PageCache(clock)
  const dialogues = await Dialogues.open(store.dialogues, clock)
  const windows = new MessageWindows(clock)
  const rules = await openRules({
    store,
    clock,
    groups,
    order,
    gate: platform.gate,
    watch: new RulesWatch(options.log, metrics, clock),
    shared: term?.rules,
  })
  const forgetful = await openForgetting({
    store,
    people,
    admins,
    dialogues,
    pageCache,
    windows,
    kept: followers.kept,
    rules,
    clock,
    watch,
  })
  const { forgetting } = forgetful
  const importer = createImporter({ people, store, groups, clock, forgetting: forgetting.forImport })
  const sync = new BackgroundSync(importer, clock, watch)
  const registry = new Registry(CATALOG)
  metrics.expect([...registry.englishNames.keys()])
  const timed = new TimedMoves(store.moveEnds, clock, term === undefined)
  const services: Services = {
    clock,
    ...groups,
    ledger: store.ledger,
    confirmations: store.confirmations,
    timed,
    admins,
    people,
    sync,
    rules: rules.services,
    kept: { on: settings.keptReplies, book: followers.kept, tasks: followers.tasks },
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
    takeRest: (admin) => pageCache.take(admin),
    hasExpired: (admin) => pageCache.hasExpired(admin),
    nextPage: (admin) => pageCache.next(admin),
  }
  registry.bind(services)
  const runner = new Runner(
    registry,
    services,
    order,
    forgetful.runnerEvents,
    term === undefined ? 0 : ATTEMPT_TIMEOUT_MS,
  )
  const languages = new Languages(admins, registry.specs)
  const renderer = new Renderer({
    admins,
    languages,
    people,
    pageCache,
    commands: registry.englishNames,
    links: settings.links,
  })
  const say: Renderer['say'] = (...told) => renderer.say(...told)
  const late = createLateAnswers({
    windows,
    say,
    sendText: createCustomerMessageApi(platform.client).sendText,
    refused: (number, error) => {
      watch.lateAnswerRefused(number, error)
    },
  })
  const answerDelivery = new AnswerDelivery(
    store.ledger,
    clock,
    late,
    watch,
    term === undefined ? REDELIVERY_WINDOW_MS : REMOTE_WINDOW_MS,
  )
  const intake = new Intake(registry, services, runner, answerDelivery, dialogues, watch)
  const isAdmin = (openid: string): boolean => admins.has(openid)
  const { ledger } = services
  const scheduler = new Scheduler({ timed, registry, runner, ledger, answerDelivery, clock, isAdmin, events: watch })
  const answering = new Answering({
    clock,
    answerDelivery,
    isAdmin,
    isOwner: (openid) => admins.roleOf(openid) === 'owner',
    say,
    events: watch,
  })
  const bot = new Bot({
    heard: (admin, text) => {
      languages.heard(admin, text)
    },
    clock,
    admins,
    claims,
    intake,
    answering,
    windows,
    welcome: (role) => welcome(role, services),
    everybody: followers.answer,
    replyDeadlineMs: settings.replyDeadlineMs,
    forgetting,
    people,
    rules: rules.intake,
    tally: rules.tally,
    events: watch,
  })
  const envelope = new Envelope(
    { ...account, token: account.callbackToken, previousToken: account.previousCallbackToken },
    clock,
  )
  return {
    callback: { envelope, receiver: bot, clock, watch, relayMark: followers.relay?.upstream.mark },
    intake,
    admins,
    claims,
    people,
    sync,
    rules,
    parts: {
      intake,
      claims,
      answerDelivery,
      windows,
      isAdmin,
      welcome: (role) => welcome(role, services),
      say,
      follow: followers.follow,
      forget: async (openid, at) => forgetting.left(openid, toWireSeconds(at)),
      events: watch,
    },
    startForgetting: () => forgetful.start(),
    startEnding() {
      scheduler.start()
    },
    idle: () => Promise.all([scheduler.idle(), order.idle()]).then(() => answerDelivery.idle()),
    stop() {
      scheduler.close()
      runner.close()
      answerDelivery.close()
      rules.drain.close()
      forgetful.close()
      sync.stop()
    },
  }
}
