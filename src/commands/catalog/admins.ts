import { isEnough } from '../../domain/role.ts'
import type { LocalCommand } from '../command.ts'
import { ADMINS, DISMISS } from '../specs.ts'

/** 管理员 列表: who may command, and as what. Whoever may remove one sees whole openids, to write them. */
export const admins: LocalCommand = {
  kind: 'local',
  spec: ADMINS,
  answer(_args, admin, { admins: book }) {
    const role = book.roleOf(admin)
    const whole = role !== undefined && isEnough(role, DISMISS.role)
    return Promise.resolve({ answer: { kind: 'admins', admins: book.list(), whole } })
  },
}
