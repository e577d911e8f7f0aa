import { describe, expect, it } from 'vitest'
import type { LastCommand } from '../../src/commands/natural/interpretation.ts'
import { interpret } from '../../src/commands/natural/meaning.ts'
import type { Lexicon } from '../../src/commands/reading/lexicon.ts'
import { comparableName } from '../../src/domain/group.ts'

const PEOPLE = new Set(['李姐', '小王', 'tom', '老王', 'amy', '小李', '小陈', '陈老师'])
const GROUPS = new Set(['未分组', '黑名单', '新人', '华东媒', 'test', 'vip', '102', '108'])
const LEXICON: Lexicon = {
  isPerson: (name) => PEOPLE.has(comparableName(name)),
  isGroup: (text) => GROUPS.has(comparableName(text)) || GROUPS.has(comparableName(text).replace(/组$/u, '')),
  meansGroup: () => false,
  fitsGroup: () => false,
}
const MOVED: LastCommand = { command: '移动', people: 1, group: '108' }
const MOVED_TWO: LastCommand = { command: '移动', people: 2, group: '108' }

/** What a text was taken for: what runs bare, everything else with its kind. */
function meant(text: string, last: LastCommand | null = null): string {
  const found = interpret(text, { lexicon: LEXICON, last })
  switch (found.kind) {
    case 'run':
      return found.command
    case 'suggest':
      return `suggest ${found.command}`
    case 'list':
      return [found.command, ...found.unread.map((line) => `unread ${line}`)].join(' | ')
    case 'several':
      return `several ${found.commands.join(' | ')}`
    case 'ask':
      return `ask ${found.template}`
    case 'label-for-a-time':
      return `no label for a time: ${found.command} | ${found.move ?? ''}`
    case 'not-run':
      return `not run: ${found.why}`
    case 'complaint':
      return `complains of what was done with ${found.person}`
    case 'nothing':
      return 'nothing'
  }
}

describe('a sentence', () => {
  it.each([
    ['把Tom放进新人', '移动 Tom 新人'],
    ['麻烦你把陈老师挪到VIP', '移动 陈老师 VIP'],
    ['就是那个李姐你把她放到新人组里面', '移动 李姐 新人'],
    ['老王从VIP移到新人', '移动 老王 新人'],
    ['拉黑Tom', '移动 Tom 黑名单'],
    ['拉黑Tom一周', '移动 Tom 黑名单 1周'],
    ['小王移到VIP三天', '移动 小王 VIP 3天'],
    ['把小王移到VIP 到12月31日', '移动 小王 VIP 到 12月31日'],
    ['加个组叫北京', '新建 北京'],
    ['创建一个叫“展会2024”的分组', '新建 展会2024'],
    ['VIP改个名叫贵宾', '改名 VIP 贵宾'],
    ['帮我把test删掉', '删除 test'],
    ['给小陈加个备注叫陈总', '别名 小陈 陈总'],
    ['给李姐贴VIP标签', '打标签 李姐 VIP'],
    ['取消老王的VIP标签', '去标签 老王 VIP'],
    ['remove the VIP tag from Tom', '去标签 Tom VIP'],
    ['把新人组的人全部移到VIP', '移动 新人全部 VIP'],
    ['接管所有标签', '接管 全部'],
  ])('that says outright what is to be done runs: %s', (text, command) => {
    expect(meant(text)).toBe(command)
  })

  it.each([
    ['小王 VIP', 'suggest 移动 小王 VIP'],
    ['小王去VIP体验3天', 'suggest 移动 小王 VIP 3天'],
    ['把Tom从黑名单放出来', 'suggest 移动 Tom 未分组'],
    ['把小王移出新人组', 'suggest 移动 小王 未分组'],
    ['我想把小王移到VIP', 'suggest 移动 小王 VIP'],
    ['可以把李姐放到新人吗？', 'suggest 移动 李姐 新人'],
  ])('that is likely but not certain is suggested: %s', (text, suggestion) => {
    expect(meant(text)).toBe(suggestion)
  })

  it.each([
    ['VIP里面有谁', '组员 VIP'],
    ['小王在哪个组', '查 小王'],
    ['李姐在不在新人', 'suggest 查 李姐'],
    ['小王移到VIP了吗', 'suggest 查 小王'],
    ['还剩多少额度', '状态'],
    ['现在有多少个组', '分组'],
    ['怎么把人拉黑', '帮助 移动'],
    ['有姓陈的吗', '找 陈'],
    ['查一下小王和李姐', 'suggest 查 小王'],
  ])('that asks is answered by the command that answers it: %s', (text, command) => {
    expect(meant(text)).toBe(command)
  })

  it.each([
    ['不要把小王移到VIP', 'not run: not'],
    ['别删test', 'not run: not'],
    ['如果小王来了，把他移到VIP', 'not run: if'],
    ['小李让我把Tom移到华东媒', 'not run: told'],
    ['我已经把小王移到VIP了', 'not run: told'],
    ['我已经撤销了', 'not run: told'],
    ['我刚才撤销了', 'not run: told'],
    ['他刚才撤销了', 'not run: told'],
    ['刚才删除了test', 'not run: told'],
    ['老板让我撤销', 'not run: told'],
    ['明天把小王移到VIP', 'not run: later'],
    ['12月1日把小王移到VIP', 'not run: later'],
    ['每天把新关注的移到新人', 'not run: each'],
    ['“把小王移到VIP”', 'not run: quoted'],
    ['小李：把Tom移到VIP', 'not run: quoted'],
    ["don't move Tom to VIP", 'not run: not'],
    ['能不能撤销', 'suggest 帮助 撤销'],
    ['你好', 'nothing'],
    ['今天发货了没有', 'nothing'],
    ['小王和李姐换一下', 'nothing'],
  ])('that is negated, supposed, reported, quoted, for later or chat never runs: %s', (text, kind) => {
    expect(meant(text)).toBe(kind)
  })

  it.each([
    ['刚才移动了的撤销', '撤销'],
    ['刚才撤销了的重做', 'suggest 重做'],
    ['我刚才删了什么', 'suggest 日志'],
  ])('that names what was just given and wants something of it is read: %s', (text, command) => {
    expect(meant(text)).toBe(command)
  })

  it.each([
    ['小王从新人移到VIP不对', 'complains of what was done with 小王'],
    ['小王从新人移到VIP错了', 'complains of what was done with 小王'],
    ['小王移到VIP不对', 'complains of what was done with 小王'],
    ['把小王移到VIP是不对的', 'complains of what was done with 小王'],
    ['小王移到VIP不算', 'suggest 移动 小王 VIP'],
  ])('that complains of a move does not run it: %s', (text, suggestion) => {
    expect(meant(text)).toBe(suggestion)
  })

  it.each([
    ['小王从VIP换到新人', '移动 小王 新人'],
    ['小王VIP不对，应该是新人', 'suggest 移动 小王 新人'],
    ['移到VIP的小王应该换成新人', 'suggest 移动 小王 新人'],
    ['小王从VIP换到新人和华东媒', 'suggest 查 小王'],
    ['把小王的VIP换成新人和华东媒', 'suggest 查 小王'],
  ])('that denies one group moves to another only where that is a single one: %s', (text, command) => {
    expect(meant(text)).toBe(command)
  })

  it.each([
    ['小王移到vip，李姐移到新人', 'several 移动 小王 vip | 移动 李姐 新人'],
    ['删掉test，新建北京', 'several 删除 test | 新建 北京'],
    ['小王 VIP\n李姐 新人', 'several 移动 小王 VIP | 移动 李姐 新人'],
  ])('with several acts is told that one message is one command: %s', (text, commands) => {
    expect(meant(text)).toBe(commands)
  })
})

