import { KeyedLanes } from '../dispatch/keyed-lanes.ts'
import { adminOf, personOf } from '../domain/actor.ts'
import { timeOfDayAgo } from '../domain/clock.ts'
import type { Answer } from '../domain/answer.ts'
import type { ChangeCommand, LocalCommand, PreparedChange, ReadCommand } from '../commands/command.ts'
import type { Services } from '../commands/services.ts'
import type { CommandSpec } from '../commands/reading/reading.ts'
import type { Registry } from '../commands/registry.ts'
import type { Runner } from '../commands/running/runner.ts'
import type { CommandRow } from '../store/ledger.ts'
import type { OpenQuestion, Dialogues } from './dialogues.ts'
import type { AnswerDelivery } from './answer-delivery.ts'
import { Understanding, type UnderstandingServices } from './understanding.ts'
import { at, type AdminText, type IntakeEvents, type TextIntake } from './admin-text.ts'
import type { Begun } from './in-flight.ts'

/** Accepted commands that have not ended; beyond it the next is refused politely. */
export const MAX_WAITING = 5_000
/** Answers younger than this that nobody was told of are told after a restart; older ones wait for 结果. */
const UNTOLD_MS = 48 * 3_600_000
/** Answers younger than this that may not have reached their admin are mentioned once more after a restart. */
const UNREAD_MS = 7 * 86_400_000

/** What intake needs besides the commands' own services. */
export type IntakeServices = UnderstandingServices & Pick<Services, 'ledger' | 'clock'>

/**
 * From an admin's text to work under way: reads it, answers what can be answered at once, and puts every change into the
 * ledger before anything else is done with it. One admin's texts are read one after the other and their writes asked for in
 * that order, so their commands are accepted in the order in which they arrived.
 */
export class Intake {
  readonly #registry: Registry
  readonly #services: IntakeServices
  readonly #runner: Runner
  readonly #answerDelivery: AnswerDelivery
  readonly #dialogues: Dialogues
  readonly #understanding: Understanding
  readonly #events: IntakeEvents
  readonly #lanes = new KeyedLanes()
  readonly #running = new Map<number, Promise<Answer>>()
  /** What comes before an earlier process's commands are back in their places waits for that. */
  readonly #recovered = Promise.withResolvers<undefined>()
  /** Acceptances that are not on disk yet. */
  readonly #accepts = new Set<Promise<Begun>>()
  /** Of each admin, when the last text has done all that it does besides. */
  readonly #settling = new Map<string, Promise<void>>()

  constructor(
    registry: Registry,
    services: IntakeServices,
    runner: Runner,
    answerDelivery: AnswerDelivery,
    dialogues: Dialogues,
    events: IntakeEvents,
  ) {
    this.#dialogues = dialogues
    this.#understanding = new Understanding(registry, services, dialogues, (admin) => this.#settling.get(admin))
    this.#registry = registry
    this.#services = services
    this.#runner = runner
    this.#answerDelivery = answerDelivery
    this.#events = events
  }

  /** Commands accepted and not ended. */
  get waiting(): number {
    return this.#running.size + this.#accepts.size
  }

  async begin(text: AdminText): Promise<Begun> {
    await this.#recovered.promise
    const { begun } = await this.#lanes.run(text.admin, () => this.#read(text))
    return begun
  }

