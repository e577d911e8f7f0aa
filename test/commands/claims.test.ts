import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminOf } from '../../src/domain/actor.ts'
import { Roster } from '../../src/admins/roster.ts'
import { Claims, MOST_INVITATIONS, type ClaimEvents } from '../../src/admins/claims.ts'
import { CODE_VALID_MS } from '../../src/admins/one-time-code.ts'
import { TRIES_WITHIN_MS } from '../../src/admins/tries.ts'
import type { Store } from '../../src/store/store.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { ManualClock } from '../support/manual-clock.ts'

const OWNER = 'oAdmin_Sandbox_0000000000001'
const A = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const B = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const WRONG = '2222-2222'
const WRITTEN_AT = 1_700_000_000_000

let clock: ManualClock
let store: Store
let admins: Roster
let claims: Claims
let guessed: string[]
let messages = 0

const somebody = (number: number) => `o${String(number).padStart(27, '0')}`
const events: ClaimEvents = {
  invited: () => undefined,
  joined: () => undefined,
  claimsGuessed: (openid) => void guessed.push(openid),
}

/** As a start does, on the same store. */
async function start(owners: readonly string[]): Promise<void> {
  admins = await Roster.open(store.admins, owners)
  claims = await Claims.open({ admins, invitations: store.invitations, clock, events, secret: 'secret' })
}

/** Texts a code, in a message of its own. */
function redeem(openid: string, code: string): ReturnType<Claims['redeem']> {
  messages += 1
  return claims.redeem(openid, code, { dedupeKey: `message ${messages}`, writtenAt: WRITTEN_AT })
}

function inviteBy(by: string, role: 'admin' | 'viewer' = 'admin'): ReturnType<Claims['invite']> {
  messages += 1
  return claims.invite(role, by, `message ${messages}`)
}

async function invite(role: 'admin' | 'viewer' = 'admin', by = OWNER): Promise<string> {
  const invited = await inviteBy(by, role)
  if (invited.kind !== 'invited') throw new Error(`no invitation: ${invited.kind}`)
  return invited.code
}

beforeEach(async () => {
  clock = new ManualClock()
  guessed = []
  store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock })
})
afterEach(async () => {
  await store.close()
})

describe("the operator's code", () => {
  beforeEach(() => start([]))

  it('is good once, however it is typed', async () => {
    const code = claims.issueFirst()
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/)
    expect(await redeem(A, code.toLowerCase().replace('-', ' '))).toEqual({ kind: 'joined', role: 'owner' })
    expect(await redeem(B, code)).toEqual({ kind: 'wrong' })
    expect(claims.open).toBe(false)
    expect(admins.roleOf(A)).toBe('owner')
  })

  it('is refused after ten minutes, and so is one that was never issued', async () => {
    expect(await redeem(A, 'AAAA-AAAA')).toEqual({ kind: 'wrong' })
    const code = claims.issueFirst()
    await clock.advance(CODE_VALID_MS)
    expect(claims.open).toBe(false)
    expect(await redeem(A, code)).toEqual({ kind: 'wrong' })
  })

  it('is void when a new one was made', async () => {
    const old = claims.issueFirst()
    const renewed = claims.issueFirst()
    expect(await redeem(A, old)).toEqual({ kind: 'wrong' })
    expect(await redeem(A, renewed)).toEqual({ kind: 'joined', role: 'owner' })
  })

  it('makes one owner of two who text it at once (T21)', async () => {
    const code = claims.issueFirst()
    const ends = await Promise.all([redeem(A, code), redeem(B, code)])
    expect(ends.map(({ kind }) => kind).sort()).toEqual(['joined', 'wrong'])
    expect(admins.owners).toBe(1)
  })

  it('has five tries for each openid, and nobody can shut it for the others (T21)', async () => {
    const code = claims.issueFirst()
    for (let number = 0; number < 100_000; number += 1) await redeem(somebody(Math.floor(number / 5)), WRONG)
    expect(await redeem(somebody(19_999), code)).toEqual({ kind: 'wrong' })
    expect(await redeem(A, code)).toEqual({ kind: 'joined', role: 'owner' })
  })

  it('makes an owner of an admin while there is no owner', async () => {
    await start([OWNER])
    await redeem(A, await invite())
    await start([])
    const code = claims.issueFirst()
    expect(await redeem(A, code)).toEqual({ kind: 'joined', role: 'owner' })
    await start([])
    expect(admins.roleOf(A)).toBe('owner')
  })
})

