import { describe, expect, it } from 'vitest'
import { SPECS } from '../../src/commands/catalog/index.ts'
import { continueDialogue, type Dialogue } from '../../src/commands/reading/dialogue.ts'

const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
const LEXICON = { isPerson: () => false, isGroup: () => false, meansGroup: () => false, fitsGroup: () => false }

const answer = (dialogue: Dialogue, text: string) =>
  continueDialogue(dialogue, text, { specs: SPECS, lexicon: LEXICON })

const command = (name: string, args: object) => ({
  kind: 'reading',
  reading: { kind: 'command', spec: { name }, args },
})

describe('which of several', () => {
  const choice: Dialogue = { kind: 'choice', commands: ['移动 #7 108', '移动 #24 106'] }

  it.each(['1', '第一个', '选1', '一', '#7', '7号那个', '1。'])(
    'is answered by its place or its number: %s',
    (text) => {
      expect(answer(choice, text)).toMatchObject(command('移动', { group: { text: '108' } }))
    },
  )

  it.each(['2', '两个', 'two', '就24号吧'])('is the second for %s', (text) => {
    expect(answer(choice, text)).toMatchObject(command('移动', { group: { text: '106' } }))
  })

  it.each(['3', '8', '#2', '你好'])('is not answered by %s', (text) => {
    expect(answer(choice, text)).toBeUndefined()
  })

  it.each(['0', '取消', '算了'])('is dropped by %s', (text) => {
    expect(answer(choice, text)).toEqual({ kind: 'cancel' })
  })

  it('is not answered by a number that two of them name', () => {
    const both: Dialogue = { kind: 'choice', commands: ['移动 #7 108', '移动 #7 106', '分组'] }
    expect(answer(both, '#7')).toBeUndefined()
  })
})

describe('what is missing', () => {
  const group: Dialogue = { kind: 'missing', template: `移动 ${P} {}`, raw: false, options: ['106', '108'] }
  const person: Dialogue = { kind: 'missing', template: '移动 {} 108', raw: false, options: [P, Q], person: true }
  const name: Dialogue = { kind: 'missing', template: '改名 106 {}', raw: true, options: [] }

  it('is one of those that were offered, or what stands for itself', () => {
    expect(answer(group, '2')).toMatchObject(command('移动', { group: { text: '108' } }))
    expect(answer(group, '107')).toMatchObject(command('移动', { group: { text: '107' } }))
    expect(answer(person, '2')).toMatchObject(command('移动', { openid: Q }))
  })

  it('is no number of a person that was not offered (T35)', () => {
    expect(answer(person, '3')).toBeUndefined()
    expect(answer(person, '#3')).toMatchObject(command('移动', { who: [{ number: 3 }] }))
  })

  it.each(['0', '取消', '算了'])('is not asked for any longer after %s', (text) => {
    expect(answer(group, text)).toEqual({ kind: 'cancel' })
  })

  it('may be a name of several words, taken out of what stands around it', () => {
    expect(answer(name, '老 客户')).toMatchObject(command('改名', { name: '老 客户' }))
    expect(answer(name, '就叫它老客户吧')).toMatchObject(command('改名', { name: '老客户' }))
  })

  it.each(['叫什么好', '老客户？', ' '])('is no question as a name, and not nothing: %j', (text) => {
    expect(answer(name, text)).toBeUndefined()
  })
})

describe('a suggestion', () => {
  const suggestion: Dialogue = { kind: 'suggestion', command: `移动 ${P} 108` }

  it.each(['。', '.', ' ． '])('is taken up by %j', (text) => {
    expect(answer(suggestion, text)).toMatchObject(command('移动', { openid: P }))
  })

  it.each(['。。', '1', '好'])('is not taken up by %s', (text) => {
    expect(answer(suggestion, text)).toBeUndefined()
  })

  it('is dropped by 取消', () => {
    expect(answer(suggestion, '取消')).toEqual({ kind: 'cancel' })
  })
})
