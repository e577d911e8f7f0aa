import type { CommandSpec } from './reading.ts'
import { OTHER_OPENID } from './samples.ts'

/*
 * The commands about those who command.
 */

export const ADMINS: CommandSpec = {
  name: '管理员',
  english: 'admins',
  names: ['管理员', 'admins'],
  shape: 'list?',
  role: 'viewer',
  summary: { zh: '看谁能下命令，是什么角色', en: 'lists who may command, and as what' },
  examples: ['管理员 列表', 'admins list'],
}

export const INVITE: CommandSpec = {
  name: '管理员 邀请',
  english: 'admins invite',
  names: ['管理员 邀请', '邀请管理员', 'admins invite'],
  shape: 'role?',
  role: 'owner',
  summary: {
    zh: '邀请一个人成为管理员或只读：给出一次性码',
    en: 'invites somebody as admin or viewer: gives a one-time code',
  },
  examples: ['管理员 邀请', '管理员 邀请 只读', 'admins invite', 'admins invite viewer'],
}

export const DISMISS: CommandSpec = {
  name: '管理员 移除',
  english: 'admins remove',
  names: ['管理员 移除', 'admins remove'],
  shape: 'person',
  role: 'owner',
  summary: { zh: '让一个人不再是管理员（先确认）', en: 'takes an admin out (asks first)' },
  examples: [`管理员 移除 ${OTHER_OPENID}`, '管理员 移除 我', `admins remove ${OTHER_OPENID}`, 'admins remove me'],
}

export const GRANT: CommandSpec = {
  name: '管理员 角色',
  english: 'admins role',
  names: ['管理员 角色', 'admins role'],
  shape: 'person role',
  role: 'owner',
  summary: { zh: '改一个管理员的角色：管理员或只读', en: 'makes an admin a viewer, or a viewer an admin' },
  examples: [`管理员 角色 ${OTHER_OPENID} 只读`, `admins role ${OTHER_OPENID} viewer`],
}

export const CLAIM: CommandSpec = {
  name: '认领',
  english: 'claim',
  names: ['认领', 'claim'],
  shape: 'code',
  role: 'anybody',
  summary: {
    zh: '用一次性码成为管理员：受邀得到的，或启动时显示的',
    en: 'makes you an admin, with the one-time code of an invitation or of the start',
  },
  examples: ['认领 K7QD-9M2X', 'claim K7QD-9M2X'],
}

export const WHOAMI: CommandSpec = {
  name: '我',
  english: 'whoami',
  names: ['我', 'whoami'],
  shape: 'alone',
  role: 'viewer',
  summary: { zh: '看自己的角色、语言和操作数', en: 'your role, language and number of operations' },
  examples: ['我', 'whoami'],
}