  /** Takes up what an earlier process left, in the order of the numbers, before anything new is accepted. */
  async recover(): Promise<number> {
    const { ledger, clock } = this.#services
    await this.#answerDelivery.recall(await ledger.unread(timeOfDayAgo(clock, UNREAD_MS)))
    for (const row of await ledger.untold(timeOfDayAgo(clock, UNTOLD_MS))) {
      this.#answerDelivery.watch(row)
      if (row.answer !== null) this.#answerDelivery.ended(row.number, row.answer)
    }
    const left = await ledger.unfinished()
    for (const { row, final } of this.#runner.resumeAll(left)) this.#follow(row, final)
    this.#recovered.resolve(undefined)
    return left.length
  }

  /** Done when the next text of this admin may be read; what was begun may take longer, the disk above all. */
  async #read(text: AdminText): Promise<{ begun: Promise<Begun> }> {
    // What a text means can change with a restart (a question is answered, 上一个 is forgotten): what was accepted is joined.
    const known = text.isNew === true ? undefined : await this.#services.ledger.findByDedupeKey(text.dedupeKey)
    if (known !== undefined) return at(this.#answered(known) ?? this.#joinRow(known))
    const understood = await this.#understanding.understand(text.text, text.admin)
    if (understood.kind === 'ordinary') return at({ kind: 'ordinary' })
    if (understood.kind === 'answer') {
      await this.#understanding.asked(text.admin, understood.answer)
      return at({ kind: 'answer', answer: understood.answer })
    }
    const { spec, args, about } = understood
    const question = this.#dialogues.of(text.admin)
    const { begun, refused } = await this.#run(text, spec, args)
    if (refused === true) return { begun }
    const taken = begun.then(
      () => this.#taken(text.admin, spec.keepsQuestion === true ? undefined : question, about),
      () => undefined,
    )
    this.#settling.set(text.admin, taken)
    // The next text of this admin must not answer the same question.
    if (question !== undefined) await taken
    return { begun }
  }

  /** What a text does besides, once what it asked for is accepted: not before, because it may be refused. */
  #taken(admin: string, question: OpenQuestion | undefined, about: string | undefined): void {
    if (about !== undefined) this.#services.people.mention(admin, about)
    if (question !== undefined && this.#dialogues.of(admin) === question) this.#dialogues.drop(admin)
    // In memory the question is over; what could not be taken off the disk is over when its five minutes are.
    this.#dialogues.clear(admin).catch(() => undefined)
  }

  async #run(text: AdminText, spec: CommandSpec, args: object): Promise<TextIntake> {
    const command = this.#registry.find(spec.name)
    if (command === undefined) throw new TypeError(`no command is called ${spec.name}`)
    switch (command.kind) {
      case 'local':
        return at(await this.#answer(text, args, command))
      case 'read':
        return at(this.#ask(text, args, command))
      case 'change':
        return this.#change(text, args, command)
    }
  }

  async #answer(text: AdminText, args: object, command: LocalCommand): Promise<Begun> {
    const local = await command.answer(args, { openid: text.admin, ...text })
    await this.#understanding.asked(text.admin, local.answer)
    return { kind: 'answer', ...local }
  }

  async #change(text: AdminText, args: object, command: ChangeCommand): Promise<TextIntake> {
    if (command.alone) {
      await Promise.allSettled(this.#accepts)
      const known = await this.#services.ledger.findByDedupeKey(text.dedupeKey)
      if (known !== undefined) return at(this.#joinRow(known))
    }
    const prepared = await command.prepare(args, adminOf(text.admin))
    if (prepared.kind === 'answer') return at(prepared)
    if (this.waiting >= MAX_WAITING) {
      return { ...at({ kind: 'answer', answer: { kind: 'too-many-waiting', limit: MAX_WAITING } }), refused: true }
    }
    const begun = this.#accept(text, prepared, command)
    if (command.alone) await begun
    return { begun }
  }

  /** Asks for the write at once, so that acceptances keep their order and share a transaction with their neighbours. */
  #accept(text: AdminText, prepared: PreparedChange, command: ChangeCommand): Promise<Begun> {
    const written = this.#services.ledger.accept({
      kind: 'change',
      actor: adminOf(text.admin),
      dedupeKey: text.dedupeKey,
      writtenAt: text.writtenAt,
      acceptedAt: this.#services.clock.now(),
      command: command.spec.name,
      args: prepared.args,
      asked: prepared.asked,
      openids: prepared.scope.openids,
      ...(prepared.confirms === true ? { confirms: true } : {}),
    })
    const begun = written
      .then(({ row, fresh }) => {
        if (fresh) {
          this.#events.accepted(row)
          this.#follow(row, this.#askingAfter(row, this.#runner.start(row, command.accepted(row.args))))
        } else this.#events.repeated()
        return this.#joinRow(row)
      })
      .finally(() => {
        this.#accepts.delete(begun)
      })
    this.#accepts.add(begun)
    return begun
  }

  #ask(text: AdminText, args: object, command: ReadCommand): Begun {
    const question = command.question(args)
    const { asked, openids } = question
    const final = this.#runner.read(question).then(async (answer) => {
      await this.#understanding.asked(text.admin, answer)
      return answer
    })
    let numbered: Promise<number> | undefined
    const giveNumber = async (): Promise<number> => {
      const { row } = await this.#services.ledger.accept({
        kind: 'read',
        actor: adminOf(text.admin),
        dedupeKey: text.dedupeKey,
        writtenAt: text.writtenAt,
        acceptedAt: this.#services.clock.now(),
        command: command.spec.name,
        args,
        asked,
        openids,
      })
      this.#follow(
        row,
        final.then((answer) => this.#runner.endRead(row, answer)),
      )
      return row.number
    }
    return { kind: 'running', asked, final, number: null, numbered: () => (numbered ??= giveNumber()) }
  }

  /** The end of a command may be a question, which waits for the admin's next message before they can have read it. */
  async #askingAfter({ actor }: CommandRow, final: Promise<Answer>): Promise<Answer> {
    const answer = await final
    const admin = personOf(actor)
    if (admin !== undefined) await this.#understanding.asked(admin, answer)
    return answer
  }

  /** Whoever became an admin by this message is told so as they were; 日志 tells others. */
  #answered({ answer }: CommandRow): Begun | undefined {
    return answer?.kind === 'joined' ? { kind: 'answer', answer: { kind: 'claimed', role: answer.role } } : undefined
  }

  #joinRow(row: CommandRow): Begun {
    const { number, asked } = row
    const final = row.answer === null ? this.#running.get(number) : Promise.resolve(row.answer)
    if (final === undefined) throw new TypeError(`command ${number} has not ended and does not run`)
    return { kind: 'running', asked, final, number, numbered: () => Promise.resolve(number) }
  }

  #follow(row: CommandRow, final: Promise<Answer>): void {
    this.#answerDelivery.watch(row)
    this.#running.set(row.number, final)
    const over = (): void => {
      this.#running.delete(row.number)
    }
    final.then((answer) => {
      over()
      this.#answerDelivery.ended(row.number, answer)
    }, over)
  }
}
