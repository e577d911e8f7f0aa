import { refusalOf } from '../../admins/permission.ts'
import type { Sequencer } from '../../dispatch/order.ts'
import { isSameActor } from '../../domain/actor.ts'
import type { Answer } from '../../domain/answer.ts'
import type { Plan } from '../../groups/changes.ts'
import { toFailureAnswer } from '../../groups/failure.ts'
import { LeaseLostError } from '../../store/errors.ts'
import type { CommandRow } from '../../store/ledger.ts'
import type { AcceptedChange, ChangeResult, Question, Task } from '../command.ts'
import type { Registry } from '../registry.ts'
import type { Services } from '../services.ts'
import type { MovingServices } from './moving.ts'
import { goOn, settled } from './resume.ts'
import { untilStored } from '../../store/until-stored.ts'
import { createTask } from './task.ts'
import { refusalToUndo } from './undo/permission.ts'
import { toStep, type SteppedBack } from './undo/steps.ts'
import { Withdrawals } from './undo/withdrawals.ts'

/** What running needs besides the commands' own services. */
export type RunnerServices = MovingServices & Pick<Services, 'admins' | 'confirmations' | 'changes'>

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
  readonly #services: RunnerServices
  readonly #order: Sequencer
  readonly #events: RunnerEvents
  readonly #settleMs: number
  readonly #withdrawals = new Withdrawals()
  #closing = false

  /** @param settleMs how long after a command was about to be sent another process may still be sending it */
  constructor(registry: Registry, services: RunnerServices, order: Sequencer, events: RunnerEvents, settleMs = 0) {
    this.#settleMs = settleMs
    this.#registry = registry
    this.#services = services
    this.#order = order
    this.#events = events
  }

  /**
   * Runs an accepted change, if its actor may still do it when its turn comes; resolves with its final answer when that is on
   * disk. What has begun is finished, whatever becomes of its actor. An undo withdraws what has not begun from now on.
   */
  start(row: CommandRow, accepted: AcceptedChange): Promise<Answer> {
    this.#announce(row, accepted)
    return this.#enter(row, accepted.scope, async () => {
      const withdrawn = await this.#withdrawalOf(row)
      if (withdrawn !== undefined) return this.#end(row, withdrawn, undefined, accepted)
      const refused = refusalOf(this.#services.admins, row.actor, accepted.work.spec)
      if (refused !== undefined) return this.#end(row, { outcome: 'refused', answer: refused }, undefined, accepted)
      const { result, error } = await this.#attempt(async () => {
        const mayNot = await this.#refusalToUndo(row, accepted)
        if (mayNot !== undefined) return { outcome: 'refused', answer: mayNot }
        return accepted.run(this.#toTask(row))
      }, accepted.scope.openids)
      return this.#end(row, result, error, accepted)
    })
  }

  /** Asks the platform, behind the changes that were accepted before. Nothing is recorded. */
  read({ openids, run }: Question): Promise<Answer> {
    return this.#order.enter('shared', openids, async () => {
      const { result } = await this.#attempt(async () => ({ outcome: 'done', answer: await run() }), openids)
      return result.answer
    })
  }

  /** Takes up what an earlier process left behind, in the order of the numbers; each resolves with its final answer. */
  resumeAll(rows: readonly CommandRow[]): { row: CommandRow; final: Promise<Answer> }[] {
    const left = rows.map((row) => ({ row, accepted: this.#acceptedOf(row) }))
    for (const { row, accepted } of left) if (accepted !== undefined) this.#announce(row, accepted)
    return left.map(({ row, accepted }) => ({ row, final: this.#resume(row, accepted) }))
  }

  /**
   * Takes up, in its old place, a command that an earlier process left behind. One that was not sent is run. One that was
   * sent may have happened: the platform is asked once, and only if it says no is the command run again.
   */
  #resume(row: CommandRow, accepted: AcceptedChange | undefined): Promise<Answer> {
    const command = this.#registry.find(row.command)
    if (command?.kind === 'read') {
      return this.read(command.question(row.args)).then((answer) => this.endRead(row, answer))
    }
    if (accepted === undefined) {
      return this.#enter(row, NOBODY, () =>
        this.#end(row, { outcome: 'failed', answer: { kind: 'interrupted' } }, undefined),
      )
    }
    if (row.state === 'accepted') return this.start(row, accepted)
    return this.#enter(row, accepted.scope, async () => {
      await settled(row, this.#settleMs, this.#services.clock)
      const { result, error } = await this.#attempt(
        () => goOn(row, accepted, this.#toTask(row), this.#services),
        accepted.scope.openids,
      )
      return this.#end(row, result, error, accepted)
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

  #enter<T>({ number }: CommandRow, { kind, openids }: AcceptedChange['scope'], work: () => Promise<T>): Promise<T> {
    return this.#order.enter(kind, openids, () => this.#events.during(number, work))
  }

  /** The change that a row holds; undefined when no command takes it up, whatever the reason. */
  #acceptedOf(row: CommandRow): AcceptedChange | undefined {
    try {
      return this.#registry.acceptedOf(row)
    } catch (error) {
      this.#events.defect(error)
      return undefined
    }
  }

  /** From its acceptance on, an undo withdraws what has not begun. */
  #announce(row: CommandRow, { undoes }: AcceptedChange): void {
    if (undoes !== undefined) this.#withdrawals.add(row, undoes)
  }

  /** How a command ends that is withdrawn before it has begun, by somebody who may do so now. */
  async #withdrawalOf(row: CommandRow): Promise<ChangeResult | undefined> {
    for (const by of this.#withdrawals.of(row.number)) {
      const refused = await this.#untilStored(() => refusalToUndo(this.#asked(), by.actor, row))
      if (refused !== undefined) continue
      return {
        outcome: 'withdrawn',
        answer: { kind: 'withdrawn', by: isSameActor(by.actor, row.actor) ? null : by.number },
      }
    }
    return undefined
  }

  /** Whether its actor may still take back what an undo, or the confirmation of one, is about; what it has withdrawn already stays so. */
  async #refusalToUndo({ actor }: CommandRow, { undoes }: AcceptedChange): Promise<Answer | undefined> {
    const row = undoes === undefined ? undefined : await this.#services.ledger.find(undoes)
    return row === undefined || row.outcome === 'withdrawn' ? undefined : refusalToUndo(this.#asked(), actor, row)
  }

  #asked() {
    const { admins, ledger } = this.#services
    return { admins, ledger, commands: this.#registry }
  }

  async #attempt(
    run: () => Promise<ChangeResult>,
    openids: readonly string[],
  ): Promise<{ result: ChangeResult; error: unknown }> {
    try {
      return { result: await run(), error: undefined }
    } catch (error) {
      // Whoever has taken over finds out how it ended.
      if (error instanceof LeaseLostError) throw error
      const [only = null] = openids.length === 1 ? openids : []
      const answer = toFailureAnswer(error, this.#services.clock.now(), only)
      if (answer === undefined) this.#events.defect(error)
      return { result: { outcome: 'failed', answer: answer ?? { kind: 'broken' } }, error }
    }
  }

  async #end(row: CommandRow, result: ChangeResult, error: unknown, accepted?: AcceptedChange): Promise<Answer> {
    if (this.#closing && result.outcome !== 'done') throw new StoppedError(row.number)
    const undoes = accepted?.undoes
    const { ledger, clock } = this.#services
    const told: SteppedBack =
      undoes === undefined
        ? { result }
        : await this.#untilStored(() => toStep(undoes, result, { ledger, commands: this.#registry }))
    const { outcome, answer } = told.result
    await this.#untilStored(() => ledger.end(row.number, outcome, answer, clock.now(), told.steps, result.stands))
    if (undoes !== undefined) this.#withdrawals.remove(row, undoes)
    this.#events.ended(row, told.result, error)
    return answer
  }

  #toTask(row: CommandRow): Task {
    return createTask(row, this.#services, {
      untilStored: (write) => this.#untilStored(write),
      sent: (plan) => {
        this.#events.sent(row, plan)
      },
    })
  }

  async #untilStored<T>(write: () => Promise<T>): Promise<T> {
    return untilStored(write, this.#services.clock, () => this.#closing)
  }
}

const NOBODY: AcceptedChange['scope'] = { kind: 'shared', openids: [] }

/** The process ended before the command did; the ledger still holds it. */
export class StoppedError extends Error {
  constructor(number: number) {
    super(`fenzu stopped before command ${number} had ended`)
    this.name = 'StoppedError'
  }
}
