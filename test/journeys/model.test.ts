import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { API, BACKENDS, OWNER, Stage, until } from '../support/stage.ts'
import { send } from '../support/send.ts'

/*
 * Random commands and faults, all at once; in the end the platform's world must be what a very simple model says: a map from
 * follower to group, and the commands that are told as done played on it in the order of their numbers. What was told as not
 * done must have left no trace.
 */

interface Step {
  readonly text: string
  readonly fault: { readonly path: string; readonly kind: string; readonly ms: number } | null
}

const RUNS = 4
const LEAST_MOVED = 15
const LEAST_DONE = 15
const TARGETS = [0, 102, 106, 107, 108]

describe.each(BACKENDS)('on %s', (backend) => {
  const path = join(mkdtempSync(join(tmpdir(), 'fenzu-')), 'fenzu.db')
  let stage: Stage
  let people: string[]

  beforeAll(async () => {
    stage = await Stage.open({ WECHAT_MODE: 'plain', WECHAT_BACKEND: backend, DATABASE_URL: `sqlite:${path}` })
    await stage.reset({ quota: 'off' })
    people = (await stage.world()).followers
      .filter(({ openid }) => openid !== OWNER)
      .slice(0, 4)
      .map(({ openid }) => openid)
  })
  afterAll(async () => {
    await stage.close()
  })

  const person = fc.integer({ min: 0, max: 3 })
  const target = fc.constantFrom(...TARGETS)
  const said = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(person, target).map(([at, to]) => `移动 P${at} ${to}`) },
    { weight: 2, arbitrary: fc.tuple(person, person, target).map(([a, b, to]) => `移动 P${a} P${b} ${to}`) },
    { weight: 2, arbitrary: fc.constant('撤销') },
    { weight: 1, arbitrary: fc.constant('重做') },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 999 }).map((n) => `改名 107 名${n}`) },
  )
  const paths = [...Object.values(API[backend]), '/cgi-bin/user/info/batchget', '/cgi-bin/tags/members/batchuntagging']
  const fault = fc.record({
    path: fc.constantFrom(...paths),
    kind: fc.constantFrom('delay', 'reset-before', 'reset-after', 'http502', 'truncated'),
    ms: fc.integer({ min: 0, max: 200 }),
  })
  const steps = fc.array(fc.record({ text: said, fault: fc.option(fault, { freq: 3 }) }), {
    minLength: 4,
    maxLength: 12,
  })

  /** Over all runs: people of whom the ledger says that they were moved, and commands that ended well. */
  const happened = { moved: 0, done: 0 }

  it('the world is what was told, whatever was said and however the API behaved', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all: Step[]) => {
        const before = await whereAll()
        const first = await latestNumber()
        const sayings: Promise<unknown>[] = []
        for (const { text, fault: one } of all) {
          if (one !== null) await stage.fault(one.path, one.kind, { ms: one.ms })
          sayings.push(stage.say(text.replaceAll(/P(\d)/g, (_, at: string) => people[Number(at)] ?? '')))
        }
        await Promise.all(sayings)
        await until(async () => (await waiting()) === 0, 'the end of all', 60_000)
        await send(`${stage.fenzu.sandboxUrl}/sandbox/faults`, { method: 'DELETE' })
        const { model, doubtful, moves } = follow(before, first)
        expect(moves, JSON.stringify(all)).toBe(all.filter(({ text }) => text.startsWith('移动')).length)
        const after = await whereAll()
        for (const openid of people) {
          if (doubtful.has(openid)) continue
          expect([openid, after.get(openid)], JSON.stringify(all)).toEqual([openid, model.get(openid)])
        }
      }),
      { numRuns: RUNS, seed: 20_261_125, endOnFailure: true },
    )
    // A world in which nothing happens is as it was told, too.
    expect(happened.moved).toBeGreaterThanOrEqual(LEAST_MOVED)
    expect(happened.done).toBeGreaterThanOrEqual(LEAST_DONE)
  })

  /** Plays what the ledger calls done, in the order of the numbers; of whom it calls an end unknown nothing is expected. */
  function follow(before: ReadonlyMap<string, number[]>, first: number) {
    const model = new Map(before)
    const doubtful = new Set<string>()
    const db = new DatabaseSync(path, { readOnly: true })
    const rows = db
      .prepare('select number, outcome, plan from command where number > ? and plan is not null order by number')
      .all(first)
    const ends = db.prepare('select outcome from item where number = ? and openid = ?')
    for (const { number, outcome, plan } of rows) {
      const { kind, people: moved } = JSON.parse(String(plan)) as {
        kind: string
        people: { openid: string; to: number[] }[]
      }
      if (kind !== 'move') continue
      for (const { openid, to } of moved) {
        const end = ends.get(Number(number), openid)?.['outcome'] ?? outcome
        if (end === 'done') {
          if (String(model.get(openid)) !== String(to)) happened.moved += 1
          model.set(openid, to)
          doubtful.delete(openid)
        }
        if (end === 'unknown') doubtful.add(openid)
      }
    }
    const commands = db.prepare('select command, outcome from command where number > ?').all(first)
    happened.done += commands.filter(({ outcome }) => outcome === 'done').length
    db.close()
    return { model, doubtful, moves: commands.filter(({ command }) => String(command).endsWith('移动')).length }
  }

  async function whereAll(): Promise<Map<string, number[]>> {
    const { followers } = await stage.world()
    return new Map(
      followers.map(({ openid, groupid, tagid_list }) => [
        openid,
        backend === 'tags' ? tagid_list.filter((id) => id > 2) : groupid === 0 ? [] : [groupid],
      ]),
    )
  }

  async function latestNumber(): Promise<number> {
    return Number(/最大是 (\d+)/.exec((await stage.say('结果 999999')).shown ?? '')?.[1] ?? 0)
  }

  async function waiting(): Promise<number> {
    return ((await (await send(`${stage.fenzu.url}/readyz`)).json()) as { waiting: number }).waiting
  }
})
