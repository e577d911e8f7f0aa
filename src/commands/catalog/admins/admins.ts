import { isEnough } from '../../../domain/role.ts'
import { defineLocal } from '../../define.ts'
import { nothingBut } from '../../reading/arguments/short.ts'
import * as stored from '../../schemas.ts'
import { DISMISS } from './dismiss.ts'

/** 管理员 列表: who may command, and as what. Whoever may remove one sees whole openids, to write them. */
export const admins = defineLocal({
  spec: {
    name: '管理员',
    english: 'admins',
    names: ['管理员', 'admins'],
    reader: nothingBut('列表', 'list'),
    role: 'viewer',
    summary: { zh: '查看管理员和他们的角色', en: 'lists the admins and their roles' },
    examples: ['管理员 列表', 'admins list'],
  },
  args: stored.nothing,
  needs: ['admins'],

  answer(_args, { openid }, { admins: roster }) {
    const role = roster.roleOf(openid)
    const whole = role !== undefined && isEnough(role, DISMISS.role)
    return { answer: { kind: 'admins', admins: roster.list(), whole } }
  },
})
