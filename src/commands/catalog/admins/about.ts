import { z } from 'zod'
import { roleOf } from '../../../admins/permission.ts'
import type { Roster } from '../../../admins/roster.ts'
import { personOf, type Actor } from '../../../domain/actor.ts'
import type { CannotChangeAdmin } from '../../../domain/answer.ts'
import { isBelow } from '../../../domain/role.ts'
import type { ChangeResult, Prepared, Scope } from '../../command.ts'
import * as stored from '../../schemas.ts'

/*
 * What commands about one admin have in common.
 */

/** An admin, by openid or as `self`. */
export const oneAdmin = { openid: stored.openid.exactOptional(), self: z.literal(true).exactOptional() }

/** Accepts a command about one admin, with 我 read as whoever asks; the ledger names them by openid. */
export function prepareAbout(
  command: string,
  { self, openid: named, ...rest }: { readonly openid?: string; readonly self?: true },
  actor: Actor,
): Prepared {
  const openid = self === true ? personOf(actor) : named
  if (openid === undefined) {
    return { kind: 'answer', answer: { kind: 'cannot-change-admin', openid: '', reason: 'no-admin' } }
  }
  return { kind: 'change', args: { ...rest, openid }, asked: { command, target: '', openid }, scope: scopeOf(openid) }
}

export function scopeOf(openid: string | undefined): Scope {
  return { kind: 'barrier', openids: openid === undefined ? [] : [openid] }
}

/** Why somebody may not change another admin; undefined when they may. */
export function faultOf(admins: Roster, actor: Actor, openid: string): CannotChangeAdmin | undefined {
  const [own, role] = [roleOf(admins, actor), admins.roleOf(openid)]
  if (role === undefined) return 'no-admin'
  if (admins.isNamedInSettings(openid)) return 'in-settings'
  return own !== undefined && isBelow(role, own) ? undefined : 'not-below'
}

export function refuseChange(openid: string, reason: CannotChangeAdmin): ChangeResult {
  return { outcome: 'refused', answer: { kind: 'cannot-change-admin', openid, reason } }
}