describe('a sentence that leans on the last command', () => {
  it.each([
    ['移错了', 'suggest 撤销'],
    ['撤回', '撤销'],
    ['移回去', 'suggest 撤销'],
    ['还是移到新人吧', 'suggest 移动 上一个 新人'],
    ['不是VIP，是华东媒', 'suggest 移动 上一个 华东媒'],
    ['不是小王，是李姐', 'several 撤销 | 移动 李姐 108'],
    ['李姐也一样', 'suggest 移动 李姐 108'],
    ['还有李姐和Tom', 'suggest 移动 李姐 Tom 108'],
    ['put him back', 'suggest 撤销'],
  ])('corrects it: %s', (text, command) => {
    expect(meant(text, MOVED)).toBe(command)
  })

  it('never takes the first of several for 他', () => {
    expect(meant('把刚才那个人移到新人', MOVED_TWO)).toBe('ask 移动 {} 新人')
    expect(meant('把他移回去', MOVED_TWO)).toBe('suggest 撤销')
    expect(meant('把他移到新人', MOVED)).toBe('移动 上一个 新人')
  })
})

describe('a pasted list', () => {
  it.each([
    ['批量移动 VIP\n1. 小王\n2. 李姐', '批量移动 VIP 小王 李姐'],
    ['批量移动 VIP\n(1) 小王\n(2) 李姐', '批量移动 VIP 小王 李姐'],
    ['批量移动 VIP\n1 小王\n2 李姐', '批量移动 VIP 小王 李姐'],
    ['批量移动 VIP\n名单：\n小王\n\n李姐', '批量移动 VIP 小王 李姐'],
    ['批量移动 VIP\n小王\t13800138000\nTom\t李', '批量移动 VIP 小王 Tom | unread 13800138000 | unread 李'],
    ['批量移动 VIP\n小王\n哈哈\n李姐', '批量移动 VIP 小王 李姐 | unread 哈哈'],
    ['把这些人移到VIP\n小王\n李姐', '批量移动 VIP 小王 李姐'],
    ['小王\n李姐', 'ask 移动 小王 李姐 {}'],
  ])('is read past numbering, headings and columns: %s', (text, command) => {
    expect(meant(text)).toBe(command)
  })

  it('guesses nobody from a number that is not the numbering of the list', () => {
    expect(meant('批量移动 VIP\n7 小王\n3 李姐')).not.toContain('#7')
    expect(meant('批量移动 VIP\n7 小王\n3 李姐')).toMatch(/^suggest /)
  })
})
