import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockStore } from '../support/locked-store.ts'
import { adminOf } from '../../src/domain/actor.ts'
import { MAX_WAITING } from '../../src/bot/intake.ts'
import { CATALOG } from '../../src/commands/catalog/index.ts'
import { digestOf } from '../../src/commands/running/plan-digest.ts'
import { StoreUnavailableError } from '../../src/store/errors.ts'
import type { CommandRow } from '../../src/store/ledger.ts'
import { Conversation, OWNER, P, Q } from './conversation.ts'

/*
 * Whatever command is prepared and then refused at its acceptance, nothing has changed in memory, in the store or on the
 * platform. Before each command stands a world in which it would have much to change: moves that are done and one that was
 * undone, one that the platform holds up, one behind it that an undo would withdraw, a plan to be confirmed, a question,
 * a follower who was spoken of last and the rest of a long answer.
 */

const PEOPLE = Array.from({ length: 60 }, (_, at) => `oPerson_${String(at + 1).padStart(20, '0')}`)
const SECOND_OWNER = 'oOwner_Second_00000000000001'
/** An undo, of the last of the moves before it. */
const UNDO = 12
const HELD = 13
const QUEUED = 14
const CHANGES = CATALOG.filter(({ kind }) => kind === 'change')
const EXAMPLES = CHANGES.flatMap(({ spec }) => spec.examples.map((text) => ({ command: spec.name, text })))
const OTHERS = CATALOG.filter(({ kind }) => kind !== 'change').flatMap(({ spec }) => spec.examples)

let path: string
let conversation: Conversation
let platform: PromiseWithResolvers<undefined>

beforeEach(async () => {
  path = join(mkdtempSync(join(tmpdir(), 'fenzu-')), 'fenzu.db')
  conversation = await Conversation.open({ path, backend: 'tags', owners: [OWNER, SECOND_OWNER] })
  const { backend, store, clock, people, dialogues, pageCache } = conversation
  platform = Promise.withResolvers<undefined>()
  await store.admins.addFirst(Q, clock.now())
  await people.import([...PEOPLE, P, Q].map((openid) => ({ openid })))
  for (const openid of [...PEOPLE, P, Q]) backend.followers.set(openid, [])
  // Those whom examples of commands name.
  for (const [at, name] of ['小王', 'Tom'].entries()) await people.setAlias(PEOPLE[at] ?? P, name)
  await conversation.intake.recover()
  for (let number = 1; number < UNDO; number += 1) await conversation.answerTo(`移动 ${P} ${number % 2 ? 106 : 108}`)
  await conversation.answerTo('撤销')
  backend.before = ({ operation }) => (operation === 'join' ? platform.promise.then(() => undefined) : undefined)
  await conversation.say(`移动 ${P} 106`)
  await conversation.say(`移动 ${P} 108`)
  const plan = { kind: 'delete', group: { id: 106, name: '测试' }, count: 0 } as const
  const expiresAt = clock.steady() + 250_000
  await store.confirmations.put({
    actor: adminOf(OWNER),
    digits: '4821',
    plan,
    digest: digestOf(plan),
    askedBy: 1,
    expiresAt,
    triesLeft: 5,
  })
  const dialogue = { kind: 'missing', template: `移动 ${P} {}`, raw: false, options: [] } as const
  await dialogues.ask(OWNER, dialogue, { kind: 'pending-confirmation', plan, digits: '4821' })
  pageCache.keep(OWNER, 'the rest')
  people.mention(OWNER, Q)
})

afterEach(async () => {
  platform.resolve(undefined)
  await conversation.close()
})

