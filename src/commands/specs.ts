import { ADMINS, CLAIM, DISMISS, GRANT, INVITE, WHOAMI } from './admin-specs.ts'
import { ALIAS, COPY, FIND, MEMBERS, RECENT, STATUS, SYNC } from './people-specs.ts'
import type { CommandSpec } from './reading.ts'
import { OTHER_OPENID, SAMPLE_OPENID } from './samples.ts'

export * from './admin-specs.ts'
export * from './people-specs.ts'
export { SAMPLE_OPENID } from './samples.ts'

export const HELP: CommandSpec = {
  name: '帮助',
  english: 'help',
  names: ['帮助', 'help', '?'],
  shape: 'command-name?',
  role: 'viewer',
  summary: { zh: '看有哪些命令，或一个命令怎么用', en: 'the commands, or how one of them is used' },
  examples: ['帮助', '帮助 移动', 'help', 'help move'],
}

export const GROUPS: CommandSpec = {
  name: '分组',
  english: 'groups',
  names: ['分组', '列出分组', '分组列表', 'groups', 'ls'],
  shape: 'keyword?',
  role: 'viewer',
  summary: { zh: '列出分组和人数', en: 'lists the groups and how many are in them' },
  examples: ['分组', '分组 VIP', 'groups', 'groups VIP'],
}

export const WHERE: CommandSpec = {
  name: '查',
  english: 'where',
  names: ['查', '查询', '谁', 'where', 'who'],
  shape: 'openid',
  role: 'viewer',
  summary: { zh: '看一个人在哪个分组', en: 'tells which group a follower is in' },
  examples: [`查 ${SAMPLE_OPENID}`, '查 #57', `where ${SAMPLE_OPENID}`, 'where #57'],
}

export const MOVE: CommandSpec = {
  name: '移动',
  english: 'move',
  names: ['移动', '移', '移到', 'move', 'mv'],
  shape: 'openid group',
  role: 'admin',
  summary: { zh: '把一个人移到分组', en: 'moves a follower into a group' },
  examples: [
    `移动 ${SAMPLE_OPENID} 108`,
    `移动 ${SAMPLE_OPENID} VIP`,
    '移动 #57 VIP',
    `move ${SAMPLE_OPENID} 108`,
    `move ${SAMPLE_OPENID} VIP`,
    'move #57 VIP',
    `移动 ${SAMPLE_OPENID} 108 备注:展会认识`,
    `move ${SAMPLE_OPENID} 108 note: met at the fair`,
  ],
  takesReason: true,
}

export const BATCH: CommandSpec = {
  name: '批量移动',
  english: 'batch',
  names: ['批量移动', 'batch'],
  shape: 'openids group',
  role: 'admin',
  summary: { zh: '把一批人移到分组：粘贴 openid，隔开即可', en: 'moves many followers: paste their openids' },
  examples: [`批量移动 108 ${SAMPLE_OPENID} ${OTHER_OPENID}`, `batch 108 ${SAMPLE_OPENID} ${OTHER_OPENID}`],
  takesReason: true,
}

export const ADOPT: CommandSpec = {
  name: '接管',
  english: 'adopt',
  names: ['接管', 'adopt'],
  shape: 'group',
  role: 'owner',
  summary: { zh: '把一个标签交给分组管理（先确认）', en: 'hands a tag over to be managed as a group (asks first)' },
  examples: ['接管 108', 'adopt 108'],
}

export const RELEASE: CommandSpec = {
  name: '放手',
  english: 'release',
  names: ['放手', 'release'],
  shape: 'group',
  role: 'owner',
  summary: { zh: '不再管理一个标签', en: 'stops managing a tag' },
  examples: ['放手 108', 'release 108'],
}

export const CREATE: CommandSpec = {
  name: '新建',
  english: 'create',
  names: ['新建', '建组', 'create'],
  shape: 'name',
  role: 'admin',
  summary: { zh: '新建一个分组', en: 'makes a group' },
  examples: ['新建 老客户', 'create Regulars'],
  takesReason: true,
}

