import { randomUUID } from 'node:crypto'
import { Answers } from '../bot/fleet/answers.ts'
import { Front } from '../bot/fleet/front.ts'
import { Leadership, type Execution } from '../bot/fleet/leadership.ts'
import { Pulse } from '../bot/fleet/pulse.ts'
import { KnownAdmins } from '../bot/fleet/known-admins.ts'
import { Worker } from '../bot/fleet/worker.ts'
import { CODE_VALID_MS } from '../admins/one-time-code.ts'
import { CATALOG } from '../commands/catalog/index.ts'
import { Registry } from '../commands/registry.ts'
import { before, later, sleep } from '../domain/clock.ts'
import { FollowersWatch } from '../observe/followers-watch.ts'
import { RulesWatch } from '../observe/rules-watch.ts'
import { QuotaBook } from '../observe/quota-book.ts'
import { Watch } from '../observe/watch.ts'
import { ofError } from '../observe/why.ts'
import { Contacts } from '../people/contacts.ts'
import { LastTexts } from '../people/last-texts.ts'
import { Envelope } from '../protocol/envelope.ts'
import { POLL_MS } from '../store/fleet.ts'
import { Keeper } from '../store/keeper.ts'
import type { PostgresStores } from '../store/postgres/open.ts'
import { openAccount } from './account.ts'
import { openFrontRules } from './front-rules.ts'
import { toPublicReply } from './chat.ts'
import { routesOfExecutor } from './channel-routes.ts'
import { openRelay, relayed } from './followers.ts'
import type { AccountOptions, OpenAccount } from './open-account.ts'
import { watchFrontOf } from './watch-account.ts'

/** How often somebody's leaving is offered to a database that does not take it. */
const LEAVING_RETRY_MS = 1_000

export interface FleetOptions extends Omit<AccountOptions, 'store' | 'term'> {
  readonly stores: PostgresStores
  readonly retentionDays: number
  /** A one-time code for the first owner was made after the start. */
  codeIssued(code: string): void
}

/** One account in one of several processes. */
export interface FleetAccount extends Omit<OpenAccount, 'parts' | 'everybody'> {
  /** What is wrong with the database, as far as is known; null when nothing is. */
  storeProblem(): string | null
}

/**
 * One account that several processes serve: this one answers its pushes, and executes its commands as long as it holds the
 * lease. Taking over is what a restart is: what executes is put together anew on the store.
 */
