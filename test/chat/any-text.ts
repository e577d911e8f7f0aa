import fc from 'fast-check'
import { SPECS } from '../../src/commands/catalog/index.ts'
import type { LastCommand } from '../../src/commands/natural/interpretation.ts'
import { toNumber } from '../../src/commands/reading/vocabulary.ts'
import { readNatural } from '../../src/commands/natural/reading.ts'
import { dialogueOf } from '../../src/commands/reading/dialogue.ts'
import { readText } from '../../src/commands/reading/grammar.ts'
import type { Reading } from '../../src/commands/reading/reading.ts'
import { groupIn } from '../../src/commands/schemas.ts'
import { openidsIn } from '../../src/domain/follower.ts'
import { comparableName } from '../../src/domain/group.ts'
import type { PersonToken } from '../../src/domain/person.ts'
import { withoutEmoticons } from '../../src/commands/reading/tokens/emoticons.ts'
import { foldNatural } from '../../src/commands/natural/folding.ts'
import { GROUPS, LEXICON } from './explain.ts'

/*
 * Any text of an admin, put together from what admins text; and what a reading of it may be about: nobody and nothing that
 * the text does not name.
 */

const OPENIDS = ['oDF3iYx0ro3_7jD4HFRDfrjdCM58', 'od8XIjsmk6QdVTETa9jLtGWA6KBc']

const PEOPLE =
  '小王 李姐 Tom 老王 张三 张三丰 小李 小陈 陈老师 #5 #17 #5-#8 5号 第5个 7 3 他 她们 刚才那个人 我 him them 王 赵六 小旺 井号五 oDF3…CM58'.split(
    ' ',
  )
const PLACES = 'VIP vip 新人 华东媒 test 黑名单 未分组 星标组 108 102 1 2 VPI 老客户 VIP组 「新人」 新'.split(' ')
const VERBS =
  '移动 移到 把 放到 加入 拉黑 移出 踢出 移回去 撤销 撤回 重做 新建 建一个组叫 改名 改成 删除 删掉 别名 备注 打标签 去标签 查 在哪 里面有谁 找 组员 最近 分组 日志 状态 结果 更多 帮助 确认 取消 同步 接管 批量移动 管理员 管理员 移除 语言 复制 认领 move put delete undo find block create rename label who where members help yes no log'.split(
    ' ',
  )
const MOODS =
  '不要 别 如果 要是 明天 3天 到12月1日 已经 昨天 说 让我 吗 呢 ？ 谁 怎么 了 吧 一下 请 谢谢 也 一样 不是 是 还是 错了 除了 全部 都 和 从 到 of to from all not if tomorrow please and except for 3 days'.split(
    ' ',
  )
const JUNK = [
  '哈哈',
  '今天天气',
  '13800138000',
  '👍',
  '/:strong',
  '[玫瑰]',
  'asdf',
  '“',
  '」',
  '：',
  '0',
  '1.',
  '2、',
  '99',
  'ok',
  '①',
  '\u200d',
  '…',
]
const GAPS = ['', '', ' ', '，', '、', '\n', '\t', '。', ', ']

/** Mixtures of names, numbers, commands and junk, in Chinese and English. */
export function anyText(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...PEOPLE) },
    { weight: 4, arbitrary: fc.constantFrom(...PLACES) },
    { weight: 5, arbitrary: fc.constantFrom(...VERBS) },
    { weight: 3, arbitrary: fc.constantFrom(...MOODS) },
    { weight: 1, arbitrary: fc.constantFrom(...JUNK, ...OPENIDS) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 3 }) },
  )
  const parts = fc.array(fc.tuple(piece, fc.constantFrom(...GAPS)), { minLength: 1, maxLength: 7 })
  return parts.map((all) => all.map(([text, gap]) => text + gap).join(''))
}

export const LASTS: readonly (LastCommand | null)[] = [
  null,
  { command: '移动', people: 1, group: '108', who: [['#7', '小王']] },
  {
    command: '移动',
    people: 2,
    group: '108',
    who: [
      ['#7', '小王'],
      ['#3', '李姐'],
    ],
  },
  { command: '新建', people: 0, group: '120', who: [] },
  { command: '撤销', people: 1, group: null, who: [['#7', '小王']] },
]

/** What is wrong with how a text is read after this command; undefined when nothing is. */
export function faultOf(text: string, last: LastCommand | null): string | undefined {
  const { reading } = readNatural(text, SPECS, { lexicon: LEXICON, last })
  if (reading.kind === 'ordinary') return undefined
  const offered = reading.kind === 'hint' ? dialogueOf(reading.answer) : undefined
  if (offered?.kind === 'suggestion') return faultOfSuggestion(offered.command, text, last)
  if (offered?.kind === 'choice') {
    return offered.commands.map((command) => faultOfSuggestion(command, text, last)).find((one) => one !== undefined)
  }
  return reading.kind === 'command' ? strangerIn(reading, text, last) : undefined
}

