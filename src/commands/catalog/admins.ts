import type { LocalCommand } from '../command.ts'
import { ADMINS } from '../specs.ts'

/** 管理员 列表: who may command. */
export const admins: LocalCommand = {
  kind: 'local',
  spec: ADMINS,
  answer: (_args, _admin, { admins: book }) => Promise.resolve({ answer: { kind: 'admins', admins: book.list() } }),
}