export function openFleetAccount(options: FleetOptions): FleetAccount {
  const { settings, stores, clock, log, metrics } = options
  const { account } = settings
  const store = stores.of(account.appid)
  const inbox = stores.inboxOf(account.appid)
  const lease = stores.leaseOf(account.appid)
  const pulse = new Pulse(clock, POLL_MS)
  const forgetHints = stores.hints.onHint((appid) => {
    if (appid === account.appid) pulse.hint()
  })
  // Only what executes calls anybody.
  const watch = new Watch(log, metrics, new QuotaBook(clock, () => Promise.resolve(0)), clock)
  const contacts = new Contacts(store.people, clock, watch)
  const lastTexts = new LastTexts(clock, settings.lastTexts)
  const relay = openRelay(settings, clock, new FollowersWatch(log, metrics, clock))
  const admins = new KnownAdmins(store, settings.admins, clock)
  const rules = openFrontRules({ store, clock, watch: new RulesWatch(log, metrics, clock) })
  const front = new Front({
    clock,
    admins,
    inbox,
    answers: new Answers(inbox, pulse, clock),
    commands: new Registry(CATALOG).englishNames,
    everybody(push, delivery) {
      const recorded = rules.meet(push)
      const reply = publicReply(push, delivery)
      if (recorded === undefined) return reply
      return before(clock, later(delivery.receivedAt, settings.replyDeadlineMs), recorded).then(() => reply)
    },
    replyDeadlineMs: settings.replyDeadlineMs,
    left(openid, dedupeKey) {
      contacts.forget(openid)
      lastTexts.forget(openid)
      rules.forget(openid)
      void leave(openid, dedupeKey)
    },
    noted(openid, kind, text) {
      const own = contacts.note(openid, kind)
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
  let executing: OpenAccount | undefined
  let code: string | null = null
  let left = 0
  let problem: string | null = null
  let closed = false

  const publicReply: OpenAccount['everybody'] = (push, delivery) => {
    if (executing !== undefined) return executing.everybody(push, delivery)
    // Kept replies are played by the process that executes; everywhere else what the settings say.
    return relay === undefined ? toPublicReply(settings) : relayed(relay, settings, push, delivery)
  }

  const leave = async (openid: string, dedupeKey: string): Promise<void> => {
    for (const at = clock.now(); !closed; await sleep(clock, LEAVING_RETRY_MS)) {
      try {
        await inbox.leave(openid, dedupeKey, at)
        return
      } catch (error) {
        watch.defect(error)
      }
    }
  }

  const watchFront = (): void => {
    watchFrontOf(metrics, { signaturesDropped: () => envelope.signaturesDropped, relay })
  }
  watchFront()

  /** What a start does on SQLite, on this term. */
  const execute = async (term: number, mayCall: () => void): Promise<Execution> => {
    const own = stores.ofTerm(account.appid, term)
    const opened = await openAccount({ ...options, store: own.store, term: { mayCall, contacts, lastTexts } })
    const worker = new Worker({
      ...opened.parts,
      clock,
      inbox: own.inbox,
      ledger: own.store.ledger,
      replyDeadlineMs: settings.replyDeadlineMs,
      pulse,
      lost: () => {
        leadership.lost()
      },
    })
    const keeper = new Keeper(own.store, clock, options.retentionDays, {
      keepingFailed: (error) => {
        log.warn(ofError(error), 'old commands could not be deleted yet')
      },
    })
    let ended = false
    const end = async (): Promise<void> => {
      if (ended) return
      ended = true
      worker.close()
      keeper.close()
      if (executing === opened) executing = undefined
      watchFront()
      await opened.close()
    }
    try {
      await worker.catchUp()
      left = await opened.recover()
      code = opened.issueFirstCode()
      if (code !== null) await lease.announceCode(term, clock.steady() + CODE_VALID_MS)
    } catch (error) {
      await end()
      throw error
    }
    executing = opened
    worker.start()
    if (code !== null && announced) options.codeIssued(code)
    return {
      async handOver() {
        worker.close()
        await opened.drain()
        await end()
      },
      abandon() {
        void end().catch((error: unknown) => {
          watch.defect(error)
        })
      },
    }
  }

  let announced = false
  const leadership = new Leadership({
    lease,
    clock,
    pulse,
    owner: randomUUID(),
    open: execute,
    async viewed(view) {
      await admins.update(view)
      await rules.update(view)
      problem = null
    },
    events: {
      leads: (term) => {
        log.info({ term }, "this process executes the account's commands")
      },
      lostLead: (term) => {
        log.warn({ term }, "another process executes the account's commands, or the database cannot be asked")
      },
      troubled: (error) => {
        const why = ofError(error)
        if (problem === null) log.error(why, 'the database cannot be asked: followers are answered all the same')
        problem = error instanceof Error ? error.message : String(error)
      },
    },
  })

  return {
    name: settings.name,
    callback: { envelope, receiver: front, clock, watch, relayMark: relay?.upstream.mark },
    routes: routesOfExecutor(() => executing?.routes),
    get losses() {
      return executing?.losses ?? []
    },
    async recover() {
      leadership.start()
      await leadership.decided()
      announced = true
      return left
    },
    issueFirstCode: () => code,
    storeProblem: () => problem,
    details: () => ({
      ...(executing?.details() ?? { pushes: watch.recentRefusals() }),
      executor: leadership.executor,
    }),
    drain: () => leadership.close(),
    async close() {
      closed = true
      await leadership.close()
      forgetHints()
      await relay?.close()
      await rules.close()
      await contacts.close().catch((error: unknown) => {
        watch.contactsNotWritten(error)
      })
    },
  }
}
