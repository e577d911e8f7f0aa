import { Answers } from '../bot/fleet/answers.ts'
import { Front } from '../bot/fleet/front.ts'
import { KnownAdmins } from '../bot/fleet/known-admins.ts'
import { Leavers } from '../bot/fleet/leavers.ts'
import type { Pulse } from '../bot/fleet/pulse.ts'
import { CATALOG } from '../commands/catalog/index.ts'
import { Registry } from '../commands/registry.ts'
import { before, later } from '../domain/clock.ts'
import { toError } from '../domain/errors.ts'
import type { CallbackParts } from '../http/push.ts'
import { FollowersWatch } from '../observe/followers-watch.ts'
import { QuotaBook } from '../observe/quota-book.ts'
import { RulesWatch } from '../observe/rules-watch.ts'
import { Watch } from '../observe/watch.ts'
import { ofError } from '../observe/why.ts'
import { Contacts } from '../people/contacts.ts'
import { LastTexts } from '../people/last-texts.ts'
import { Envelope } from '../protocol/envelope.ts'
import { Playing } from '../replies/playing.ts'
import type { Inbox, LeaseView } from '../store/fleet.ts'
import { createEverybody, detailsOf } from './followers.ts'
import { openFrontRules } from './front-rules.ts'
import type { AccountOptions, TermOptions } from './open-account.ts'
import { watchFrontOf } from './watch-account.ts'

export interface FrontOptions extends Pick<AccountOptions, 'settings' | 'store' | 'clock' | 'log' | 'metrics'> {
  readonly inbox: Inbox
  /** Tells that answers were written. */
  readonly pulse: Pulse
  /** Whether this process executes too: then kept replies change here first. */
  executes(): boolean
}

/** What answers the pushes of one account in one of several processes, whoever executes. */
export interface AccountFront {
  readonly callback: CallbackParts
  readonly watch: Watch
  /** What this process knows of followers and answers them with, for whoever executes here. */
  readonly shared: Omit<TermOptions, 'mayCall'>
  /** Keeps up with what other processes changed. Rejects with StoreUnavailableError. */
  viewed(view: LeaseView): Promise<void>
  /** For the metrics, while this process does not execute. */
  watchAlone(): void
  details(): Readonly<Record<string, unknown>>
  close(): Promise<void>
}

export function openFront(options: FrontOptions): AccountFront {
  const { settings, store, clock, log, metrics, inbox, pulse } = options
  const { account } = settings
  // Only what executes calls anybody.
  const watch = new Watch(log, metrics, new QuotaBook(clock, () => Promise.resolve(0)), clock)
  const followersWatch = new FollowersWatch(log, metrics, clock)
  const contacts = new Contacts(store.people, clock, watch)
  const lastTexts = new LastTexts(clock, settings.lastTexts)
  const playing = new Playing(clock)
  const everybody = createEverybody({
    settings,
    clock,
    watch: followersWatch,
    playing,
    follow(openid, message, contents) {
      inbox.follow(openid, message, contents).catch(() => {
        followersWatch.otherDropped()
      })
    },
  })
  const rules = openFrontRules({ store, clock, watch: new RulesWatch(log, metrics, clock) })
  const admins = new KnownAdmins(store, settings.admins, clock)
  const leavers = new Leavers({
    clock,
    inbox,
    markOf: (openid) => store.erasures.markOf(openid),
    forget(openid) {
      contacts.forget(openid)
      lastTexts.forget(openid)
      playing.forget(openid)
      rules.forget(openid)
    },
    forgetAll() {
      lastTexts.forgetAll()
    },
    events: {
      departureNotRecorded: (error) => {
        watch.departureNotRecorded(toError(error))
      },
    },
  })
  const front = new Front({
    clock,
    admins,
    inbox,
    answers: new Answers(inbox, pulse, clock),
    commands: new Registry(CATALOG).englishNames,
    everybody(push, delivery) {
      const recorded = rules.meet(push)
      const reply = everybody.answer(push, delivery)
      if (recorded === undefined) return reply
      return before(clock, later(delivery.receivedAt, settings.replyDeadlineMs), recorded).then(() => reply)
    },
    replyDeadlineMs: settings.replyDeadlineMs,
    leavers,
    noted(openid, { kind, at, followedAt, text }) {
      const own = contacts.note(openid, kind, followedAt, at)
      if (text !== undefined) lastTexts.note(own, text)
    },
    events: {
      repeated: () => {
        watch.repeated()
      },
      // It is counted where it was made.
      interim: () => undefined,
      unreported: (error) => {
        log.warn(ofError(error), 'what a delivery took home could not be recorded: it may be told again')
      },
    },
  })
  const envelope = new Envelope(
    { ...account, token: account.callbackToken, previousToken: account.previousCallbackToken },
    clock,
  )
  const { relay } = everybody
  let revision: number | undefined

  /** The kept replies as somebody else changed them. */
  const readKept = async (view: LeaseView): Promise<void> => {
    if (!settings.keptReplies || view.revision === revision) return
    const copy = await store.keptReplies.read()
    if (!options.executes()) playing.use(copy)
    revision = view.revision
  }

  return {
    callback: { envelope, receiver: front, clock, watch, relayMark: relay?.upstream.mark },
    watch,
    shared: { contacts, lastTexts, everybody, rules: rules.own },
    async viewed(view) {
      await admins.update(view)
      await rules.update(view)
      await readKept(view)
      await leavers.keepUp(view)
    },
    watchAlone() {
      watchFrontOf(metrics, {
        signaturesDropped: () => envelope.signaturesDropped,
        keptReplies: () => playing.copy?.replies.filter(({ on }) => on).length ?? 0,
        relay,
      })
    },
    details: () => ({
      pushes: watch.recentRefusals(),
      followers: detailsOf(settings, everybody),
      rules: { held: rules.own.intake.held, lost: rules.own.intake.lost },
    }),
    async close() {
      leavers.close()
      await relay?.close()
      await rules.close()
      await contacts.close().catch((error: unknown) => {
        watch.contactsNotWritten(error)
      })
    },
  }
}
