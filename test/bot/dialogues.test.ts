import { beforeEach, describe, expect, it } from 'vitest'
import { Dialogues } from '../../src/bot/dialogues.ts'
import { DIALOGUE_VALID_MS, type Dialogue } from '../../src/commands/reading/dialogue.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'
import { ManualClock } from '../support/manual-clock.ts'

const OWNER = 'oAdmin_Sandbox_0000000000001'
const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
const FIRST: Dialogue = { kind: 'suggestion', command: '分组' }
const SECOND: Dialogue = { kind: 'choice', commands: ['查 #1', '查 #2'] }

const ANSWER = { kind: 'no-more' } as const

const questionOf = (dialogues: Dialogues, admin: string) => dialogues.of(admin)?.dialogue

let clock: ManualClock
let store: Store
let dialogues: Dialogues

beforeEach(async () => {
  clock = new ManualClock()
  store = await openSqliteStore({ path: ':memory:', appid: 'wx5a4db0c0ffee0001', clock })
  dialogues = await Dialogues.open(store.dialogues, clock)
  return () => store.close()
})

const onDisk = async () =>
  (await store.dialogues.list(clock.steady())).map(({ admin, body }) => [
    admin,
    (body as { dialogue: unknown }).dialogue,
  ])

describe('a question that waits', () => {
  it('is of one admin, the newest alone, in memory and on disk', async () => {
    await dialogues.ask(OWNER, FIRST, ANSWER)
    await dialogues.ask(OWNER, SECOND, ANSWER)
    expect([questionOf(dialogues, OWNER), questionOf(dialogues, P)]).toEqual([SECOND, undefined])
    expect(await onDisk()).toEqual([[OWNER, SECOND]])
  })

  it('waits for five minutes, not a millisecond longer', async () => {
    await dialogues.ask(OWNER, FIRST, ANSWER)
    await clock.advance(DIALOGUE_VALID_MS - 1)
    expect(questionOf(dialogues, OWNER)).toEqual(FIRST)
    await clock.advance(1)
    expect(questionOf(dialogues, OWNER)).toBeUndefined()
    expect(dialogues.drop(OWNER)).toBe(false)
  })

  it('is known to the next process for what is left of its time', async () => {
    await dialogues.ask(OWNER, FIRST, ANSWER)
    await clock.advance(DIALOGUE_VALID_MS - 1)
    const next = await Dialogues.open(store.dialogues, clock)
    expect(questionOf(next, OWNER)).toEqual(FIRST)
    await clock.advance(1)
    expect(questionOf(next, OWNER)).toBeUndefined()
    expect(questionOf(await Dialogues.open(store.dialogues, clock), OWNER)).toBeUndefined()
  })

  it('that would wait longer than any can was written under another clock, and counts no more', async () => {
    await store.dialogues.put({
      admin: OWNER,
      body: { dialogue: FIRST, answer: null },
      expiresAt: clock.steady() + DIALOGUE_VALID_MS + 1,
    })
    await store.dialogues.put({
      admin: P,
      body: { dialogue: FIRST, answer: null },
      expiresAt: clock.steady() + DIALOGUE_VALID_MS,
    })
    const next = await Dialogues.open(store.dialogues, clock)
    expect([questionOf(next, OWNER), questionOf(next, P)]).toEqual([undefined, FIRST])
  })

  it('is over in memory when it is dropped, and on disk when it is cleared', async () => {
    await dialogues.ask(OWNER, FIRST, ANSWER)
    expect([dialogues.drop(OWNER), dialogues.drop(OWNER)]).toEqual([true, false])
    expect(questionOf(dialogues, OWNER)).toBeUndefined()
    expect(await onDisk()).toEqual([[OWNER, FIRST]])
    await dialogues.clear(OWNER)
    expect(await onDisk()).toEqual([])
  })

  it('is taken off the disk once, and again after another was asked', async () => {
    let cleared = 0
    const counting = {
      ...store.dialogues,
      clear: (admin: string) => {
        cleared += 1
        return store.dialogues.clear(admin)
      },
    }
    // One that an earlier process asked and did not take off any more.
    await dialogues.ask(OWNER, FIRST, ANSWER)
    await clock.advance(DIALOGUE_VALID_MS)
    const next = await Dialogues.open(counting, clock)
    for (let round = 0; round < 3; round += 1) {
      for (let message = 0; message < 3; message += 1) await next.clear(OWNER)
      expect([cleared, await onDisk()]).toEqual([round + 1, []])
      await next.ask(OWNER, SECOND, ANSWER)
      next.drop(OWNER)
    }
  })

  it('is taken off the disk by the next message when the store refused', async () => {
    await dialogues.ask(OWNER, FIRST, ANSWER)
    let refuses = true
    const failing = {
      ...store.dialogues,
      clear: (admin: string) => (refuses ? Promise.reject(new Error('refused')) : store.dialogues.clear(admin)),
    }
    const next = await Dialogues.open(failing, clock)
    next.drop(OWNER)
    await expect(next.clear(OWNER)).rejects.toThrow('refused')
    refuses = false
    await next.clear(OWNER)
    expect(await onDisk()).toEqual([])
  })

  it('is asked again with the answer in which it was asked', async () => {
    await dialogues.ask(OWNER, FIRST, ANSWER)
    expect(dialogues.of(OWNER)?.answer).toEqual(ANSWER)
    expect((await Dialogues.open(store.dialogues, clock)).of(OWNER)?.answer).toEqual(ANSWER)
  })

  it('stays on disk when another was asked before the old one was cleared', async () => {
    await dialogues.ask(OWNER, FIRST, ANSWER)
    dialogues.drop(OWNER)
    await dialogues.ask(OWNER, SECOND, ANSWER)
    await dialogues.clear(OWNER)
    expect([questionOf(dialogues, OWNER), await onDisk()]).toEqual([SECOND, [[OWNER, SECOND]]])
  })
})

describe('a question, when somebody leaves,', () => {
  const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'
  const traces = { openid: P, number: 7, names: [], wasAdmin: false }

  it('is over when it is theirs or names them, and no other (T40)', async () => {
    await dialogues.ask(P, FIRST, ANSWER)
    await dialogues.ask(OWNER, { kind: 'choice', commands: [`查 ${P}`] }, ANSWER)
    await dialogues.ask(Q, FIRST, ANSWER)
    dialogues.forget(traces)
    expect([P, OWNER, Q].map((admin) => questionOf(dialogues, admin))).toEqual([undefined, undefined, FIRST])
  })
})
