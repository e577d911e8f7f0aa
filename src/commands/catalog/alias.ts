import { toFailureAnswer } from '../../groups/failure.ts'
import type { BadAlias } from '../../domain/answer.ts'
import type { ChangeCommand } from '../command.ts'
import { toNumbered, toPersonToken } from '../people-words.ts'
import type { CommandArgs } from '../reading.ts'
import { ALIAS } from '../specs.ts'

/** Letters of an alias; a phone shows no more of it in a list. */
export const ALIAS_LETTERS = 20
/** Said in place of a name to take it away. */
const NONE = new Set(['无', '清除', '清空', '删除', 'none', 'clear'])
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/**
 * 别名: gives somebody a name to call them by. It is kept here and, where the account may and 30 bytes are enough, written
 * as their 备注, which the console shows too.
 */
export const alias: ChangeCommand = {
  kind: 'change',
  spec: ALIAS,

  prepare(args) {
    const { openid, name } = given(args)
    const bad = faultOf(name)
    if (bad !== undefined) return Promise.resolve({ kind: 'answer', answer: { kind: 'bad-alias', reason: bad } })
    return Promise.resolve({
      kind: 'change',
      args,
      // Without the name: the record of who was asked about outlives it.
      asked: { command: ALIAS.name, target: '', openid },
      scope: alias.scope(args),
    })
  },

  scope: ({ openid }) => ({ kind: 'shared', openids: openid === undefined ? [] : [openid] }),

  async run(args, _task, { people, account, clock }) {
    const { openid, name } = given(args)
    const wanted = NONE.has(name.toLowerCase()) ? null : name
    try {
      const remark = await account.remark(openid, wanted ?? '')
      await people.setAlias(openid, wanted)
      if (remark === 'written') await people.setRemark(openid, wanted)
      const same = wanted === null ? 0 : (await people.store.called(wanted, 10)).length - 1
      return { outcome: 'done', answer: { kind: 'aliased', openid, alias: wanted, remark, same } }
    } catch (error) {
      const answer = toFailureAnswer(error, clock.now(), openid)
      if (answer === undefined) throw error
      return { outcome: 'failed', answer }
    }
  },
}

/** What can't be a name: nothing, too much, what can't be seen, and what would be read as somebody else. */
function faultOf(name: string): BadAlias | undefined {
  if (name.trim() === '') return 'empty'
  if (Array.from(name).length > ALIAS_LETTERS) return 'too-long'
  if (CONTROL.test(name)) return 'control-characters'
  const word = { text: name.normalize('NFKC'), quoted: false, glued: false }
  return (toPersonToken(word) ?? toNumbered(word)) === undefined && !/[#@<>]/.test(word.text) ? undefined : 'misleading'
}

function given({ openid, alias: name }: CommandArgs): { openid: string; name: string } {
  if (openid === undefined || name === undefined) throw new TypeError('an alias needs somebody and a name')
  return { openid, name }
}