describe('an invitation', () => {
  beforeEach(() => start([OWNER]))

  it('makes an admin of whoever texts it, once', async () => {
    const code = await invite()
    expect(claims.open).toBe(true)
    expect(await redeem(A, code)).toEqual({ kind: 'joined', role: 'admin' })
    expect(await redeem(B, code)).toEqual({ kind: 'wrong' })
    expect(claims.open).toBe(false)
    expect(admins.list()).toEqual([
      { openid: OWNER, role: 'owner', since: null },
      { openid: A, role: 'admin', since: clock.now() },
    ])
  })

  it('stand in the ledger with the time of their text, so that a move of the same second is not older than they are', async () => {
    await start([OWNER])
    await redeem(A, await invite())
    expect(await store.ledger.hasNewerChange(A, WRITTEN_AT, 1_000)).toBe(false)
    expect(await store.ledger.hasNewerChange(A, WRITTEN_AT - 1, 1_000)).toBe(true)
  })

  it('survives a restart, and what it made too', async () => {
    const code = await invite('viewer')
    await start([OWNER])
    expect(await redeem(A, code)).toEqual({ kind: 'joined', role: 'viewer' })
    await start([OWNER])
    expect(admins.roleOf(A)).toBe('viewer')
    expect(claims.open).toBe(false)
  })

  it('ends after ten minutes, also over a restart, and is then deleted', async () => {
    const code = await invite()
    await clock.advance(CODE_VALID_MS)
    expect(claims.open).toBe(false)
    expect(await redeem(A, code)).toEqual({ kind: 'wrong' })
    await start([OWNER])
    expect(await store.invitations.live(0)).toEqual([])
    expect(await redeem(A, code)).toEqual({ kind: 'wrong' })
  })

  it('makes one admin of two who text it at once (T21)', async () => {
    const code = await invite()
    const ends = await Promise.all([redeem(A, code), redeem(B, code)])
    expect(ends.map(({ kind }) => kind).sort()).toEqual(['joined', 'wrong'])
    expect(admins.list()).toHaveLength(2)
    expect(await store.admins.list()).toHaveLength(1)
  })

  it('is not found by 100,000 guesses, and they lock nobody else out (T21, T34)', async () => {
    const code = await invite()
    for (let number = 0; number < 100_000; number += 1) {
      expect(await redeem(somebody(Math.floor(number / 5)), WRONG)).toEqual({ kind: 'wrong' })
    }
    expect((await inviteBy(OWNER)).kind).toBe('invited')
    expect(await redeem(A, code)).toEqual({ kind: 'joined', role: 'admin' })
  })

  it('has five tries an hour for each openid (T21)', async () => {
    const code = await invite()
    for (let attempt = 0; attempt < 1_000; attempt += 1) await redeem(A, WRONG)
    expect(await redeem(A, code)).toEqual({ kind: 'wrong' })
    expect(guessed).toEqual([A])
    expect(await redeem(B, code)).toEqual({ kind: 'joined', role: 'admin' })
    await clock.advance(TRIES_WITHIN_MS)
    expect(await redeem(A, await invite())).toEqual({ kind: 'joined', role: 'admin' })
  })

  it('gives an admin the higher of both roles, and is not used up for nothing', async () => {
    await redeem(A, await invite('viewer'))
    const since = clock.now()
    await clock.advance(60_000)
    const code = await invite('viewer')
    expect(await redeem(A, code)).toEqual({ kind: 'kept', role: 'viewer' })
    expect(await redeem(A, await invite('admin'))).toEqual({ kind: 'joined', role: 'admin' })
    expect(admins.list()[1]).toEqual({ openid: A, role: 'admin', since })
    expect(await redeem(A, code)).toEqual({ kind: 'kept', role: 'admin' })
    expect(await redeem(B, code)).toEqual({ kind: 'joined', role: 'viewer' })
  })

  it('is void when who made it may no longer give that role (T22)', async () => {
    const code = await invite()
    await start([])
    expect(claims.open).toBe(false)
    expect(await redeem(A, code)).toEqual({ kind: 'wrong' })
    expect(await store.admins.list()).toEqual([])
  })

  it('is one of ten at most for each owner (T34)', async () => {
    await start([OWNER, B])
    for (let number = 0; number < MOST_INVITATIONS; number += 1) await invite()
    expect(await inviteBy(OWNER)).toEqual({ kind: 'too-many' })
    expect((await inviteBy(B)).kind).toBe('invited')
    await clock.advance(CODE_VALID_MS)
    expect((await inviteBy(OWNER)).kind).toBe('invited')
  })

  it('is the same one when its message is delivered again, also to the next process (F40)', async () => {
    const first = await claims.invite('viewer', OWNER, 'one message')
    expect(await claims.invite('viewer', OWNER, 'one message')).toEqual(first)
    await start([OWNER])
    expect(await claims.invite('viewer', OWNER, 'one message')).toEqual(first)
    expect(await store.invitations.live(clock.now())).toHaveLength(1)
    expect(await claims.invite('viewer', OWNER, 'another message')).not.toEqual(first)
  })

  it('leaves in the ledger who joined and who invited them, and nothing of the code', async () => {
    const code = await invite()
    const [waiting] = await store.invitations.live(clock.now())
    await redeem(A, code)
    const rows = await store.ledger.history({ openid: A }, 10, 0)
    expect(rows).toMatchObject([
      { actor: adminOf(A), command: '认领', answer: { kind: 'joined', openid: A, role: 'admin', by: OWNER } },
    ])
    expect(JSON.stringify(rows)).not.toContain(code)
    expect(JSON.stringify(rows)).not.toContain(waiting?.hash)
    expect(await store.ledger.untold(0)).toEqual([])
    expect(await store.ledger.countOf(adminOf(A))).toBe(1)
  })
})

