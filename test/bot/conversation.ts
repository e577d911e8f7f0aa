import { Claims } from '../../src/admins/claims.ts'
import { Roster } from '../../src/admins/roster.ts'
import { createImporter } from '../../src/app/platform.ts'
import { Dialogues } from '../../src/bot/dialogues.ts'
import { Intake } from '../../src/bot/intake.ts'
import { PageCache } from '../../src/bot/page-cache.ts'
import { AnswerDelivery, type ToldCommand } from '../../src/bot/answer-delivery.ts'
import { Scheduler } from '../../src/bot/timed/scheduler.ts'
import type { Begun } from '../../src/bot/in-flight.ts'
import { CATALOG } from '../../src/commands/catalog/index.ts'
import { Registry } from '../../src/commands/registry.ts'
import { BackgroundSync } from '../../src/commands/running/background-sync.ts'
import { Runner } from '../../src/commands/running/runner.ts'
import { TimedMoves } from '../../src/commands/timed/timed-moves.ts'
import type { Services } from '../../src/commands/services.ts'
import { Sequencer } from '../../src/dispatch/order.ts'
import type { Actor } from '../../src/domain/actor.ts'
import type { Answer } from '../../src/domain/answer.ts'
import { Changes } from '../../src/groups/changes.ts'
import { GroupList } from '../../src/groups/group-list.ts'
import { Lookups } from '../../src/groups/lookups.ts'
import { Moves } from '../../src/groups/moves.ts'
import { PeopleBook } from '../../src/people/book.ts'
import { KeptBook } from '../../src/replies/book.ts'
import { MenuPublisher } from '../../src/replies/menu.ts'
import { KeepTasks } from '../../src/replies/tasks.ts'
import { RuleBook } from '../../src/rules/book.ts'
import { FollowerTally } from '../../src/rules/follower-tally.ts'
import { openSqliteStore } from '../../src/store/sqlite/open.ts'
import type { Store } from '../../src/store/store.ts'
import { ScriptedBackend } from '../groups/scripted-backend.ts'
import { ManualClock } from '../support/manual-clock.ts'

/** Nobody leaves. */
const STAYING = { moment: () => 0, hasLeftSince: () => false, forget: () => Promise.resolve() }

export const OWNER = 'oAdmin_Sandbox_0000000000001'
export const P = 'oDF3iYx0ro3_7jD4HFRDfrjdCM58'
export const Q = 'od8XIjsmk6QdVTETa9jLtGWA6KBc'

export interface ConversationOptions {
  /** The platform of an earlier one on the same store. */
  readonly platform?: ScriptedBackend
  /** A file, or `:memory:`. */
  readonly path?: string
  readonly backend?: 'groups' | 'tags'
  readonly owners?: readonly string[]
  readonly clock?: ManualClock
}

/** An account's admins, commands and store with a platform in memory: texts go in past the door, and no socket is opened. */
export class Conversation {
  readonly clock: ManualClock
  readonly store: Store
  readonly backend: ScriptedBackend
  readonly list: GroupList
  readonly people: PeopleBook
  readonly admins: Roster
  readonly dialogues: Dialogues
  readonly pageCache: PageCache
  readonly registry: Registry
  readonly runner: Runner
  readonly intake: Intake
  readonly timed: TimedMoves
  readonly scheduler: Scheduler
  /** What was pushed to admins after the end, one after the other. */
  readonly pushed: { actor: Actor; number: number; answer: Answer }[] = []
  /** Changing calls about the account that go past the groups. */
  readonly remarks: string[] = []
  readonly accepted: number[] = []
  readonly ended: { number: number; outcome: string }[] = []
  readonly defects: unknown[] = []
  repeated = 0
  readonly #answerDelivery: AnswerDelivery
  #messages = 0

  static async open({
    path = ':memory:',
    backend = 'groups',
    owners = [OWNER],
    clock = new ManualClock(),
    platform = new ScriptedBackend(backend),
  }: ConversationOptions = {}): Promise<Conversation> {
    const store = await openSqliteStore({ path, appid: 'wx5a4db0c0ffee0001', clock })
    const events = { contactsNotWritten: () => undefined }
    const people = await PeopleBook.open(store.people, clock, { lastTexts: true, events })
    const admins = await Roster.open(store.admins, owners)
    const claims = await Claims.open({
      admins,
      invitations: store.invitations,
      clock,
      events: { invited: () => undefined, joined: () => undefined, claimsGuessed: () => undefined },
      secret: 'secret',
    })
    const dialogues = await Dialogues.open(store.dialogues, clock)
    const kept = await openKept(store, clock)
    const rules = await openRules(store, clock)
    return new Conversation({ clock, store, people, admins, claims, dialogues, kept, rules }, platform)
  }

