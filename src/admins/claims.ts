import { adminOf } from '../domain/actor.ts'
import { isAhead, later, timeOfDayIn, type Clock, type Monotonic } from '../domain/clock.ts'
import { isBelow, isEnough, type Role } from '../domain/role.ts'
import type { Invitation, Invitations, Joining } from '../store/invitations.ts'
import type { Roster } from './roster.ts'
import { CODE_VALID_MS, deriveCode, hashOf, isSameHash, makeCode } from './one-time-code.ts'
import { Tries } from './tries.ts'

/** The command by which somebody joins. */
export const JOINING = '认领'

/** Invitations of one owner that can wait at once: each is one more code to hit by chance. */
export const MOST_INVITATIONS = 10

export interface ClaimEvents {
  invited(by: string, role: Role): void
  joined(openid: string, role: Role, by: string | null): void
  /** Somebody sent so many wrong codes that none of theirs is looked at for an hour. */
  claimsGuessed(openid: string): void
}

export interface ClaimParts {
  readonly admins: Roster
  readonly invitations: Invitations
  readonly clock: Clock
  readonly events: ClaimEvents
  /** Known to nobody who does not run the account; the codes of invitations are made with it. */
  readonly secret: string
}

export type Invited =
  { readonly kind: 'invited'; readonly code: string; readonly untilAt: number } | { readonly kind: 'too-many' }

/** The text that brought a code: its key, and when it was written by the platform's clock, in ms (whole seconds). */
export interface CodeMessage {
  readonly dedupeKey: string
  readonly writtenAt: number
}

/** What a code did: a role; `kept` when its owner had as high a one, and it was not used up; `wrong` for every other reason. */
export type Redeemed =
  | { readonly kind: 'joined'; readonly role: Role }
  | { readonly kind: 'kept'; readonly role: Role }
  | { readonly kind: 'wrong' }

/**
 * One-time codes, by which somebody becomes an admin (认领). There are two sorts. While nobody owns the account, a start
 * shows one to the operator: whoever texts it is the owner. And an owner can make one for somebody else (管理员 邀请). Of both
 * only a hash is kept, for ten minutes; a restart makes a new code for the operator and keeps the invitations.
 *
 * Guessing: five tries an hour for each openid and sort, and a code is one of 31⁸ for ten minutes. Nobody's wrong codes count
 * for others: a limit that is shared is one that a few followers could use up for all.
 *
 * A message that is delivered again, also to the next process, gets the code that it got, and its joining is recorded under
 * its own key, so that it is answered as it was.
 *
 * An invitation is good only as long as who made it is still an admin above the role that it gives.
 */
export class Claims {
  readonly #parts: ClaimParts
  readonly #invitations: Invitation[]
  readonly #operatorTries: Tries
  readonly #tries: Tries
  #operatorCode: { readonly hash: string; readonly expiresAt: Monotonic } | undefined

  private constructor(parts: ClaimParts, live: readonly Invitation[]) {
    this.#parts = parts
    this.#invitations = [...live]
    this.#operatorTries = new Tries(parts.clock)
    this.#tries = new Tries(parts.clock)
  }

  /** Takes up the invitations that an earlier process left; those that have expired are deleted. */
  static async open(parts: ClaimParts): Promise<Claims> {
    const { clock, invitations } = parts
    const live = await invitations.live(clock.steady())
    return new Claims(
      parts,
      live.filter(({ expiresAt }) => isAhead(clock, expiresAt, CODE_VALID_MS)),
    )
  }

  /** Whether there is any code to look for in a text. */
  get open(): boolean {
    return this.#liveOperatorCode() !== undefined || this.#live().length > 0
  }

  /** Makes the code for the first owner and returns it, to be shown to the operator once; the one before is void. */
  issueFirst(): string {
    const code = makeCode()
    this.#operatorCode = { hash: hashOf(code), expiresAt: later(this.#parts.clock.elapsed(), CODE_VALID_MS) }
    return code
  }

