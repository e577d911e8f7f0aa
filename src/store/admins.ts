import type { Language } from '../domain/answer.ts'
import type { Role } from '../domain/role.ts'

export interface AdminRow {
  readonly openid: string
  readonly role: Role
  readonly since: number
}

export interface Admins {
  list(): Promise<AdminRow[]>
  /** Makes the openid an owner only if there is no owner on disk; returns whether it did. */
  addFirst(openid: string, at: number): Promise<boolean>
  /** Gives somebody who is there another role; returns whether they were there. */
  setRole(openid: string, role: Role): Promise<boolean>
  /**
   * Takes somebody out. The last owner stays: unless there are `otherOwners` that the disk does not know, one must remain
   * on it. Returns whether they are gone.
   */
  remove(openid: string, otherOwners: boolean): Promise<boolean>
  languages(): Promise<Map<string, Language>>
  setLanguage(openid: string, language: Language): Promise<void>
}
