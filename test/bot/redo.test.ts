import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/domain/answer.ts'
import { Conversation, OWNER, P, Q } from './conversation.ts'

/*
 * 撤销 steps back through one's own changes and 重做 forward again; all of it is told from the ledger.
 */

const OTHER = 'oOwner_Second_00000000000001'

let conversation: Conversation

beforeEach(async () => {
  conversation = await Conversation.open({ owners: [OWNER, OTHER] })
  conversation.backend.followers.set(P, []).set(Q, [])
  conversation.backend.groups.push({ id: 107, name: '丙', count: 0 })
  await conversation.intake.recover()
})
afterEach(async () => {
  expect(conversation.defects).toEqual([])
  await conversation.close()
})

const say = async (text: string, admin: string = OWNER): Promise<Answer> => {
  const answer = await conversation.answerTo(text, { admin })
  if (answer === undefined) throw new Error(`${text} is no command`)
  return answer
}
const where = (openid: string = P) => conversation.backend.followers.get(openid)?.[0] ?? 0
const digitsOf = (answer: Answer) => ('digits' in answer ? answer.digits : 'none')
/** What the steps of a text took back or brought back, and where P is then. */
const steps = async (...texts: readonly string[]) => {
  const seen: string[] = []
  for (const text of texts) {
    const answer = await say(text)
    seen.push(`${answer.kind} ${'number' in answer ? answer.number : '-'}: ${where()}`)
  }
  return seen
}

async function threeMoves(): Promise<void> {
  for (const group of [106, 107, 108]) await say(`移动 ${P} ${group}`)
}

