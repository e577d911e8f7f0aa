import type { Answer } from '../domain/answer.ts'
import type { Role } from '../domain/role.ts'
import type { NewCommand } from './ledger.ts'

/** A one-time code that waits for whoever was invited: never the code, only its hash. */
export interface Invitation {
  readonly hash: string
  readonly role: Role
  readonly madeBy: string
  readonly expiresAt: number
}

export interface Invitations {
  /** Keeps it, and deletes those that have expired at `now` (by `Clock.steady`, as `expiresAt` is). */
  add(invitation: Invitation, now: number): Promise<void>
  /** Those that have not expired at `now`; the others are deleted. */
  live(now: number): Promise<Invitation[]>
  /**
   * In one transaction: uses the invitation up, makes the openid an admin of its role (or of the one they had, if that is
   * higher) and records that in the ledger as a change that has ended and was told. Returns the role they have now;
   * undefined when the invitation was used: then nothing is done. Whether it has expired, the caller knows.
   */
  redeem(
    hash: string,
    openid: string,
    at: number,
    describe: (invitation: Invitation) => Joining,
  ): Promise<Role | undefined>
}

/** How the ledger tells that somebody became an admin. */
export interface Joining {
  readonly command: NewCommand
  readonly answer: Answer
}
