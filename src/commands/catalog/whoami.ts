import type { LocalCommand } from '../command.ts'
import { WHOAMI } from '../specs.ts'

/** 我: what the asker is here, and how much they have changed: as many as 日志 我 lists. */
export const whoami: LocalCommand = {
  kind: 'local',
  spec: WHOAMI,
  async answer(_args, admin, { admins, ledger }) {
    const operations = await ledger.countOf(admin)
    const role = admins.roleOf(admin) ?? 'viewer'
    return { answer: { kind: 'whoami', openid: admin, role, language: admins.languageOf(admin), operations } }
  },
}
