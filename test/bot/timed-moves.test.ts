import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../support/manual-clock.ts'
import { no, ScriptedBackend } from '../groups/scripted-backend.ts'
import { Conversation, OWNER, P, Q, type ConversationOptions } from './conversation.ts'
import { until } from '../support/stage.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** As the clock of a test begins. */
const NOON = '2026-11-25 12:00'
const VIP = { id: 108, name: 'VIP' }

let clock: ManualClock
let platform: ScriptedBackend
let bot: Conversation
let path: string
let texts = 0

async function open(more: ConversationOptions = {}): Promise<void> {
  bot = await Conversation.open({ clock, platform, path, ...more })
  await bot.start()
}

/** The process ends and another one begins on the same store, as the machine's time is by then. */
async function restart(whileDown: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  await bot.close()
  await whileDown()
  clock.restart()
  await open()
}

const whereIs = (openid: string) => platform.followers.get(openid)

/** Turns the clock, and waits for what is done then. */
async function pass(ms: number): Promise<void> {
  await bot.scheduler.idle()
  await clock.advance(ms)
  await bot.scheduler.idle()
  await clock.advance(0)
}

/** A message of its own, also after a restart. */
function answer(text: string) {
  texts += 1
  return bot.answerTo(text, { key: `text ${texts}` })
}

/** What was pushed of ends. */
const told = () => bot.pushed.filter(({ answer: { kind } }) => kind === 'time-up')

async function lastEnd() {
  return bot.store.ledger.find((await bot.store.ledger.latestNumber()) ?? 0)
}

/** The end of the first command comes so far. */
const isThen = (state: string) =>
  until(async () => (await bot.store.ledger.find(2))?.state === state, `an end that is ${state}`)

async function setUp(backend: 'groups' | 'tags'): Promise<void> {
  clock = new ManualClock()
  platform = new ScriptedBackend(backend)
  platform.groups.push({ id: 1, name: '黑名单', count: 0 })
  for (const openid of [P, Q]) platform.followers.set(openid, [106])
  path = join(mkdtempSync(join(tmpdir(), 'fenzu-timed-')), 'fenzu.db')
  await open()
}

afterEach(async () => {
  await bot.close()
  expect(bot.defects).toEqual([])
})

