import { FenzuError, type Hint } from '../domain/errors.ts'

/** The interface is stopped: its daily quota is spent, or it was refused for good several times. Nothing was sent. */
export class InterfaceStoppedError extends FenzuError {
  readonly code = 'dispatch.interface-stopped'
  readonly interfaceName: string
  readonly reason: 'day-quota' | 'permanent'
  /** When it is tried again at the latest. */
  readonly untilAt: number
  /** The refusal that stopped it. */
  readonly refusal: Error | undefined
  /** For whoever asks whether a change may have happened: it can't have. */
  readonly mayHaveHappened = false

  constructor(
    interfaceName: string,
    reason: 'day-quota' | 'permanent',
    untilAt: number,
    refusal: Error | undefined,
    hint?: Hint,
  ) {
    super(`${interfaceName} is stopped until ${new Date(untilAt).toISOString()}`, { hint })
    this.interfaceName = interfaceName
    this.reason = reason
    this.untilAt = untilAt
    this.refusal = refusal
  }
}
