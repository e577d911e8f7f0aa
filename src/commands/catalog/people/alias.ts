import { z } from 'zod'
import type { BadAlias } from '../../../domain/answer.ts'
import { defineChange } from '../../define.ts'
import { personAndAlias } from '../../reading/arguments/person.ts'
import { toNumbered, toPersonToken } from '../../reading/people.ts'
import { SAMPLE_OPENID } from '../../reading/samples.ts'
import * as stored from '../../schemas.ts'

/** Letters of an alias; a phone shows no more of it in a list. */
export const ALIAS_LETTERS = 20
/** Said in place of a name to take it away. */
const NONE = new Set(['无', '清除', '清空', '删除', 'none', 'clear'])
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/**
 * 别名: sets a name to call somebody by. It is kept here and, where the account may and 30 bytes are enough, written
 * as their 备注, which the console shows too.
 */
export const alias = defineChange({
  spec: {
    name: '别名',
    english: 'alias',
    names: ['别名', 'alias'],
    reader: personAndAlias,
    role: 'admin',
    summary: { zh: '给一个人设别名，以后可用别名称呼', en: 'sets a name to call somebody by' },
    examples: ['别名 #57 小王', `别名 ${SAMPLE_OPENID} 小王`, 'alias #57 Tom', `alias ${SAMPLE_OPENID} Tom`],
  },
  args: z.object({ openid: stored.openid, alias: z.string() }),
  needs: ['people', 'account'],
  final: 'alias',

  prepare(args) {
    const bad = faultOf(args.alias)
    if (bad !== undefined) return { kind: 'answer', answer: { kind: 'bad-alias', reason: bad } }
    // Without the name: the record of who was asked about outlives it.
    const asked = { command: '别名', target: '', openid: args.openid }
    return { kind: 'change', args, asked, scope: { kind: 'shared', openids: [args.openid] } }
  },

  scope: ({ openid }) => ({ kind: 'shared', openids: [openid] }),

  async run({ openid, alias: name }, _task, { people, account }) {
    const wanted = NONE.has(name.toLowerCase()) ? null : name
    const remark = await account.remark(openid, wanted ?? '')
    await people.setAlias(openid, wanted)
    if (remark === 'written') await people.setRemark(openid, wanted)
    const same = wanted === null ? 0 : (await people.store.called(wanted, 10)).length - 1
    return { outcome: 'done', answer: { kind: 'aliased', openid, alias: wanted, remark, same } }
  },
})

/** What can't be a name: nothing, too much, what can't be seen, and what would be read as somebody else. */
function faultOf(name: string): BadAlias | undefined {
  if (name.trim() === '') return 'empty'
  if (Array.from(name).length > ALIAS_LETTERS) return 'too-long'
  if (CONTROL.test(name)) return 'control-characters'
  const word = { text: name.normalize('NFKC'), quoted: false, glued: false }
  return (toPersonToken(word) ?? toNumbered(word)) === undefined && !/[#@<>]/.test(word.text) ? undefined : 'misleading'
}