describe.each(['groups', 'tags'] as const)('a move for a time on %s', (backend) => {
  beforeEach(() => setUp(backend))

  it('says when it ends, goes back by itself, once, and is told', async () => {
    expect(await answer(`移动 ${P} VIP 2小时`)).toMatchObject({
      kind: 'moved',
      to: VIP,
      until: Date.parse(`${NOON}+08:00`),
    })
    await pass(2 * HOUR_MS - 1)
    expect(whereIs(P)).toEqual([108])
    await pass(1)
    expect(whereIs(P)).toEqual([106])
    const row = await lastEnd()
    expect(row).toMatchObject({
      number: 2,
      actor: { kind: 'scheduler', command: 1 },
      outcome: 'done',
      answer: { kind: 'time-up', number: 1, answer: { kind: 'moved', openid: P, from: VIP, to: { id: 106 } } },
    })
    expect(told()).toEqual([{ actor: { kind: 'admin', openid: OWNER }, number: 2, answer: row?.answer }])
    const calls = platform.calls.length
    await pass(24 * HOUR_MS)
    expect([platform.calls.length, bot.ended.length]).toEqual([calls, 2])
  })

  it.each([-5, 5])('is not moved by somebody who sets the time of day by %i hours (F12, F50)', async (hours) => {
    await answer(`移动 ${P} VIP 6小时`)
    await pass(HOUR_MS)
    clock.jump(hours * HOUR_MS)
    await pass(5 * HOUR_MS - 1)
    expect(whereIs(P)).toEqual([108])
    await pass(1)
    expect(whereIs(P)).toEqual([106])
  })

  it.each([-5, 5])('nor by a restart after it was set by %i hours (F81)', async (hours) => {
    await answer(`移动 ${P} VIP 6小时`)
    clock.jump(hours * HOUR_MS)
    // Ends that are given meanwhile go by the same clock.
    await pass(MINUTE_MS)
    await answer(`移动 ${Q} VIP 6小时`)
    await pass(HOUR_MS)
    await restart()
    await pass(5 * HOUR_MS - 2 * MINUTE_MS)
    expect([whereIs(P), whereIs(Q)]).toEqual([[108], [108]])
    await pass(MINUTE_MS)
    expect([whereIs(P), whereIs(Q)]).toEqual([[106], [108]])
    await pass(MINUTE_MS)
    expect(whereIs(Q)).toEqual([106])
  })

  it('waits no longer than it was to when the time was set back while nothing ran (F81)', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    await restart(async () => {
      clock.jump(-5 * HOUR_MS)
      return Promise.resolve()
    })
    await pass(HOUR_MS)
    expect(whereIs(P)).toEqual([106])
  })

  it('that comes due while no process runs is ended at the start (F82)', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    await restart(() => clock.advance(3 * HOUR_MS))
    await pass(0)
    expect(whereIs(P)).toEqual([106])
    expect(platform.told.filter((call) => call === `join ${P} 106`)).toHaveLength(1)
  })

  it('whose end was accepted and not sent before a kill is ended once (F83)', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    const held = Promise.withResolvers<undefined>()
    platform.before = ({ operation }) => (operation === 'whereabouts' ? held.promise.then(() => undefined) : undefined)
    await clock.advance(HOUR_MS)
    await isThen('accepted')
    await bot.close()
    platform.before = () => undefined
    await open()
    await until(() => Promise.resolve(bot.ended.length === 1), 'the end')
    expect(whereIs(P)).toEqual([106])
    await pass(HOUR_MS)
    held.resolve(undefined)
    expect([await bot.store.ledger.latestNumber(), await bot.store.moveEnds.firstDue()]).toEqual([2, null])
  })

  it('whose end was sent before a kill is asked about, and not sent again (F83)', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    const held = Promise.withResolvers<undefined>()
    platform.after = ({ operation, group }) =>
      operation === 'join' && group === 106 ? held.promise.then(() => undefined) : undefined
    await clock.advance(HOUR_MS)
    await isThen('sent')
    await bot.close()
    platform.after = () => undefined
    await open()
    await until(() => Promise.resolve(bot.ended.length === 1), 'the end')
    held.resolve(undefined)
    expect(whereIs(P)).toEqual([106])
    expect(platform.told.filter((call) => call === `join ${P} 106`)).toHaveLength(1)
    expect(await lastEnd()).toMatchObject({ answer: { kind: 'time-up', answer: { kind: 'moved', openid: P } } })
    expect(await bot.store.moveEnds.firstDue()).toBeNull()
  })

  it.each([
    ['a later move', `移动 ${P} 0`, []],
    ['撤销', '撤销', [106]],
  ])('is cancelled by %s', async (_what, text, then) => {
    await answer(`移动 ${P} VIP 1小时`)
    await answer(text)
    expect(whereIs(P)).toEqual(then)
    await pass(2 * HOUR_MS)
    expect(whereIs(P)).toEqual(then)
    expect(await bot.store.ledger.latestNumber()).toBe(2)
  })

  it('is not cancelled by a later move that failed', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    platform.before = ({ operation }) => {
      if (operation === 'join' || operation === 'leave') throw no(-1)
    }
    await answer(`移动 ${P} 0`)
    platform.before = () => undefined
    await pass(HOUR_MS)
    expect(whereIs(P)).toEqual([106])
  })

  it('moves nobody back whom somebody moved elsewhere since, and says so in the log', async () => {
    await answer(`移动 ${P} ${Q} VIP 1小时`)
    platform.followers.set(P, [])
    await pass(HOUR_MS)
    expect([whereIs(P), whereIs(Q)]).toEqual([[], [106]])
    expect(await lastEnd()).toMatchObject({
      outcome: 'done',
      answer: { answer: { kind: 'batch-moved', moved: 1, faults: [{ openid: P, fault: { why: 'moved-since' } }] } },
    })
    const log = await answer(`日志 ${P}`)
    expect(log).toMatchObject({ entries: [{ number: 2, actor: { kind: 'scheduler', command: 1 } }, { number: 1 }] })
    expect(await bot.store.moveEnds.firstDue()).toBeNull()
  })

  it('stays and is told when the group before is gone', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    platform.groups = platform.groups.filter(({ id }) => id !== 106)
    await pass(HOUR_MS)
    expect(whereIs(P)).toEqual([108])
    expect(await lastEnd()).toMatchObject({
      answer: { answer: { kind: 'not-moved-back', why: 'group-gone', group: VIP } },
    })
    expect([told().length, await bot.store.moveEnds.firstDue()]).toEqual([1, null])
  })

  it('is tried again when the platform refuses, told at first and in the end, and then no more', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    platform.before = ({ operation }) => {
      if (operation === 'join') throw no(-1)
    }
    await pass(HOUR_MS)
    await pass(MINUTE_MS)
    await pass(5 * MINUTE_MS)
    expect(bot.ended.map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'failed', 'failed'])
    expect(told()).toMatchObject([{ number: 2, answer: { kind: 'time-up', again: true } }])
    expect(whereIs(P)).toEqual([108])
    platform.before = () => undefined
    await restart()
    await pass(15 * MINUTE_MS)
    expect(whereIs(P)).toEqual([106])
    expect(told()).toMatchObject([{ number: 5, answer: { kind: 'time-up', again: false } }])
  })

  it('lasts until a new end when it is given again, and for good when it is given without', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    const later = Date.parse('2026-11-25 13:00+08:00')
    const there = { kind: 'already-there', openid: P, group: VIP } as const
    expect(await answer(`移动 ${P} VIP 3小时`)).toEqual({ ...there, until: later })
    await pass(2 * HOUR_MS)
    expect(whereIs(P)).toEqual([108])
    expect(await answer('撤销')).toMatchObject({ kind: 'cannot-undo', reason: 'end-only' })
    await pass(HOUR_MS)
    expect(whereIs(P)).toEqual([106])
    await answer(`移动 ${P} VIP 1小时`)
    expect(await answer(`移动 ${P} VIP`)).toEqual({ ...there, freed: true })
    await pass(2 * HOUR_MS)
    expect(whereIs(P)).toEqual([108])
    expect(await answer(`移动 ${P} VIP 1小时`)).toMatchObject({ kind: 'stays-there', group: VIP })
    await pass(2 * HOUR_MS)
    expect(whereIs(P)).toEqual([108])
  })

  it('is shown by 查, also by another process, and no longer when they are elsewhere', async () => {
    await answer(`移动 ${P} VIP 2小时`)
    await restart()
    const end = { until: Date.parse(`${NOON}+08:00`), back: { id: 106, name: '测试' } }
    expect(await answer(`查 ${P}`)).toMatchObject({ kind: 'whereabouts', end })
    platform.followers.set(P, [])
    expect(await answer(`查 ${P}`)).toMatchObject({ end: null })
  })

  it('of many, and into the blacklist, is asked about with its end', async () => {
    const question = await answer(`移动 ${P} 黑名单 2小时`)
    expect(question).toMatchObject({ kind: 'confirm', plan: { kind: 'blacklist', lasting: { spanMs: 2 * HOUR_MS } } })
    await pass(MINUTE_MS)
    await answer(`确认 ${question?.kind === 'confirm' ? question.digits : ''}`)
    expect(whereIs(P)).toContain(1)
    await pass(2 * HOUR_MS - 2 * MINUTE_MS)
    expect(whereIs(P)).toContain(1)
    await pass(MINUTE_MS)
    expect(whereIs(P)).toEqual([106])
  })

  it('is refused when its time is over before the yes, and for ends that can not be', async () => {
    const question = await answer(`移动 ${P} 黑名单 2分钟`)
    await pass(3 * MINUTE_MS)
    const late = await answer(`确认 ${question?.kind === 'confirm' ? question.digits : ''}`)
    expect(late).toMatchObject({ kind: 'bad-ending', reason: 'past', given: null })
    const numbers = await bot.store.ledger.latestNumber()
    for (const [text, reason] of [
      ['到 8点', 'past'],
      ['500天', 'too-long'],
      ['到 2月30日', 'no-such-day'],
    ])
      expect(await answer(`移动 ${P} VIP ${text}`)).toMatchObject({ kind: 'bad-ending', reason })
    expect([whereIs(P), await bot.store.ledger.latestNumber()]).toEqual([[106], numbers])
  })

  it('yields to a move that an admin wrote before it ended and that arrives afterwards', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    const writtenAt = clock.now()
    await pass(HOUR_MS)
    const begun = await bot.intake.begin({ admin: OWNER, text: `移动 ${P} VIP`, dedupeKey: 'late', writtenAt })
    expect(begun.kind === 'running' && (await begun.final)).toMatchObject({ kind: 'moved', to: VIP })
  })

  it('lasts as it was to when what cancelled it is taken back', async () => {
    const end = Date.parse(`${NOON}+08:00`)
    for (const cancelling of ['撤销', `移动 ${P} 0`]) {
      await answer(`移动 ${P} VIP 2小时`)
      await answer(cancelling)
      expect(await bot.store.moveEnds.of(P)).toBeUndefined()
      const number = (await bot.store.ledger.latestNumber()) ?? 0
      expect(await answer(`撤销 ${number}`)).toMatchObject({
        kind: cancelling === '撤销' ? 'redone' : 'undone',
        answer: { kind: 'moved', to: VIP, until: end },
      })
      expect(await bot.store.moveEnds.of(P)).toMatchObject({ until: end, back: [106] })
      await answer(`移动 ${P} 106`)
    }
    await pass(HOUR_MS)
    await answer(`移动 ${P} VIP 1小时`)
    await answer('撤销')
    await pass(2 * HOUR_MS)
    expect(await answer(`撤销 ${(await bot.store.ledger.latestNumber()) ?? 0}`)).toMatchObject({ kind: 'redone' })
    expect([whereIs(P), await bot.store.moveEnds.of(P)]).toEqual([[108], undefined])
  })

  it('keeps its end in what is suggested in place of a group that there is not', async () => {
    const example = `移动 ${P} ${Q} 108 到 2026年11月25日 12:00 备注:展会`
    expect(await answer(`移动 ${P} ${Q} VIQ 2小时 备注:展会`)).toMatchObject({ kind: 'no-such-group', example })
    expect(await answer(example)).toMatchObject({ kind: 'batch-moved', moved: 2, until: Date.parse(`${NOON}+08:00`) })
  })

  it('tells nothing to whoever gave it and commands no more', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    Object.assign(bot.admins, { has: () => false })
    await pass(HOUR_MS)
    expect([whereIs(P), told()]).toEqual([[106], []])
    await until(async () => (await bot.store.ledger.find(2))?.telling === 'read', 'the record of it')
  })

  it('can be taken back when it has ended, by its number', async () => {
    await answer(`移动 ${P} VIP 1小时`)
    await pass(HOUR_MS)
    expect(await answer('撤销 2')).toMatchObject({ kind: 'undone', number: 2 })
    expect(whereIs(P)).toEqual([108])
  })
})

describe('a label on tags', () => {
  beforeEach(() => setUp('tags'))

  it('that is a group ends what was for a time; another one does not', async () => {
    platform.managed = new Set([106, 108])
    platform.groups.push({ id: 120, name: '生日', count: 0 })
    await answer(`移动 ${P} VIP 1小时`)
    await answer(`打标签 ${P} 生日`)
    expect(await bot.store.moveEnds.of(P)).toBeDefined()
    await answer(`去标签 ${P} VIP`)
    expect(await bot.store.moveEnds.of(P)).toBeUndefined()
  })
})
