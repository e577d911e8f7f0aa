import { randomBytes } from 'node:crypto'
import type { Clock } from '../domain/clock.ts'
import { isBelow, isEnough, type Role } from '../domain/role.ts'
import type { Invitation, Invitations, Joining } from '../store/ledger.ts'
import type { AdminBook } from './admin-book.ts'
import { CODE_VALID_MS, hashOf, isSameHash, makeCode } from './one-time-code.ts'
import { CLAIM } from './specs.ts'
import { Tries, TRIES_OF_ALL } from './tries.ts'

/** Invitations that can wait at once: each is one more code to hit by chance. */
export const MOST_INVITATIONS = 10

export interface ClaimEvents {
  invited(by: string, role: Role): void
  joined(openid: string, role: Role, by: string | null): void
  /** So many wrong codes came that none is looked at until then. */
  claimsLocked(untilAt: number): void
}

export interface ClaimParts {
  readonly admins: AdminBook
  readonly invitations: Invitations
  readonly clock: Clock
  readonly events: ClaimEvents
}

export type Invited =
  | { readonly kind: 'invited'; readonly code: string; readonly untilAt: number }
  | { readonly kind: 'locked'; readonly untilAt: number }
  | { readonly kind: 'too-many' }

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
 * Guessing: five tries an openid for each sort. For invitations twenty wrong ones of everybody together lock all of them
 * for an hour. The operator's code has no such lock, because four followers could then keep the account without an owner
 * for ever; it lives ten minutes and is one of 31⁸. An openid that has no tries left does not count for the others' limit.
 *
 * An invitation is good only as long as who made it is still an admin above the role that it gives.
 */
export class Claims {
  readonly #parts: ClaimParts
  readonly #invitations: Invitation[]
  readonly #operatorTries: Tries
  readonly #tries: Tries
  #operatorCode: { readonly hash: string; readonly expiresAt: number } | undefined

  private constructor(parts: ClaimParts, live: readonly Invitation[]) {
    this.#parts = parts
    this.#invitations = [...live]
    this.#operatorTries = new Tries(parts.clock, null)
    this.#tries = new Tries(parts.clock, TRIES_OF_ALL)
  }

  /** Takes up the invitations that an earlier process left; those that have expired are deleted. */
  static async open(parts: ClaimParts): Promise<Claims> {
    return new Claims(parts, await parts.invitations.live(parts.clock.now()))
  }

  /** Whether there is any code to look for in a text. */
  get open(): boolean {
    return this.#liveOperatorCode() !== undefined || this.#live().length > 0
  }

  /** Makes the code for the first owner and returns it, to be shown to the operator once; the one before is void. */
  issueFirst(): string {
    const code = makeCode()
    this.#operatorCode = { hash: hashOf(code), expiresAt: this.#parts.clock.now() + CODE_VALID_MS }
    return code
  }

  /** Makes an invitation; the code is in the answer and nowhere else. Rejects with StoreUnavailableError. */
  async invite(role: Role, by: string): Promise<Invited> {
    const { clock, invitations, events } = this.#parts
    const { lockedUntil } = this.#tries
    if (lockedUntil !== null) return { kind: 'locked', untilAt: lockedUntil }
    if (this.#live().length >= MOST_INVITATIONS) return { kind: 'too-many' }
    const code = makeCode()
    const now = clock.now()
    const invitation = { hash: hashOf(code), role, madeBy: by, expiresAt: now + CODE_VALID_MS }
    await invitations.add(invitation, now)
    this.#invitations.push(invitation)
    events.invited(by, role)
    return { kind: 'invited', code, untilAt: invitation.expiresAt }
  }

  /** Looks at a code. Whatever is wrong with it, the store is not asked. Rejects with StoreUnavailableError. */
  async redeem(openid: string, code: string): Promise<Redeemed> {
    const hash = hashOf(code)
    if (this.#isOperators(openid, hash)) return this.#claim(openid)
    const invitation = this.#find(openid, hash)
    if (invitation === undefined) return { kind: 'wrong' }
    const own = this.#parts.admins.roleOf(openid)
    return own !== undefined && isEnough(own, invitation.role)
      ? { kind: 'kept', role: own }
      : this.#join(openid, invitation)
  }

  #isOperators(openid: string, hash: string): boolean {
    const waiting = this.#liveOperatorCode()
    if (waiting === undefined || !this.#operatorTries.admits(openid)) return false
    if (isSameHash(waiting.hash, hash)) return true
    this.#operatorTries.countWrong(openid)
    return false
  }

  /** All of them are compared, whichever it is. */
  #find(openid: string, hash: string): Invitation | undefined {
    const live = this.#live()
    if (live.length === 0 || !this.#tries.admits(openid)) return undefined
    const [found] = live.filter((one) => isSameHash(one.hash, hash))
    if (found === undefined && this.#tries.countWrong(openid)) {
      this.#parts.events.claimsLocked(this.#tries.lockedUntil ?? 0)
    }
    return found
  }

  async #claim(openid: string): Promise<Redeemed> {
    const { admins, clock, events } = this.#parts
    if (!(await admins.claim(openid, clock.now()))) return { kind: 'wrong' }
    this.#operatorCode = undefined
    events.joined(openid, 'owner', null)
    return { kind: 'joined', role: 'owner' }
  }

  async #join(openid: string, invitation: Invitation): Promise<Redeemed> {
    const { admins, clock, events, invitations } = this.#parts
    const now = clock.now()
    const role = await admins.join(invitations, invitation, openid, now, (used) => toJoining(used, openid, now))
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
    const isLive = code !== undefined && this.#parts.clock.now() < code.expiresAt && this.#parts.admins.owners === 0
    return isLive ? code : undefined
  }

  #live(): Invitation[] {
    const now = this.#parts.clock.now()
    for (const one of this.#invitations.filter(({ expiresAt }) => expiresAt <= now)) this.#drop(one)
    return this.#invitations.filter(({ role, madeBy }) => {
      const maker = this.#parts.admins.roleOf(madeBy)
      return maker !== undefined && isBelow(role, maker)
    })
  }
}

/** How the ledger tells it; under a key of its own, so that neither the code nor its hash is there. */
function toJoining({ role, madeBy }: Invitation, openid: string, at: number): Joining {
  return {
    command: {
      kind: 'change',
      admin: openid,
      dedupeKey: `joined ${randomBytes(12).toString('hex')}`,
      writtenAt: at,
      acceptedAt: at,
      command: CLAIM.name,
      args: {},
      asked: { command: CLAIM.name, target: '', openid },
      openids: [...new Set([openid, madeBy])],
    },
    answer: { kind: 'joined', openid, role, by: madeBy },
  }
}
