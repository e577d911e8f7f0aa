import { adminOf } from '../../../domain/actor.ts'
import { defineLocal } from '../../define.ts'
import { alone } from '../../reading/arguments/short.ts'
import * as stored from '../../schemas.ts'

/** 我: what the asker is here, and how much they have changed: as many as 日志 我 lists. */
export const whoami = defineLocal({
  spec: {
    name: '我',
    english: 'whoami',
    names: ['我', 'whoami'],
    reader: alone,
    role: 'viewer',
    summary: { zh: '查看自己的角色、语言和操作数', en: 'shows your role, language and number of operations' },
    examples: ['我', 'whoami'],
  },
  args: stored.nothing,
  needs: ['admins', 'ledger'],

  async answer(_args, { openid }, { admins, ledger }) {
    const operations = await ledger.countOf(adminOf(openid))
    const role = admins.roleOf(openid) ?? 'viewer'
    return { answer: { kind: 'whoami', openid, role, language: admins.languageOf(openid), operations } }
  },
})
