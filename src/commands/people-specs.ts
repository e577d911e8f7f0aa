import type { CommandSpec } from './reading.ts'
import { SAMPLE_OPENID } from './samples.ts'

/*
 * The commands about followers themselves.
 */

export const RECENT: CommandSpec = {
  name: '最近',
  english: 'recent',
  names: ['最近', 'recent'],
  shape: 'recent?',
  role: 'viewer',
  summary: { zh: '看最近有动静的人和他们的编号', en: 'who let hear of themselves last, with their numbers' },
  examples: ['最近', '最近 20', '最近 新', 'recent', 'recent 20', 'recent new'],
}

export const FIND: CommandSpec = {
  name: '找',
  english: 'find',
  names: ['找', '查找', '搜', '搜索', 'find', 'search'],
  shape: 'words',
  role: 'viewer',
  summary: { zh: '按别名、备注或 openid 结尾找人', en: 'finds people by alias, remark or the end of their openid' },
  examples: ['找 小王', 'find Tom'],
}

export const ALIAS: CommandSpec = {
  name: '别名',
  english: 'alias',
  names: ['别名', 'alias'],
  shape: 'person name',
  role: 'admin',
  summary: { zh: '给一个人起名，以后可以用这个名', en: 'gives somebody a name to call them by' },
  examples: ['别名 #57 小王', `别名 ${SAMPLE_OPENID} 小王`, 'alias #57 Tom', `alias ${SAMPLE_OPENID} Tom`],
}

export const COPY: CommandSpec = {
  name: '复制',
  english: 'copy',
  names: ['复制', 'copy', 'id'],
  shape: 'openid',
  role: 'viewer',
  summary: { zh: '只回复这个人的 openid，方便复制', en: "answers with somebody's bare openid" },
  examples: ['复制 #57', 'copy #57'],
}

export const MEMBERS: CommandSpec = {
  name: '组员',
  english: 'members',
  names: ['组员', '成员', 'members'],
  shape: 'group page?',
  role: 'viewer',
  summary: { zh: '看一个分组里有谁', en: 'who is in a group' },
  examples: ['组员 VIP', '组员 108 2', 'members 108', 'members 108 2'],
}

export const STATUS: CommandSpec = {
  name: '状态',
  english: 'status',
  names: ['状态', 'status'],
  shape: 'alone',
  role: 'viewer',
  summary: { zh: '看是否正常、排队多少、额度还剩多少', en: 'whether all is well, what waits, what quota is left' },
  examples: ['状态', 'status'],
}

export const SYNC: CommandSpec = {
  name: '同步',
  english: 'sync',
  names: ['同步', 'sync'],
  shape: 'alone',
  role: 'admin',
  summary: { zh: '把公众号已有的粉丝、备注和分组读进来', en: "reads in the account's followers, remarks and groups" },
  examples: ['同步', 'sync'],
}
