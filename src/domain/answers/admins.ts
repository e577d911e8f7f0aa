import type { CannotChangeAdmin, Language } from '../facts.ts'
import type { Role } from '../role.ts'

/** Facts about those who command, and what they may. */
export type AdminAnswer =
  /** `since` is null for those whom the settings name; `whole`: the asker may do something about them. */
  | { kind: 'admins'; admins: { openid: string; role: Role; since: number | null }[]; whole: boolean }
  | { kind: 'whoami'; openid: string; role: Role; language: Language; operations: number }
  /** `unmanaged`: how many tags there are that fenzu does not manage, for an owner. */
  | { kind: 'claimed'; role: Role; unmanaged?: number }
  /** A code that would give nothing that one has not. */
  | { kind: 'already-admin'; role: Role }
  | { kind: 'wrong-code' }
  /** Never stored: the code is in it. */
  | { kind: 'invited'; code: string; role: Role; untilAt: number }
  | { kind: 'too-many-invitations'; limit: number }
  /** How the ledger tells that somebody used an invitation. */
  | { kind: 'joined'; openid: string; role: Role; by: string }
  | { kind: 'admin-removed'; openid: string; role: Role }
  | { kind: 'role-changed'; openid: string; from: Role; to: Role }
  | { kind: 'role-already'; openid: string; role: Role }
  | { kind: 'cannot-change-admin'; openid: string; reason: CannotChangeAdmin }
  /** Nobody gives a role that is not below their own. */
  | { kind: 'role-too-high'; role: Role }
  /** `role` is what the asker has; null when it was lost after the command had been accepted. */
  | { kind: 'not-allowed'; command: string; role: Role | null; needs: Role }
