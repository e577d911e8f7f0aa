import type { LocalCommand } from '../command.ts'
import { HELP } from '../specs.ts'

/** 帮助: what can be said, made from the registry; with a command's name, that command with examples. */
export const help: LocalCommand = {
  kind: 'local',
  spec: HELP,
  answer({ commandName }, _admin, { helps }) {
    const command = helps.find(({ name }) => name === commandName)
    return Promise.resolve({
      answer: command === undefined ? { kind: 'help', commands: [...helps] } : { kind: 'help-one', command },
    })
  },
}
