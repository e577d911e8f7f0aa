import { safeText } from './safe-text.ts'

/** Facts name commands canonically, in Chinese. */
const COMMAND_NAMES: ReadonlyMap<string, string> = new Map([
  ['帮助', 'help'],
  ['分组', 'groups'],
  ['新建', 'create'],
  ['改名', 'rename'],
  ['删除', 'delete'],
  ['查', 'where'],
  ['移动', 'move'],
  ['批量移动', 'batch'],
  ['接管', 'adopt'],
  ['放手', 'release'],
  ['确认', 'yes'],
  ['取消', 'no'],
  ['撤销', 'undo'],
  ['结果', 'result'],
  ['日志', 'log'],
  ['更多', 'more'],
  ['认领', 'claim'],
  ['管理员', 'admins'],
  ['管理员 邀请', 'admins invite'],
  ['管理员 移除', 'admins remove'],
  ['管理员 角色', 'admins role'],
  ['我', 'whoami'],
  ['语言', 'lang'],
  ['最近', 'recent'],
  ['找', 'find'],
  ['别名', 'alias'],
  ['复制', 'copy'],
  ['组员', 'members'],
  ['状态', 'status'],
  ['同步', 'sync'],
])

/** What a command is called in English. */
export function nameCommand(name: string): string {
  return COMMAND_NAMES.get(name) ?? safeText(name)
}

/** A command as it can be sent, with its English name in place of the canonical one. */
export function inEnglish(command: string): string {
  const [name = '', second = '', ...rest] = command.split(' ')
  const inTwo = COMMAND_NAMES.get(`${name} ${second}`)
  const words =
    inTwo === undefined ? [COMMAND_NAMES.get(name) ?? name, ...command.split(' ').slice(1)] : [inTwo, ...rest]
  return words.join(' ')
}
