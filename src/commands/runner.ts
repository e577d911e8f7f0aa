import { randomInt } from 'node:crypto'
import type { Answer, ConfirmablePlan } from '../domain/answer.ts'
import { sleep } from '../domain/clock.ts'
import type { OrderKeeper } from '../dispatch/order.ts'
import type { Plan } from '../groups/changes.ts'
import { toFailureAnswer } from '../groups/failure.ts'
import { StoreUnavailableError } from '../store/errors.ts'
import type { CommandRow } from '../store/ledger.ts'
import type { ChangeCommand, ChangeResult, ReadCommand, Services, Task } from './command.ts'
import { goOn, undoneBy } from './resuming.ts'
import { refusalOf } from './permission.ts'
import { CONFIRMATION_VALID_MS, digestOf } from './plan-digest.ts'
import type { CommandArgs } from './reading.ts'
import type { Registry } from './registry.ts'
import { refusalToUndo } from './undo-permission.ts'
import { Withdrawals } from './withdrawals.ts'

/** Wrong digits after which a plan is void. */
export const CONFIRMATION_TRIES = 5
/** How often a write that the store refused is tried again. */
const STORE_RETRY_MS = 1_000

export interface RunnerEvents {
  /** Does the work of one command; whatever is logged meanwhile belongs to its number. */
  during<T>(number: number, work: () => Promise<T>): Promise<T>
  /** The plan of a command is on disk and its call is about to leave. */
  sent(row: CommandRow, plan: Plan): void
  /** A command has ended and that is on disk. */
  ended(row: CommandRow, result: ChangeResult, error: unknown): void
  /** A defect of ours: the admin got a neutral answer, the operator must see the rest. */
  defect(error: unknown): void
}

/**
 * Runs what the ledger has accepted, each in its place among the others, and records how it ended. What can't be recorded is
 * not done: while the store refuses, the command stays as it is on disk and waits; nothing is lost and nothing is told that
 * might still change.
 */
export class Runner {
  readonly #registry: Registry
  readonly #services: Services
  readonly #order: OrderKeeper
  readonly #events: RunnerEvents
  readonly #withdrawals = new Withdrawals()
  #closing = false

  constructor(registry: Registry, services: Services, order: OrderKeeper, events: RunnerEvents) {
    this.#registry = registry
    this.#services = services
    this.#order = order
    this.#events = events
  }