export const RENAME: CommandSpec = {
  name: '改名',
  english: 'rename',
  names: ['改名', 'rename'],
  shape: 'group name',
  role: 'admin',
  summary: { zh: '给分组改名', en: 'renames a group' },
  examples: ['改名 108 老客户', 'rename 108 Regulars'],
  takesReason: true,
}

export const REMOVE: CommandSpec = {
  name: '删除',
  english: 'delete',
  names: ['删除', '删组', 'delete'],
  shape: 'group',
  role: 'owner',
  summary: { zh: '删除一个分组（先确认）', en: 'deletes a group (asks first)' },
  examples: ['删除 108', 'delete 108'],
  takesReason: true,
}

export const CONFIRM: CommandSpec = {
  name: '确认',
  english: 'yes',
  names: ['确认', 'yes'],
  shape: 'digits?',
  role: 'admin',
  summary: {
    zh: '确认要做的事；不带数字只看有什么在等',
    en: 'confirms what was asked; without digits it shows what waits',
  },
  examples: ['确认 4821', 'yes 4821'],
}

export const CANCEL: CommandSpec = {
  name: '取消',
  english: 'no',
  names: ['取消', '算了', 'no'],
  shape: 'none',
  role: 'viewer',
  summary: { zh: '取消等待确认或回答的事', en: 'drops what waits for a yes or for an answer' },
  examples: ['取消', 'no'],
}

export const UNDO: CommandSpec = {
  name: '撤销',
  english: 'undo',
  names: ['撤销', 'undo'],
  shape: 'number?',
  role: 'admin',
  summary: {
    zh: '撤销自己最近的一条命令，或指定编号的',
    en: 'takes back your latest command, or the one with a number',
  },
  examples: ['撤销', '撤销 12', 'undo', 'undo 12'],
  takesReason: true,
}

export const RESULT: CommandSpec = {
  name: '结果',
  english: 'result',
  names: ['结果', '进度', 'result'],
  shape: 'number?',
  role: 'viewer',
  summary: { zh: '看一条命令办得怎样', en: 'tells how a command ended' },
  examples: ['结果 12', '结果', 'result 12', 'result'],
}

export const LOG: CommandSpec = {
  name: '日志',
  english: 'log',
  names: ['日志', 'log'],
  shape: 'history?',
  role: 'viewer',
  summary: {
    zh: '看谁在什么时候改了什么；可以指定人、管理员（@）或编号',
    en: 'who changed what and when; of a follower, an admin (@) or a number',
  },
  examples: [
    '日志',
    `日志 ${SAMPLE_OPENID}`,
    '日志 我',
    '日志 12',
    '日志 第2页',
    'log',
    `log ${SAMPLE_OPENID}`,
    'log me',
    'log 12',
    'log page 2',
  ],
}

export const MORE: CommandSpec = {
  name: '更多',
  english: 'more',
  names: ['更多', '下一页', 'more'],
  shape: 'none',
  role: 'viewer',
  summary: { zh: '看下一页', en: 'shows the next page' },
  examples: ['更多', 'more'],
}

export const LANGUAGE: CommandSpec = {
  name: '语言',
  english: 'lang',
  names: ['语言', 'lang'],
  shape: 'language?',
  role: 'viewer',
  summary: { zh: '选择用中文还是英文回复', en: 'chooses Chinese or English answers' },
  examples: ['语言 English', '语言 中文', 'lang English'],
}

/** All of them, in the order in which help shows them: one table of names, roles and words for machine and papers alike. */
export const SPECS: readonly CommandSpec[] = [
  HELP,
  GROUPS,
  RECENT,
  WHERE,
  FIND,
  MEMBERS,
  MOVE,
  BATCH,
  ALIAS,
  COPY,
  CREATE,
  RENAME,
  REMOVE,
  ADOPT,
  RELEASE,
  CONFIRM,
  CANCEL,
  UNDO,
  RESULT,
  LOG,
  MORE,
  STATUS,
  SYNC,
  ADMINS,
  INVITE,
  DISMISS,
  GRANT,
  CLAIM,
  WHOAMI,
  LANGUAGE,
]