  /**
   * Makes an invitation; the code is in the answer and nowhere else. The same `message`, delivered again, finds the one that it
   * made. Rejects with StoreUnavailableError.
   */
  async invite(role: Role, by: string, message: string): Promise<Invited> {
    const { clock, invitations, events, secret } = this.#parts
    const code = deriveCode(secret, message)
    const hash = hashOf(code)
    const live = this.#live().filter(({ madeBy }) => madeBy === by)
    const made = live.find((one) => one.hash === hash)
    if (made !== undefined)
      return { kind: 'invited', code, untilAt: timeOfDayIn(clock, made.expiresAt - clock.steady()) }
    if (live.length >= MOST_INVITATIONS) return { kind: 'too-many' }
    const now = clock.steady()
    const invitation = { hash, role, madeBy: by, expiresAt: now + CODE_VALID_MS }
    await invitations.add(invitation, now)
    this.#invitations.push(invitation)
    events.invited(by, role)
    return { kind: 'invited', code, untilAt: timeOfDayIn(clock, CODE_VALID_MS) }
  }

  /** Looks at the code in a `message`. Whatever is wrong with it, the store is not asked. Rejects with StoreUnavailableError. */
  redeem(openid: string, code: string, message: CodeMessage): Promise<Redeemed> {
    return this.redeemHashed(openid, hashOf(code), message)
  }

  /** The same for a code of which only the hash came, because another process received it. */
  async redeemHashed(openid: string, hash: string, message: CodeMessage): Promise<Redeemed> {
    if (this.#isOperators(openid, hash)) return this.#claim(openid)
    const invitation = this.#find(openid, hash)
    if (invitation === undefined) return { kind: 'wrong' }
    const own = this.#parts.admins.roleOf(openid)
    return own !== undefined && isEnough(own, invitation.role)
      ? { kind: 'kept', role: own }
      : this.#join(openid, invitation, message)
  }

  #isOperators(openid: string, hash: string): boolean {
    const waiting = this.#liveOperatorCode()
    if (waiting === undefined || !this.#operatorTries.admits(openid)) return false
    if (isSameHash(waiting.hash, hash)) return true
    if (this.#operatorTries.countWrong(openid)) this.#parts.events.claimsGuessed(openid)
    return false
  }

  /** All of them are compared, whichever it is. */
  #find(openid: string, hash: string): Invitation | undefined {
    const live = this.#live()
    if (live.length === 0 || !this.#tries.admits(openid)) return undefined
    const [found] = live.filter((one) => isSameHash(one.hash, hash))
    if (found === undefined && this.#tries.countWrong(openid)) this.#parts.events.claimsGuessed(openid)
    return found
  }

  async #claim(openid: string): Promise<Redeemed> {
    const { admins, clock, events } = this.#parts
    if (!(await admins.claim(openid, clock.now()))) return { kind: 'wrong' }
    this.#operatorCode = undefined
    events.joined(openid, 'owner', null)
    return { kind: 'joined', role: 'owner' }
  }

  async #join(openid: string, invitation: Invitation, message: CodeMessage): Promise<Redeemed> {
    const { admins, clock, events, invitations } = this.#parts
    const now = clock.now()
    const role = await admins.join(invitations, invitation, openid, now, (used) =>
      toJoining(used, openid, now, message),
    )
    this.#drop(invitation)
    if (role === undefined) return { kind: 'wrong' }
    events.joined(openid, role, invitation.madeBy)
    return { kind: 'joined', role }
  }

  #drop(invitation: Invitation): void {
    const at = this.#invitations.indexOf(invitation)
    if (at >= 0) this.#invitations.splice(at, 1)
  }

  #liveOperatorCode(): { readonly hash: string } | undefined {
    const code = this.#operatorCode
    const isLive = code !== undefined && this.#parts.clock.elapsed() < code.expiresAt && this.#parts.admins.owners === 0
    return isLive ? code : undefined
  }

  #live(): Invitation[] {
    const now = this.#parts.clock.steady()
    for (const one of this.#invitations.filter(({ expiresAt }) => expiresAt <= now)) this.#drop(one)
    return this.#invitations.filter(({ role, madeBy }) => {
      const maker = this.#parts.admins.roleOf(madeBy)
      return maker !== undefined && isBelow(role, maker)
    })
  }
}

/** How the ledger tells it: under the key of the message, and with neither the code nor its hash. */
function toJoining({ role, madeBy }: Invitation, openid: string, at: number, message: CodeMessage): Joining {
  return {
    command: {
      kind: 'change',
      actor: adminOf(openid),
      dedupeKey: message.dedupeKey,
      writtenAt: message.writtenAt,
      acceptedAt: at,
      command: JOINING,
      args: {},
      asked: { command: JOINING, target: '', openid },
      openids: [...new Set([openid, madeBy])],
    },
    answer: { kind: 'joined', openid, role, by: madeBy },
  }
}
