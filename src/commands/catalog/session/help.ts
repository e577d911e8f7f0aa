import { adminOf } from '../../../domain/actor.ts'
import { z } from 'zod'
import { lackFor } from '../../../admins/permission.ts'
import type { HelpTask } from '../../../domain/answer.ts'
import { defineLocal } from '../../define.ts'
import { commandName } from '../../reading/arguments/keyword.ts'
import { isUseful, readNamesHere, writeHere } from './examples.ts'
import { TASKS } from './tasks.ts'

/** Tasks that are shown; each has a number to be asked for by. */
const MOST_TASKS = 6

/**
 * 帮助: what the asker is most likely to do, as it would be typed on this account; 全部 for every command; with a command's
 * name, that command with examples, and who may use it.
 */
export const help = defineLocal({
  spec: {
    name: '帮助',
    english: 'help',
    names: ['帮助', 'help', '?'],
    reader: commandName,
    role: 'viewer',
    explains: true,
    summary: {
      zh: '查看能做什么、全部命令，或某个命令的用法',
      en: 'shows what can be done, all commands, or explains one',
    },
    examples: ['帮助', '帮助 全部', '帮助 移动', 'help', 'help all', 'help move'],
  },
  args: z.object({
    commandName: z.string().exactOptional(),
    all: z.literal(true).exactOptional(),
    page: z.number().exactOptional(),
  }),
  needs: ['helps', 'admins', 'people', 'list', 'ledger', 'clock', 'backend', 'kept'],

  async answer({ commandName: asked, all, page }, { openid }, services) {
    const { helps, admins } = services
    const names = await readNamesHere(openid, services)
    const actor = adminOf(openid)
    const command = helps.find(({ name }) => name === asked)
    if (command !== undefined) {
      const needs = lackFor(admins, actor, command.role)
      return { answer: { kind: 'help-one', command: writeHere(command, names), needs } }
    }
    const commands = helps
      .filter((one) => lackFor(admins, actor, one.role) === null && isUseful(one, services))
      .map((one) => writeHere(one, names))
    if (all === true) return { answer: { kind: 'help-all', commands, ...(page === undefined ? {} : { page }) } }
    const tasks = TASKS.flatMap(({ command: name, title, only }): HelpTask[] => {
      const found = commands.find((one) => one.name === name)
      return found === undefined || (only === 'unmanaged' && names.unmanaged.length === 0)
        ? []
        : [{ command: found, title }]
    })
    return { answer: { kind: 'help', tasks: tasks.slice(0, MOST_TASKS) } }
  },
})