describe('撤销 and 重做', () => {
  it('step back through three moves, and forward again after three undos', async () => {
    await threeMoves()
    expect(await steps('撤销', '撤销', '撤销', '撤销')).toEqual([
      'undone 3: 107',
      'undone 2: 106',
      'undone 1: 0',
      'nothing-to-undo -: 0',
    ])
    expect(await steps('重做', 'redo', '重做', '重做')).toEqual([
      'redone 1: 106',
      'redone 2: 107',
      'redone 3: 108',
      'nothing-to-redo -: 108',
    ])
    expect(await steps('撤销', '撤销', '重做', '撤销', '撤销')).toEqual([
      'undone 3: 107',
      'undone 2: 106',
      'redone 2: 107',
      'undone 2: 106',
      'undone 1: 0',
    ])
  })

  it('go on from a change that was made in between', async () => {
    await threeMoves()
    await steps('撤销', '撤销')
    await say(`移动 ${Q} 108`)
    expect(await steps('撤销', '撤销', '重做', '重做', '重做')).toEqual([
      'undone 6: 106',
      'undone 1: 0',
      'redone 1: 106',
      'redone 6: 106',
      'redone 2: 107',
    ])
    expect(where(Q)).toBe(108)
  })

  it('sent while the platform is slow each mean another command', async () => {
    const platform = Promise.withResolvers<undefined>()
    await say(`移动 ${P} 106`)
    await say(`移动 ${P} 107`)
    conversation.backend.before = ({ operation }) =>
      operation === 'join' ? platform.promise.then(() => undefined) : undefined
    const third = conversation.answerTo(`移动 ${Q} 108`)
    await conversation.say(`移动 ${P} 108`, { key: 'last' })
    const answers = ['撤销', '撤销', '撤销', '重做'].map((text) => conversation.answerTo(text))
    while (conversation.accepted.length < 8) await new Promise((resolve) => setImmediate(resolve))
    platform.resolve(undefined)
    expect((await third)?.kind).toBe('moved')
    expect(
      (await Promise.all(answers)).map((answer) => answer && [answer.kind, 'number' in answer && answer.number]),
    ).toEqual([
      ['undone', 4],
      ['undone', 3],
      // The redo took it back before its turn came.
      ['withdrawn', false],
      ['redone', 2],
    ])
    expect([where(), where(Q)]).toEqual([107, 0])
  })

  it('by numbers: of the change, of its undo, and of one that was not undone', async () => {
    await threeMoves()
    await steps('撤销', '撤销')
    expect(await steps('重做 2', '重做 2', '重做 1', '重做 99')).toEqual([
      'redone 2: 107',
      'cannot-redo 2: 107',
      'cannot-redo 1: 107',
      'no-such-number 99: 107',
    ])
    // 4 is the undo of 3; 撤销 takes it back all the same, and 3 can be undone again.
    expect(await steps('撤销 4', '撤销 3', '撤销 3')).toEqual(['redone 3: 108', 'undone 3: 107', 'cannot-undo 3: 107'])
    // 6 was the redo of 2.
    expect(await steps('撤销 6')).toEqual(['undone 2: 106'])
  })

  it('ask about whoever somebody else has moved since, and leave the others’ own steps alone', async () => {
    await say(`移动 ${P} 106`)
    await say(`移动 ${Q} 107`, OTHER)
    await say('撤销')
    await say(`移动 ${P} 107`, OTHER)
    const question = await say('重做')
    expect(question).toMatchObject({ kind: 'confirm', plan: { kind: 'undo-move', changed: 1, redo: true } })
    expect(where()).toBe(107)
    expect(await say(`确认 ${digitsOf(question)}`)).toMatchObject({ kind: 'redone', number: 1 })
    expect(where()).toBe(106)
    // The other one's latest change was overtaken, and is asked about too.
    expect(await say('撤销', OTHER)).toMatchObject({ kind: 'confirm', plan: { kind: 'undo-move', number: 4 } })
    expect(await say('撤销')).toMatchObject({ kind: 'undone', number: 1 })
  })

  it('of what another owner took back, by its number or by them', async () => {
    await say(`移动 ${P} 106`)
    await say(`移动 ${P} 107`)
    await say('撤销 2', OTHER)
    expect(await say('重做')).toEqual({ kind: 'nothing-to-redo' })
    expect(await say('重做 2')).toMatchObject({ kind: 'redone', number: 2 })
    await say('撤销 2', OTHER)
    expect(await say('重做')).toEqual({ kind: 'nothing-to-redo' })
    expect(await say('重做', OTHER)).toMatchObject({ kind: 'redone', number: 2 })
    expect(where()).toBe(107)
  })

  it('do what was withdrawn before it had begun', async () => {
    const platform = Promise.withResolvers<undefined>()
    conversation.backend.before = ({ operation }) =>
      operation === 'create' ? platform.promise.then(() => undefined) : undefined
    const slow = conversation.answerTo('新建 慢')
    const moved = conversation.answerTo(`移动 ${P} 106`)
    const undone = conversation.answerTo('撤销')
    while (conversation.accepted.length < 3) await new Promise((resolve) => setImmediate(resolve))
    platform.resolve(undefined)
    expect([(await slow)?.kind, (await moved)?.kind, (await undone)?.kind]).toEqual(['created', 'withdrawn', 'undone'])
    expect(await steps('重做', '重做', '撤销', '重做')).toEqual([
      'redone 2: 106',
      'nothing-to-redo -: 106',
      'undone 4: 0',
      'redone 4: 106',
    ])
  })

  it('make a group anew that an undo deleted', async () => {
    await say('新建 甲')
    const question = await say('撤销')
    await say(`确认 ${digitsOf(question)}`)
    const names = () => conversation.backend.groups.map(({ name }) => name)
    expect(names()).not.toContain('甲')
    expect(await say('重做')).toMatchObject({ kind: 'redone', number: 1, answer: { kind: 'created' } })
    expect(names()).toContain('甲')
    const again = await say('撤销')
    expect(again).toMatchObject({ kind: 'confirm', plan: { kind: 'undo-create' } })
    expect(await say(`确认 ${digitsOf(again)}`)).toMatchObject({ kind: 'undone' })
    expect(names()).not.toContain('甲')
  })

  it('pass over what failed, and try again what could not be taken back', async () => {
    await say(`移动 ${P} 106`)
    await say('移动 oNobodyKnowsThisOpenid_00001 108')
    conversation.backend.groups = conversation.backend.groups.filter(({ id }) => id !== 106)
    await say('移动 oNobodyKnowsThisOpenid_00001 108')
    expect(await steps('撤销')).toEqual(['undone 1: 0'])
    expect(await say('重做')).toEqual({ kind: 'cannot-redo', number: 1, reason: 'group-gone' })
    conversation.backend.groups.push({ id: 106, name: '测试', count: 0 })
    expect(await steps('重做')).toEqual(['redone 1: 106'])
  })

  it('get past what can not be taken back', async () => {
    await say(`移动 ${P} 106`)
    await say(`确认 ${digitsOf(await say('删除 107'))}`)
    expect(await say('撤销')).toEqual({ kind: 'cannot-undo', number: 3, reason: 'deletion', earlier: 1 })
    expect(await steps('撤销 1')).toEqual(['undone 1: 0'])
    expect(await say('撤销')).toEqual({ kind: 'cannot-undo', number: 3, reason: 'deletion' })
  })

  it('bring a move for a time back with its end, as long as that lies ahead', async () => {
    await say(`移动 ${P} 106 3天`)
    await say('撤销')
    expect(await say('重做')).toMatchObject({
      kind: 'redone',
      answer: { kind: 'moved', until: expect.any(Number) as number },
    })
    expect(await conversation.store.moveEnds.ofMove(3)).toMatchObject([{ openid: P, to: [106], back: [] }])
    await say('撤销')
    await conversation.clock.advance(4 * 86_400_000)
    expect(await say('重做')).toMatchObject({ kind: 'redone', number: 1 })
    expect([where(), await conversation.store.moveEnds.of(P)]).toEqual([106, undefined])
  })

  it('end where seven days are over', async () => {
    await say(`移动 ${P} 106`)
    await conversation.clock.advance(8 * 86_400_000)
    expect(await say('撤销')).toMatchObject({ kind: 'cannot-undo', reason: 'too-old' })
    await say(`移动 ${P} 107`)
    expect(await steps('撤销')).toEqual(['undone 3: 106'])
  })
})

