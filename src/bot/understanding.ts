import { adminOf } from '../domain/actor.ts'
import { Contents } from '../commands/natural/contents.ts'
import { isOutright, readLines, readNatural, type TextReading as Meaning } from '../commands/natural/reading.ts'
import { CHAT_ENDING, isTurnedDown } from '../commands/reading/vocabulary.ts'
import { continueDialogue, dialogueOf } from '../commands/reading/dialogue.ts'
import { readText } from '../commands/reading/grammar.ts'
import type { Lexicon } from '../commands/reading/lexicon.ts'
import type { CommandSpec, Reading } from '../commands/reading/reading.ts'
import type { Registry } from '../commands/registry.ts'
import { refusalOf } from '../admins/permission.ts'
import { groupsInTime, resemblesGroup } from '../commands/running/known-groups.ts'
import { resolve } from '../commands/reading/resolve.ts'
import type { Services } from '../commands/services.ts'
import { groupIn, openidIn } from '../commands/schemas.ts'
import { findNameAtHead } from '../commands/reading/tokens/command-names.ts'
import type { Answer, AnswerOf } from '../domain/answer.ts'
import { StoreUnavailableError } from '../store/errors.ts'
import type { OpenQuestion, Dialogues } from './dialogues.ts'
import { lastCommandOf } from './last-command.ts'
import { partAskedFor, placeOfGroup } from './asking/part.ts'
import { isOfItself, isOffered, saysNobody } from './asking/waiting.ts'
import { toldOf } from './asking/strangers.ts'
import { readComplainedOf } from './asking/complaints.ts'
import { offerFor } from './asking/offers.ts'

/** A message that hardly names a group is chat, although a question for one waits. */
const CHAT_LETTERS = 8

/** What is looked at to understand a text. */
export type UnderstandingServices = Pick<
  Services,
  'admins' | 'people' | 'list' | 'ledger' | 'confirmations' | 'clock' | 'backend' | 'nextPage'
>

/** What was read of a text, before anybody was looked up. */
type Read =
  | { readonly kind: 'ordinary' }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'read'; readonly reading: Reading }

function toRead(reading: Reading): Read {
  return reading.kind === 'ordinary' ? reading : { kind: 'read', reading }
}

/** What an admin's text comes to, with everybody it is about found. */
export type Understood =
  | { readonly kind: 'ordinary' }
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** `about` is the follower whom 上一个 means from now on. */
  | { readonly kind: 'command'; readonly spec: CommandSpec; readonly args: object; readonly about?: string }

/**
 * From an admin's text to a command, a question or neither: by itself or as the answer to the question that waits; with the
 * people in it looked up; and only if its admin may.
 */
export class Understanding {
  readonly #registry: Registry
  readonly #services: UnderstandingServices
  readonly #dialogues: Dialogues
  readonly #lexicon: Lexicon
  readonly #settled: (admin: string) => Promise<void> | undefined