  /**
   * Runs an accepted change, if its admin may still do it when its turn comes; resolves with its final answer when that is on
   * disk. What has begun is finished, whatever becomes of its admin. An undo withdraws what has not begun from now on.
   */
  start(row: CommandRow, command: ChangeCommand): Promise<Answer> {
    const args = row.args as CommandArgs
    const { kind, openids } = command.scope(args)
    this.#announce(row)
    return this.#enter(row, kind, openids, async () => {
      const withdrawn = await this.#withdrawalOf(row)
      if (withdrawn !== undefined) return this.#end(row, withdrawn, undefined)
      const refused = refusalOf(this.#services.admins, row.admin, command.spec, args)
      if (refused !== undefined) return this.#end(row, { outcome: 'refused', answer: refused }, undefined)
      const { result, error } = await this.#attempt(async () => {
        const mayNot = await this.#refusalToUndo(row)
        if (mayNot !== undefined) return { outcome: 'refused', answer: mayNot }
        return command.run(args, this.#toTask(row), this.#services)
      }, args)
      return this.#end(row, result, error)
    })
  }

  /** Asks the platform, behind the changes that were accepted before. Nothing is recorded. */
  read(args: CommandArgs, command: ReadCommand): Promise<Answer> {
    const openids = args.openid === undefined ? [] : [args.openid]
    return this.#order.enter('shared', openids, async () => {
      const { result } = await this.#attempt(
        async () => ({ outcome: 'done', answer: await command.run(args, this.#services) }),
        args,
      )
      return result.answer
    })
  }

  /** Takes up what an earlier process left behind, in the order of the numbers; each resolves with its final answer. */
  resumeAll(rows: readonly CommandRow[]): { row: CommandRow; final: Promise<Answer> }[] {
    for (const row of rows) this.#announce(row)
    return rows.map((row) => ({ row, final: this.#resume(row) }))
  }

  /**
   * Takes up, in its old place, a command that an earlier process left behind. One that was not sent is run. One that was
   * sent may have happened: the platform is asked once, and only if it says no is the command run again.
   */
  #resume(row: CommandRow): Promise<Answer> {
    const command = this.#registry.find(row.command)
    const args = row.args as CommandArgs
    if (command === undefined || command.kind === 'local') {
      return this.#enter(row, 'shared', [], () =>
        this.#end(row, { outcome: 'failed', answer: { kind: 'interrupted' } }, undefined),
      )
    }
    if (command.kind === 'read')
      return this.read(args, command).then((answer) => this.#end(row, { outcome: 'done', answer }, undefined))
    if (row.state === 'accepted') return this.start(row, command)
    const { kind, openids } = command.scope(args)
    return this.#enter(row, kind, openids, async () => {
      const { result, error } = await this.#attempt(() => goOn(row, command, this.#toTask(row), this.#services), args)
      return this.#end(row, result, error)
    })
  }

  /** Records the end of a read that was late enough to get a number. */
  endRead(row: CommandRow, answer: Answer): Promise<Answer> {
    return this.#end(row, { outcome: 'done', answer }, undefined)
  }

  /**
   * The process ends. What fails from now on may fail because of that, so it is not recorded as an end: the command stays on
   * disk as it was, and the next start takes it up.
   */
  close(): void {
    this.#closing = true
  }

  #enter<T>(
    { number }: CommandRow,
    kind: 'shared' | 'barrier',
    openids: readonly string[],
    work: () => Promise<T>,
  ): Promise<T> {
    return this.#order.enter(kind, openids, () => this.#events.during(number, work))
  }

  /** From its acceptance on, an undo withdraws what has not begun. */
  #announce(row: CommandRow): void {
    const target = undoneBy(row.args as CommandArgs)
    if (target !== undefined) this.#withdrawals.add(row, target)
  }

  /** How a command ends that is withdrawn before it has begun, by somebody who may do so now. */
  async #withdrawalOf(row: CommandRow): Promise<ChangeResult | undefined> {
    for (const by of this.#withdrawals.of(row.number)) {
      const refused = await this.#untilStored(() => refusalToUndo(this.#services, by.admin, row))
      if (refused !== undefined) continue
      return { outcome: 'withdrawn', answer: { kind: 'withdrawn', by: by.admin === row.admin ? null : by.number } }
    }
    return undefined
  }

  /** Whether its admin may still take back what an undo, or a yes to one, is about; what it has withdrawn already stays so. */
  async #refusalToUndo({ admin, args }: CommandRow): Promise<Answer | undefined> {
    const target = undoneBy(args as CommandArgs)
    const row = target === undefined ? undefined : await this.#services.ledger.find(target)
    return row === undefined || row.outcome === 'withdrawn' ? undefined : refusalToUndo(this.#services, admin, row)
  }

  async #attempt(
    run: () => Promise<ChangeResult>,
    args: CommandArgs,
  ): Promise<{ result: ChangeResult; error: unknown }> {
    try {
      return { result: await run(), error: undefined }
    } catch (error) {
      const answer = toFailureAnswer(error, this.#services.clock.now(), args.openid ?? null)
      if (answer === undefined) this.#events.defect(error)
      return { result: { outcome: 'failed', answer: answer ?? { kind: 'broken' } }, error }
    }
  }

  async #end(row: CommandRow, result: ChangeResult, error: unknown): Promise<Answer> {
    if (this.#closing && result.outcome !== 'done') throw new StoppedError(row.number)
    const undone = result.outcome === 'done' ? (undoneBy(row.args as CommandArgs) ?? null) : null
    await this.#untilStored(() =>
      this.#services.ledger.end(row.number, result.outcome, result.answer, this.#services.clock.now(), undone),
    )
    const target = undoneBy(row.args as CommandArgs)
    if (target !== undefined) this.#withdrawals.remove(row, target)
    this.#events.ended(row, result, error)
    return result.answer
  }

  #toTask(row: CommandRow): Task {
    const { ledger, confirmations, clock, backend } = this.#services
    return {
      number: row.number,
      admin: row.admin,
      writtenAt: row.writtenAt,
      record: async (plan, items = []) => {
        const recorded = { ...plan, backend: backend.capabilities.name }
        await this.#untilStored(() => ledger.markSent(row.number, recorded, items, clock.now()))
        this.#events.sent(row, plan)
      },
      note: (ends) => this.#untilStored(() => ledger.markItems(row.number, ends)),
      ask: async (plan, again = false) => {
        const digits = String(randomInt(10_000)).padStart(4, '0')
        const expiresAt = clock.steady() + CONFIRMATION_VALID_MS
        await this.#untilStored(() =>
          confirmations.put({
            admin: row.admin,
            digits,
            plan,
            digest: digestOf(plan),
            askedBy: row.number,
            expiresAt,
            triesLeft: CONFIRMATION_TRIES,
          }),
        )
        return { outcome: 'asked', answer: toQuestion(plan, digits, again) }
      },
    }
  }

  async #untilStored<T>(write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write()
      } catch (error) {
        if (!(error instanceof StoreUnavailableError) || this.#closing) throw error
        await sleep(this.#services.clock, STORE_RETRY_MS)
      }
    }
  }
}

/** The process ended before the command did; the ledger still holds it. */
export class StoppedError extends Error {
  constructor(number: number) {
    super(`fenzu stopped before command ${number} had ended`)
    this.name = 'StoppedError'
  }
}

function toQuestion(plan: ConfirmablePlan, digits: string, again: boolean): Answer {
  return again ? { kind: 'confirm-again', plan, digits } : { kind: 'confirm', plan, digits }
}