describe('the last owner (T22)', () => {
  it('can not be removed, also when two leave at once', async () => {
    await start([])
    await redeem(A, claims.issueFirst())
    expect(await admins.remove(A)).toBe(false)
    await start([OWNER])
    await redeem(B, await invite())
    await store.admins.setRole(B, 'owner')
    await start([])
    expect(admins.owners).toBe(2)
    expect((await Promise.all([admins.remove(A), admins.remove(B)])).sort()).toEqual([false, true])
    expect(admins.owners).toBe(1)
    expect((await store.admins.list()).map(({ role }) => role)).toEqual(['owner'])
  })

  it('may leave when the settings name another', async () => {
    await start([])
    await redeem(A, claims.issueFirst())
    await start([OWNER])
    expect(await admins.remove(A)).toBe(true)
    expect(admins.owners).toBe(1)
  })
})

describe.each([-5, 5])('codes while somebody sets the time of day by %i hours (F12, F50)', (hours) => {
  const jump = (): void => {
    clock.jump(hours * 3_600_000)
  }

  it("live ten minutes: the operator's", async () => {
    await start([])
    claims.issueFirst()
    jump()
    await clock.advance(CODE_VALID_MS - 1)
    expect(claims.open).toBe(true)
    await clock.advance(1)
    expect(claims.open).toBe(false)
  })

  it('live ten minutes: an invitation, of which the end is told by the wall', async () => {
    await start([OWNER])
    const code = await invite()
    jump()
    expect(await inviteBy(OWNER, 'viewer')).toMatchObject({ untilAt: clock.now() + CODE_VALID_MS })
    await clock.advance(CODE_VALID_MS - 1)
    expect(await redeem(A, code)).toEqual({ kind: 'joined', role: 'admin' })
    const late = await invite()
    jump()
    await clock.advance(CODE_VALID_MS)
    expect(await redeem(B, late)).toEqual({ kind: 'wrong' })
  })

  it('are void after a start, when nobody knows how old they are', async () => {
    await start([OWNER])
    const code = await invite()
    jump()
    clock.restart()
    await start([OWNER])
    expect(claims.open).toBe(false)
    expect(await redeem(A, code)).toEqual({ kind: 'wrong' })
  })
})
