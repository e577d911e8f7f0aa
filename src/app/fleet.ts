import { randomUUID } from 'node:crypto'
import { Leadership, type Execution } from '../bot/fleet/leadership.ts'
import { Pulse } from '../bot/fleet/pulse.ts'
import { Worker } from '../bot/fleet/worker.ts'
import { CODE_VALID_MS } from '../admins/one-time-code.ts'
import { toError } from '../domain/errors.ts'
import { ofError } from '../observe/why.ts'
import { POLL_MS } from '../store/fleet.ts'
import { Retention } from '../store/forgetting/retention.ts'
import type { PostgresStores } from '../store/postgres/open.ts'
import { openAccount } from './account.ts'
import { routesOfExecutor } from './channel-routes.ts'
import { openFront } from './front.ts'
import type { AccountOptions, OpenAccount } from './open-account.ts'

export interface FleetOptions extends Omit<AccountOptions, 'store' | 'term'> {
  readonly stores: PostgresStores
  readonly retentionDays: number
  /** A one-time code for the first owner was made after the start. */
  codeIssued(code: string): void
}

/** One account in one of several processes. */
export interface FleetAccount extends Omit<OpenAccount, 'parts'> {
  /** What is wrong with the database, as far as is known; null when nothing is. */
  storeProblem(): string | null
}

/**
 * One account that several processes serve: this one answers its pushes, and executes its commands as long as it holds the
 * lease. Taking over is what a restart is: what executes is put together anew on the store.
 */
export function openFleetAccount(options: FleetOptions): FleetAccount {
  const { settings, stores, clock, log } = options
  const { appid } = settings.account
  const lease = stores.leaseOf(appid)
  const pulses = {
    any: new Pulse(clock, POLL_MS),
    message: new Pulse(clock, POLL_MS),
    answer: new Pulse(clock, POLL_MS),
  }
  const forgetHints = stores.hints.onHint((changed, hint) => {
    if (changed !== appid) return
    if (hint === 'any') for (const pulse of Object.values(pulses)) pulse.hint()
    else pulses[hint].hint()
  })
  let executing: OpenAccount | undefined
  let code: string | null = null
  let left = 0
  let goingOn = Promise.resolve()
  let problem: string | null = null
  const front = openFront({
    ...options,
    store: stores.of(appid),
    inbox: stores.inboxOf(appid),
    pulse: pulses.answer,
    executes: () => executing !== undefined,
  })
  front.watchAlone()

  /** What a start does on SQLite, on this term. */
  const execute = async (term: number, mayCall: () => void): Promise<Execution> => {
    const own = stores.ofTerm(appid, term)
    const opened = await openAccount({ ...options, store: own.store, term: { mayCall, ...front.shared } })
    const worker = new Worker({
      ...opened.parts,
      clock,
      inbox: own.inbox,
      ledger: own.store.ledger,
      replyDeadlineMs: settings.replyDeadlineMs,
      pulse: pulses.message,
      lost: () => {
        leadership.lost()
      },
    })
    const retention = new Retention(own.store, clock, options.retentionDays, {
      keepingFailed: (error) => {
        log.warn(ofError(error), 'old commands could not be deleted yet')
      },
    })
    let ended = false
    const end = async (): Promise<void> => {
      if (ended) return
      ended = true
      worker.close()
      retention.close()
      if (executing === opened) executing = undefined
      front.watchAlone()
      await opened.close()
    }
    try {
      await worker.catchUp()
      left = await opened.recover()
      code = opened.issueFirstCode()
      if (code !== null) await lease.announceCode(term, clock.steady() + CODE_VALID_MS)
      mayCall()
    } catch (error) {
      await end()
      throw error
    }
    executing = opened
    worker.start()
    // Nobody who texts waits for the rest; without it the commands would go on, but who left would not be forgotten.
    goingOn = opened.goOn().catch((error: unknown) => {
      if (ended) return
      log.error(ofError(error), 'what an earlier process left could not be taken up: the account is given back')
      leadership.lost()
    })
    if (code !== null && announced) options.codeIssued(code)
    return {
      async handOver() {
        worker.close()
        await opened.drain()
        await end()
      },
      abandon() {
        void end().catch((error: unknown) => {
          front.watch.defect(error)
        })
      },
    }
  }

  let announced = false
  const leadership = new Leadership({
    lease,
    clock,
    pulse: pulses.any,
    owner: randomUUID(),
    open: execute,
    async viewed(view) {
      await front.viewed(view)
      problem = null
    },
    events: {
      leads: (term) => {
        log.info({ term }, "this process takes over the account's commands")
      },
      executes: (term, ms) => {
        log.info({ term, ms: Math.round(ms) }, "this process executes the account's commands")
      },
      lostLead: (term) => {
        log.warn({ term }, "another process executes the account's commands, or the database cannot be asked")
      },
      troubled: (error) => {
        const why = ofError(error)
        if (problem === null) log.error(why, 'the database cannot be asked: followers are answered all the same')
        problem = toError(error).message
      },
    },
  })

  return {
    name: settings.name,
    callback: front.callback,
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
    goOn: () => goingOn,
    firstCopy: () => executing?.firstCopy() ?? Promise.resolve(),
    issueFirstCode: () => code,
    storeProblem: () => problem,
    details: () => ({ ...(executing?.details() ?? front.details()), executor: leadership.executor }),
    drain: () => leadership.close(),
    async close() {
      await leadership.close()
      forgetHints()
      await front.close()
    },
  }
}