/** Every row of every table, what is in memory, and what the platform was told to change. */
async function everything(): Promise<unknown> {
  const { dialogues, pageCache, people, backend, remarks, intake, accepted, admins } = conversation
  const rest = pageCache.take(OWNER)
  if (rest !== undefined) pageCache.keep(OWNER, rest)
  return {
    tables: tables(),
    question: dialogues.of(OWNER),
    rest,
    last: await people.find({ kind: 'last' }, OWNER),
    calls: backend.told.filter((call) => !/^(list|whereabouts|readBack)/.test(call)),
    adopted: [...backend.adopted],
    remarks: [...remarks],
    waiting: intake.waiting,
    accepted: [...accepted],
    admins: admins.list(),
  }
}

function tables(): Record<string, unknown[]> {
  const reader = new DatabaseSync(path, { readOnly: true })
  try {
    const names = reader.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[]
    return Object.fromEntries(names.map(({ name }) => [name, reader.prepare(`SELECT * FROM "${name}"`).all()]))
  } finally {
    reader.close()
  }
}

/** Somebody else has the file locked while this is done. */
async function locked<T>(work: () => Promise<T>): Promise<T> {
  const other = await lockStore(path)
  try {
    return await work()
  } finally {
    other.letGo()
  }
}

async function withdrawsNothing(): Promise<void> {
  platform.resolve(undefined)
  while (conversation.intake.waiting > 0) await conversation.clock.advance(1_000)
  const rows: (CommandRow | undefined)[] = []
  for (const number of [HELD, QUEUED]) rows.push(await conversation.store.ledger.find(number))
  expect(rows).toMatchObject([
    { outcome: 'done', undoneBy: null },
    { outcome: 'done', undoneBy: null },
  ])
}

describe('a command that is refused at its acceptance changes nothing', () => {
  it('whichever it is, while the store is locked', async () => {
    const before = await everything()
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(EXAMPLES, { minLength: 1, maxLength: 2 }), async (examples) => {
        for (const { text, command } of examples) {
          seen.add(command)
          await expect(locked(() => conversation.say(text))).rejects.toThrow(StoreUnavailableError)
          expect(await everything()).toEqual(before)
        }
      }),
      {
        numRuns: CHANGES.length + 6,
        examples: CHANGES.map(({ spec: { name } }) => [EXAMPLES.filter(({ command }) => command === name)]),
      },
    )
    expect([...seen].sort()).toEqual(CHANGES.map(({ spec }) => spec.name).sort())
    await withdrawsNothing()
  })

  it('nor does any other command of which the store refuses what it writes', async () => {
    for (const text of OTHERS) {
      const before = await everything()
      const refused = await locked(() => conversation.say(text)).then(
        () => false,
        (error: unknown) => {
          expect(error).toBeInstanceOf(StoreUnavailableError)
          return true
        },
      )
      if (refused) expect(await everything()).toEqual(before)
    }
  })

  it(`whichever it is, while ${MAX_WAITING} wait`, async () => {
    const { ledger } = conversation.store
    const like = await ledger.find(QUEUED)
    if (like === undefined) throw new Error('the command that waits is not in the ledger')
    const missing = Array.from({ length: MAX_WAITING - conversation.intake.waiting }, (_, at) => `earlier ${at}`)
    const { kind, actor, args, asked, command, acceptedAt, writtenAt } = like
    const rest = { kind, actor, args, asked, command, acceptedAt, writtenAt, openids: [P] }
    const added = await Promise.all(missing.map((dedupeKey) => ledger.accept({ ...rest, dedupeKey })))
    expect(added).toHaveLength(MAX_WAITING - 2)
    // As a start does: what is on disk and has not ended waits again, the two that wait already among them.
    await conversation.intake.recover()
    expect(conversation.intake.waiting).toBe(MAX_WAITING)
    const before = await everything()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...EXAMPLES), async ({ text }) => {
        const begun = await conversation.say(text)
        expect(begun).toEqual({ kind: 'answer', answer: { kind: 'too-many-waiting', limit: MAX_WAITING } })
      }),
      { numRuns: 60, examples: EXAMPLES.map((example) => [example]) },
    )
    expect(await everything()).toEqual(before)
  })
})