describe('撤销 of an alias', () => {
  const aliasOf = async (openid: string = P) => (await conversation.people.store.find(openid))?.alias ?? null

  it('gives back the alias before, and the 备注 too', async () => {
    await conversation.people.import([{ openid: P, remark: '展会 王姐' }])
    await say(`别名 ${P} 小王`)
    await say(`别名 ${P} 小李`)
    await say(`别名 ${P} 无`)
    const names: (string | null)[] = []
    for (const text of ['撤销', '撤销', '撤销', '重做', '重做', '重做']) {
      await say(text)
      names.push(await aliasOf())
    }
    expect(names).toEqual(['小李', '小王', null, '小王', '小李', null])
    expect(conversation.remarks.map((remark) => remark.slice(P.length + 1))).toEqual([
      ...['小王', '小李', '', '小李', '小王', '展会 王姐', '小王', '小李', ''],
    ])
    expect(conversation.people.isName('小李')).toBe(false)
  })

  it('does not stand in the way of the change before', async () => {
    await say(`移动 ${P} 106`)
    await say(`别名 ${P} 小王`)
    expect(await steps('撤销', '撤销')).toEqual(['undone 2: 106', 'undone 1: 0'])
    expect(await aliasOf()).toBe(null)
  })

  it('asks when somebody has given another since', async () => {
    await say(`别名 ${P} 小王`)
    await say(`别名 ${P} 小张`, OTHER)
    const question = await say('撤销')
    expect(question).toMatchObject({
      kind: 'confirm',
      plan: { kind: 'undo-alias', plan: { before: '小张', alias: null } },
    })
    expect(await aliasOf()).toBe('小张')
    expect(await say(`确认 ${digitsOf(question)}`)).toMatchObject({ kind: 'undone', number: 1 })
    expect(await aliasOf()).toBe(null)
    expect(await say('重做')).toMatchObject({ kind: 'redone', number: 1 })
  })

  it('is told in the log by what it did', async () => {
    await say(`别名 ${P} 小王`)
    await say('撤销')
    expect(await say('日志')).toMatchObject({
      entries: [{ number: 2, answer: { kind: 'undone', answer: { kind: 'aliased', alias: null } } }, { undoneBy: 2 }],
    })
  })
})
