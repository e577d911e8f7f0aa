import { adminOf } from '../../../domain/actor.ts'
import { z } from 'zod'
import { lackFor } from '../../../admins/permission.ts'
import { defineLocal } from '../../define.ts'
import { commandName } from '../../reading/arguments/keyword.ts'

/** 帮助: what the asker can say, made from the registry; with a command's name, that command with examples, and who may use it. */
export const help = defineLocal({
  spec: {
    name: '帮助',
    english: 'help',
    names: ['帮助', 'help', '?'],
    reader: commandName,
    role: 'viewer',
    explains: true,
    summary: { zh: '查看命令列表，或某个命令的用法', en: 'lists the commands, or explains one' },
    examples: ['帮助', '帮助 移动', 'help', 'help move'],
  },
  args: z.object({ commandName: z.string().exactOptional() }),
  needs: ['helps', 'admins'],

  answer({ commandName: asked }, { openid }, { helps, admins }) {
    const actor = adminOf(openid)
    const command = helps.find(({ name }) => name === asked)
    if (command !== undefined) {
      return { answer: { kind: 'help-one', command, needs: lackFor(admins, actor, command.role) } }
    }
    const commands = helps.filter(({ role }) => lackFor(admins, actor, role) === null)
    return { answer: { kind: 'help', commands } }
  },
})