/** A suggestion can be sent as it is shown: it runs or asks, and is about nobody and nothing else. */
function faultOfSuggestion(command: string, text: string, last: LastCommand | null): string | undefined {
  const reading = readText(command, SPECS, LEXICON)
  if (reading.kind === 'ordinary') return `suggests ${command}, which is no command`
  if (reading.kind === 'hint') {
    const asks = ['missing-argument', 'which-person', 'ambiguous-group', 'no-such-group'].includes(reading.answer.kind)
    return asks ? undefined : `suggests ${command}, which is answered by ${reading.answer.kind}`
  }
  const stranger = strangerIn(reading, text, last)
  return stranger === undefined ? undefined : `suggests ${command}: ${stranger}`
}

function strangerIn(
  { spec, args, naming }: Extract<Reading, { kind: 'command' }>,
  text: string,
  last: LastCommand | null,
): string | undefined {
  const openids = [...openidsIn(args)]
  for (const openid of openids) if (!text.includes(openid)) return `${spec.name} about ${openid}`
  for (const token of naming?.tokens ?? [])
    if (!names(text, token, last)) return `${spec.name} about ${JSON.stringify(token)}`
  const group = groupIn(args)
  if (group !== undefined && !namesGroup(text, group.text, last)) return `${spec.name} with the group ${group.text}`
  return undefined
}

const PRONOUN =
  /他|她|它|ta|him|her|them|刚才|刚刚|上一|上个|这[个位几些]|那[个位几些]|last|person|it|he|they|都|两个|俩|全|另外|其他|除/iu
const BLACKLIST = /黑|屏蔽|封|block|ban/iu
const UNGROUPED =
  /出|踢|除|解|放|取消|取下|去|掉|剔|清|摘|撕|撤|拿|从|未|没|退|走|remove|out|from|unblock|unban|kick|unlabel|untag|0/iu

/** As names compare: what can't be seen, such as a joiner between two letters, and pictures make no other name. */
function plainOf(text: string): string {
  const seen = withoutEmoticons(text.normalize('NFKC').replaceAll(/\p{Cf}/gu, ''))
  return foldNatural(seen.replaceAll(/\p{Extended_Pictographic}/gu, '')).toLowerCase()
}

/** Where a number begins or ends, what can't be seen counts. */
function numbersIn(text: string): string {
  return foldNatural(text.normalize('NFKC').replaceAll(/\p{Cf}/gu, ' ')).toLowerCase()
}

function names(text: string, token: PersonToken, last: LastCommand | null): boolean {
  const plain = plainOf(text)
  switch (token.kind) {
    case 'openid':
      return text.includes(token.openid)
    case 'short':
      return text.includes(token.head) && text.includes(token.tail)
    case 'number':
      return hasNumber(numbersIn(text), token.number) || (PRONOUN.test(text) && isOfLast(`#${token.number}`, last))
    case 'range':
      return hasNumber(numbersIn(text), token.from) && hasNumber(numbersIn(text), token.to)
    case 'name':
      return comparableName(token.name)
        .split(' ')
        .every((word) => plain.includes(plainOf(word)))
    case 'me':
      return /我|自己|本人|me|myself/iu.test(text)
    case 'last':
      return PRONOUN.test(text) || last !== null
  }
}

function isOfLast(number: string, last: LastCommand | null): boolean {
  return last?.who?.some(([own]) => own === number) === true
}

function hasNumber(plain: string, number: number): boolean {
  const digits = [...plain.matchAll(/\d+/gu)].map(([one]) => Number(one))
  const spelled = [...plain.matchAll(/[一二三四五六七八九十]{1,3}/gu)].map(([one]) => toNumber(one))
  return digits.includes(number) || spelled.includes(number)
}

function namesGroup(text: string, group: string, last: LastCommand | null): boolean {
  const plain = plainOf(text)
  if (group === last?.group) return true
  const known = GROUPS.find(({ id, name }) => String(id) === group || comparableName(name) === comparableName(group))
  if (known?.id === 1 && BLACKLIST.test(text)) return true
  if (known?.id === 0 && UNGROUPED.test(text)) return true
  const called = known === undefined ? [group] : [group, String(known.id), known.name]
  return called.some((name) => plain.includes(plainOf(comparableName(name))))
}
