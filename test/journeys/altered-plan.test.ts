import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { API, P, Q, Stage } from '../support/stage.ts'

let path: string
let stage: Stage

beforeEach(async () => {
  path = join(mkdtempSync(join(tmpdir(), 'fenzu-plan-')), 'fenzu.db')
  stage = await Stage.open({ WECHAT_MODE: 'plain', DATABASE_URL: `sqlite:${path}` })
})
afterEach(() => stage.close())

/** Changes the plan that waits, in the file, as a defect of the store or somebody with access to it could. */
function alterPlan(from: string, to: string): void {
  const database = new DatabaseSync(path)
  const { changes } = database.prepare('update confirmation set plan = replace(plan, ?, ?)').run(from, to)
  database.close()
  expect(changes).toBe(1)
}

it('a plan that is not the one that was asked about is not carried out, whatever digits are sent', async () => {
  const digits = async (): Promise<string> =>
    /确认 (\d{4})/.exec((await stage.say(`移动 ${P} 黑名单`)).shown ?? '')?.[1] ?? 'none'
  const asked = await digits()
  alterPlan(P, Q)
  expect((await stage.say(`确认 ${asked}`)).shown).toContain('没有等待确认的操作')
  expect((await stage.say('确认')).shown).toContain('没有等待确认的操作')
  expect(await stage.calls(API.groups.move)).toEqual([])
  expect([await stage.groupOf(P), await stage.groupOf(Q)]).toEqual([0, 102])
  expect((await stage.say(`确认 ${await digits()}`)).shown).toMatch(/^✅/)
  expect(await stage.groupOf(P)).toBe(1)
})