  /** @param settled when the last text of an admin has done all that it does besides */
  constructor(
    registry: Registry,
    services: UnderstandingServices,
    dialogues: Dialogues,
    settled: (admin: string) => Promise<void> | undefined,
  ) {
    this.#settled = settled
    this.#registry = registry
    this.#services = services
    this.#dialogues = dialogues
    const { people, list } = services
    this.#lexicon = {
      isPerson: (name) => people.isName(name),
      isGroup: (text) => list.isName(text),
      meansGroup: (text, quoted) => list.peek({ text, quoted }) !== undefined,
      fitsGroup: (text) => list.fits({ text, quoted: false }),
    }
  }

  async understand(text: string, admin: string): Promise<Understood> {
    const { admins } = this.#services
    const read = await this.#read(text, admin)
    // Removed while this text waited for its turn: nobody's text any more.
    if (!admins.has(admin) || read.kind === 'ordinary') return { kind: 'ordinary' }
    if (read.kind === 'answer') return read
    const reading = this.#turned(read.reading, admin)
    if (reading.kind === 'ordinary') return reading
    if (reading.kind === 'hint') {
      const { answer } = reading
      const refused = this.#refusalOfHint(admin, answer)
      return refused === undefined ? this.#ask(answer, admin) : { kind: 'answer', answer: refused }
    }
    const refused = refusalOf(admins, adminOf(admin), reading.spec)
    if (refused !== undefined) return { kind: 'answer', answer: refused }
    return this.#resolve(reading, admin)
  }

  /** 更多 is the command for the next page of the list that was shown last. */
  #turned(reading: Reading, admin: string): Reading {
    const next =
      reading.kind === 'command' && reading.spec.turnsPage === true ? this.#services.nextPage(admin) : undefined
    return next === undefined ? reading : readText(next, this.#registry.specs, this.#lexicon)
  }

  /** A question that an answer asks waits for the admin's next message. */
  async asked(admin: string, answer: Answer): Promise<void> {
    const dialogue = dialogueOf(answer)
    if (dialogue === undefined) return
    try {
      await this.#dialogues.ask(admin, dialogue, answer)
    } catch (error) {
      // The question is in memory all the same; only a restart would forget it.
      if (!(error instanceof StoreUnavailableError)) throw error
    }
  }

  /** In this order: a command; the answer to what waits; what waits once more; what a sentence was likely meant to be. */
  async #read(text: string, admin: string): Promise<Read> {
    const { specs } = this.#registry
    const several = readLines(text, specs, this.#lexicon)
    if (several !== undefined) return toRead(several)
    const first = readText(text, specs, this.#lexicon)
    if (isOutright(text, first, specs, this.#lexicon)) return { kind: 'read', reading: first }
    const reading = (await this.#learnGroups()) ? readText(text, specs, this.#lexicon) : first
    const asked = this.#dialogues.of(admin)
    const part = asked === undefined ? undefined : this.#partOf(asked, text, reading)
    const continued =
      asked === undefined || (part === undefined && (isOfItself(reading) || saysNobody(this.#contentsOf(text), asked)))
        ? undefined
        : this.#continue(asked, part ?? text, part === undefined ? reading : { kind: 'ordinary' }, admin)
    if (continued !== undefined) return continued
    const last = await lastCommandOf(admin, this.#services)
    const natural = readNatural(text, specs, {
      lexicon: this.#lexicon,
      last,
      labels: !this.#services.backend.capabilities.exclusive,
    })
    const waiting = await this.#waiting(text, admin, natural)
    if (waiting !== undefined) return waiting
    const services = { ...this.#services, specs, lexicon: this.#lexicon }
    return toRead((await readComplainedOf(natural, admin, services)) ?? natural.reading)
  }

  /**
   * The names of groups are what a sentence is read by: right after a start they may not be known yet. Whether they have
   * become known just now.
   */
  async #learnGroups(): Promise<boolean> {
    if (this.#services.list.known().length > 0) return false
    return (await groupsInTime(this.#services)).length > 0
  }

  #continue({ dialogue }: OpenQuestion, text: string, reading: Reading, admin: string): Read | undefined {
    const continued = continueDialogue(dialogue, text, { specs: this.#registry.specs, lexicon: this.#lexicon })
    // A name can be anything, but hardly what looks like a command.
    const isName = dialogue.kind === 'missing' && dialogue.raw && continued?.kind === 'reading'
    if (continued === undefined || (isName && reading.kind === 'hint')) return undefined
    if (continued.kind === 'cancel') return this.#cancel(admin)
    const filled = continued.reading
    if (dialogue.kind === 'missing' && filled.kind === 'command' && this.#isChat(text, groupIn(filled.args)))
      return undefined
    return toRead(filled)
  }

  /** 移到VIP, 就VIP吧: who or which group was asked for, out of the words around it; undefined for what says anything else. */
  #partOf(asked: OpenQuestion, text: string, reading: Reading): string | undefined {
    const { dialogue } = asked
    if (reading.kind === 'command' || (dialogue.kind === 'missing' && dialogue.raw)) return undefined
    const contents = this.#contentsOf(text)
    if (dialogue.kind === 'missing') return partAskedFor(contents, dialogue, reading)
    return placeOfGroup(contents, asked, (name) => this.#services.list.peek({ text: name, quoted: false })?.id)
  }

  #contentsOf(text: string): Contents {
    return new Contents(text, this.#lexicon)
  }

  #cancel(admin: string): Read {
    this.#dialogues.drop(admin)
    return { kind: 'answer', answer: { kind: 'cancelled', count: 1 } }
  }

  /** While a confirmation or a question waits, whatever is no command repeats it: silence would look like a yes. */
  async #waiting(text: string, admin: string, { reading, meant }: Meaning): Promise<Read | undefined> {
    if (meant === null || meant.kind === 'run' || meant.kind === 'list' || meant.kind === 'ask') return undefined
    if (meant.kind === 'nothing' && isOfItself(reading)) return undefined
    const asked = this.#dialogues.of(admin)
    if (asked !== undefined && !isOffered(asked)) {
      if (isTurnedDown(text)) return this.#cancel(admin)
      return asked.answer === null ? undefined : { kind: 'answer', answer: asked.answer }
    }
    const { confirmations, clock } = this.#services
    if ((await confirmations.get(adminOf(admin), clock.steady())) === undefined) return undefined
    return toRead(readText(isTurnedDown(text) ? '取消' : '确认', this.#registry.specs, this.#lexicon))
  }

  #isChat(text: string, group: ReturnType<typeof groupIn>): boolean {
    if (group === undefined || this.#lexicon.meansGroup(group.text, group.quoted)) return false
    const says = this.#contentsOf(text).says('ask', 'not', 'if', 'told', 'members', 'who', 'where')
    // What is like no group at all answers nothing, and the question is repeated.
    if (!resemblesGroup(this.#services.list.known(), group.text)) return true
    return says || CHAT_ENDING.test(text.trim()) || Array.from(text.trim()).length > CHAT_LETTERS
  }

  async #resolve(reading: Extract<Reading, { kind: 'command' }>, admin: string): Promise<Understood> {
    const { people } = this.#services
    const { spec, args, naming } = reading
    if (naming === undefined) return toCommand(spec, args, admin)
    await people.written()
    if (naming.tokens.some(({ kind }) => kind === 'last')) await this.#settled(admin)
    const admins = this.#services.admins.list().map(({ openid }) => openid)
    const resolved = await resolve(naming, admin, people, admins)
    if (reading.told === true) return this.#ask(toldOf(resolved, { naming, command: spec.name }), admin)
    if ('args' in resolved) return toCommand(spec, resolved.args, admin)
    if (reading.tentative === true && resolved.answer.kind === 'no-such-person') return { kind: 'ordinary' }
    return this.#ask(resolved.answer, admin)
  }

  /** What is told about an attempt that could not be read: nobody is taught what they may not do. */
  #refusalOfHint(admin: string, answer: Answer): AnswerOf<'not-allowed'> | undefined {
    const shown = 'corrected' in answer ? answer.corrected : 'head' in answer ? answer.head : exampleIn(answer)
    const named = shown === null ? undefined : findNameAtHead(shown, this.#registry.specs)
    if (named === undefined) return undefined
    return refusalOf(this.#services.admins, adminOf(admin), named.spec)
  }

  async #ask(answer: Answer, admin: string): Promise<Understood> {
    if (answer.kind !== 'missing-argument') return { kind: 'answer', answer }
    const options = await offerFor(answer, admin, this.#services)
    if (answer.among === 'unmanaged' && options.length === 0) {
      return {
        kind: 'answer',
        answer: { kind: this.#services.backend.capabilities.adoptable ? 'all-managed' : 'nothing-to-adopt' },
      }
    }
    return { kind: 'answer', answer: { ...answer, options } }
  }
}

function toCommand(spec: CommandSpec, args: object, admin: string): Understood {
  const openid = openidIn(args)
  return { kind: 'command', spec, args, ...(openid === undefined || openid === admin ? {} : { about: openid }) }
}

function exampleIn(answer: Answer): string | null {
  return 'example' in answer ? answer.example : null
}