  private constructor(
    parts: Pick<Conversation, 'clock' | 'store' | 'people' | 'admins' | 'dialogues'> &
      Pick<Services, 'claims' | 'kept' | 'rules'>,
    backend: ScriptedBackend,
  ) {
    const { clock, store, people, admins, dialogues } = parts
    this.clock = clock
    this.store = store
    this.people = people
    this.admins = admins
    this.dialogues = dialogues
    this.backend = backend
    this.list = new GroupList(backend, clock)
    this.pageCache = new PageCache(clock)
    this.registry = new Registry(CATALOG)
    this.timed = new TimedMoves(store.moveEnds, clock, true)
    const services = this.#services(parts)
    this.registry.bind(services)
    const events = {
      during: <T>(_number: number, work: () => Promise<T>) => work(),
      sent: () => undefined,
      ended: ({ number }: { number: number }, { outcome }: { outcome: string }) =>
        void this.ended.push({ number, outcome }),
      defect: (error: unknown) => void this.defects.push(error),
    }
    this.runner = new Runner(this.registry, services, new Sequencer(), events)
    const late = {
      send: ({ actor, number }: ToldCommand, answer: Answer) => {
        this.pushed.push({ actor, number, answer })
        return Promise.resolve(true)
      },
    }
    this.#answerDelivery = new AnswerDelivery(store.ledger, clock, late, {
      late: () => undefined,
      failed: () => undefined,
    })
    this.intake = new Intake(this.registry, services, this.runner, this.#answerDelivery, dialogues, {
      accepted: ({ number }) => void this.accepted.push(number),
      repeated: () => void (this.repeated += 1),
    })
    this.scheduler = new Scheduler({
      timed: this.timed,
      registry: this.registry,
      runner: this.runner,
      ledger: store.ledger,
      answerDelivery: this.#answerDelivery,
      clock,
      isAdmin: (openid) => this.admins.has(openid),
      events: { accepted: ({ number }) => void this.accepted.push(number), defect: events.defect },
    })
  }

  /** What a start does: what was left is taken up, and what is due is ended from now on. */
  async start(): Promise<number> {
    const left = await this.intake.recover()
    this.scheduler.start()
    return left
  }

  /** What becomes of an admin's text; each is a message of its own unless it is given a key. */
  say(text: string, more: { admin?: string; key?: string } = {}): Promise<Begun> {
    this.#messages += 1
    const { admin = OWNER, key = `message ${this.#messages}` } = more
    return this.intake.begin({ admin, text, dedupeKey: key, writtenAt: this.clock.now() })
  }

  /** The final answer to a text; undefined for one that is none of the bot's business. */
  async answerTo(text: string, more: { admin?: string; key?: string } = {}): Promise<Answer | undefined> {
    const begun = await this.say(text, more)
    if (begun.kind === 'ordinary') return undefined
    return begun.kind === 'answer' ? begun.answer : begun.final
  }

  async close(): Promise<void> {
    this.scheduler.close()
    this.runner.close()
    this.#answerDelivery.close()
    await this.store.close()
  }

  #services(given: Pick<Services, 'claims' | 'kept' | 'rules'>): Services {
    const { clock, store, people, admins, dialogues, backend, list, pageCache, registry } = this
    const lookups = new Lookups(backend)
    const moves = new Moves(backend, lookups, () => {
      list.countsChanged()
    })
    const account: Services['account'] = {
      followers: () => Promise.resolve({ total: 0, openids: [], next: '' }),
      remark: (openid, remark) => {
        this.remarks.push(`${openid} ${remark}`)
        return Promise.resolve('written')
      },
      qrCode: () => Promise.resolve(undefined),
      state: () => Promise.resolve({ moves: null, lookups: null, clockOffsetMs: null }),
    }
    const changes = new Changes(backend, list)
    const groups = { backend, list, changes, lookups, moves, account }
    const importer = createImporter({ people, store, groups, clock, forgetting: STAYING })
    return {
      clock,
      ...groups,
      ledger: store.ledger,
      confirmations: store.confirmations,
      timed: this.timed,
      admins,
      people,
      sync: new BackgroundSync(importer, clock, { defect: (error) => void this.defects.push(error) }),
      process: () => ({ mode: 'plain', waiting: this.intake.waiting, trouble: null, heldUpMs: null }),
      claims: given.claims,
      kept: given.kept,
      rules: given.rules,
      helps: registry.helps,
      commands: registry,
      dropQuestion: (admin) => dialogues.drop(admin),
      takeRest: (admin) => pageCache.take(admin),
      hasExpired: (admin) => pageCache.hasExpired(admin),
      nextPage: (admin) => pageCache.next(admin),
    }
  }
}

/** Rules can be made; nobody carries them out here. */
async function openRules(store: Store, clock: ManualClock): Promise<Services['rules']> {
  const book = await RuleBook.open(store.rules)
  // Those that the commands' examples name.
  for (const key of ['poster7', 'poster8', 'poster9']) {
    const target = { kind: 'group', id: 108, backend: 'groups' } as const
    await book.add({ trigger: { kind: 'scan', key }, target, policy: 'ungrouped', source: 'chat', madeAt: clock.now() })
  }
  const tally = new FollowerTally(store.dailyCounts, clock, () => undefined)
  const catchUp = () => Promise.resolve({ looked: 0, found: 0 })
  const [intake, drain] = [{ held: 0, lost: 0 }, { trouble: undefined }]
  return { book, errands: store.errands, counts: store.dailyCounts, intake, drain, tally, catchUp }
}

/** Two replies are kept; the console itself can not be reached. */
async function openKept(store: Store, clock: ManualClock): Promise<Services['kept']> {
  const nobody = (): Promise<never> => Promise.reject(new Error('the console was called'))
  const reply = { trigger: { kind: 'follow' }, name: '', mode: 'all', on: true } as const
  const replies = [1, 2].map((number) => ({ ...reply, number, contents: [{ kind: 'text', text: '欢迎' }] as const }))
  const raw = { autoreply: null, menu: null }
  await store.keptReplies.write({ takenAt: clock.now(), replies, menu: null, losses: [], raw })
  const events = { kept: () => undefined, keepingFailed: () => undefined, lessInConsole: () => undefined }
  const material = { fetch: nobody, download: nobody, keep: nobody }
  const book = await KeptBook.open({ clock, store: store.keptReplies, material, read: nobody, events })
  const menus = { read: nobody, create: nobody, add: nobody }
  const publisher = new MenuPublisher({ clock, menus, store: store.keptReplies })
  return { on: true, book, tasks: new KeepTasks(book, publisher) }
}
