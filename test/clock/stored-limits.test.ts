import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Dialogues } from '../../src/bot/dialogues.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import { ManualClock, turnUntil } from '../support/manual-clock.ts'
import { OWNER, Stage } from '../support/stage.ts'

const HOUR_MS = 3_600_000
const FIVE_MINUTES_MS = 300_000

describe.each([-5, 5])(
  'what waits for an admin while somebody sets the time of day by %i hours (F12, F50)',
  (hours) => {
    let clock: ManualClock

    beforeEach(() => {
      clock = new ManualClock()
    })

    describe('a question', () => {
      const question = { kind: 'choice', commands: ['分组'] } as const

      it('can be answered for five minutes', async () => {
        const store = await openSqliteStore({ path: ':memory:', appid: 'wx', clock })
        const dialogues = await Dialogues.open(store.dialogues, clock)
        await dialogues.ask(OWNER, question, { kind: 'not-understood' })
        clock.jump(hours * HOUR_MS)
        await clock.advance(FIVE_MINUTES_MS - 1)
        expect(dialogues.of(OWNER)?.dialogue).toEqual(question)
        await clock.advance(1)
        expect(dialogues.of(OWNER)).toBeUndefined()
        await store.close()
      })

      it('outlasts a start of the process, but not one after which nobody knows how old it is', async () => {
        const store = await openSqliteStore({ path: ':memory:', appid: 'wx', clock })
        await (await Dialogues.open(store.dialogues, clock)).ask(OWNER, question, { kind: 'not-understood' })
        expect((await Dialogues.open(store.dialogues, clock)).of(OWNER)?.dialogue).toEqual(question)
        clock.jump(hours * HOUR_MS)
        clock.restart()
        expect((await Dialogues.open(store.dialogues, clock)).of(OWNER)).toBeUndefined()
        await store.close()
      })
    })

    describe('a plan', () => {
      let stage: Stage

      beforeEach(async () => {
        const path = join(mkdtempSync(join(tmpdir(), 'fenzu-jump-')), 'fenzu.db')
        stage = await Stage.open({ WECHAT_MODE: 'safe', DATABASE_URL: `sqlite:${path}` }, clock)
      })
      afterEach(async () => {
        await stage.close()
      })

      const shown = async (text: string) => (await turnUntil(clock, stage.say(text))).shown ?? ''
      const digitsOf = (answer: string) => /确认 (\d{4})/.exec(answer)?.[1]

      it('waits five minutes for its yes', async () => {
        const digits = digitsOf(await shown('删除 107'))
        clock.jump(hours * HOUR_MS)
        await clock.advance(FIVE_MINUTES_MS - 5_000)
        expect(await shown('确认')).toContain(`确认 ${digits}`)
        await clock.advance(5_000)
        expect(digitsOf(await shown('确认'))).toBeUndefined()
        expect(digitsOf(await shown(`确认 ${digits}`))).toBeUndefined()
        expect((await stage.groups()).map(({ id }) => id)).toContain(107)
      })

      it('is void after a start, when nobody knows how old it is', async () => {
        const digits = digitsOf(await shown('删除 107'))
        clock.jump(hours * HOUR_MS)
        clock.restart()
        await turnUntil(clock, stage.restart())
        expect(digitsOf(await shown('确认'))).toBeUndefined()
        await shown(`确认 ${digits}`)
        expect((await stage.groups()).map(({ id }) => id)).toContain(107)
      })
    })
  },
)
