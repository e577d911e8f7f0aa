import { adminOf } from '../../../domain/actor.ts'
import { defineLocal } from '../../define.ts'
import { nothing } from '../../reading/arguments/short.ts'
import * as stored from '../../schemas.ts'

/** 取消: cancels the pending confirmation or question. */
export const cancel = defineLocal({
  spec: {
    name: '取消',
    english: 'no',
    names: ['取消', '算了', 'no'],
    reader: nothing,
    role: 'viewer',
    keepsQuestion: true,
    summary: { zh: '取消待确认的操作或待回答的问题', en: 'cancels the pending confirmation or question' },
    examples: ['取消', 'no'],
  },
  args: stored.nothing,
  needs: ['confirmations', 'clock', 'dropQuestion'],

  async answer(_args, { openid }, { confirmations, clock, dropQuestion }) {
    const cleared = await confirmations.clear(adminOf(openid), clock.steady())
    return { answer: { kind: 'cancelled', count: Number(cleared) + Number(dropQuestion(openid)) } }
  },
})
