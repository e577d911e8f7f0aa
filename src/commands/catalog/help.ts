import type { LocalCommand } from '../command.ts'
import { lackFor } from '../permission.ts'
import { HELP } from '../specs.ts'

/** 帮助: what the asker can say, made from the registry; with a command's name, that command with examples, and who may use it. */
export const help: LocalCommand = {
  kind: 'local',
  spec: HELP,
  answer({ commandName }, admin, { helps, admins }) {
    const command = helps.find(({ name }) => name === commandName)
    if (command !== undefined) {
      const needs = lackFor(admins, admin, command.role)
      return Promise.resolve({ answer: { kind: 'help-one', command, needs } })
    }
    const commands = helps.filter(({ role }) => lackFor(admins, admin, role) === null)
    return Promise.resolve({ answer: { kind: 'help', commands } })
  },
}
