import { personOf, writeActor, type Actor } from '../domain/actor.ts'
import type { Answer } from '../domain/answer.ts'
import { storedAgeMs, type Clock, type Monotonic } from '../domain/clock.ts'
import { toError } from '../domain/errors.ts'
import { shortOpenid } from '../domain/follower.ts'
import { runAs, Sampler, type Log } from './log.ts'
import type { AccountMetrics } from './metrics.ts'
import type { QuotaBook } from './quota-book.ts'
import { ofError, whyOf } from './why.ts'

/** How long the last trouble with the account is shown to whoever asks whether all is well. */
const TROUBLE_SHOWN_MS = 600_000

interface CommandSeen {
  readonly number: number
  readonly actor: Actor
  readonly command: string
  readonly asked: { readonly target: string; readonly openid: string | null }
  readonly acceptedAt: number
}

interface CallSeen {
  readonly path: string
  readonly attempt: number
  readonly ms: number
  readonly outcome: number | string
  readonly end: 'done' | 'quota-spent' | 'failed'
  readonly rid: string | null
  readonly hint: string | null
  readonly errmsg: string | null
}

/**
 * Sees what happens at the door, with commands and on the way to the platform, and tells the log and the metrics. One line
 * for each command, with its number, by which its whole story can be found; refusals and unreadable pushes are sampled, so
 * that a flood of them can't drown the rest. Never what somebody wrote.
 */
export class Watch {
  readonly #log: Log
  readonly #metrics: AccountMetrics
  readonly #quotas: QuotaBook
  readonly #clock: Clock
  readonly #sampler: Sampler
  #trouble: { text: string; at: Monotonic } | undefined
  readonly #refusals = new Map<string, number>()
  /** When commands were accepted that have not ended, by number. */
  readonly #acceptedAt = new Map<number, Monotonic>()

  constructor(log: Log, metrics: AccountMetrics, quotas: QuotaBook, clock: Clock) {
    this.#log = log
    this.#metrics = metrics
    this.#quotas = quotas
    this.#clock = clock
    this.#sampler = new Sampler(clock)
  }

  refused(reason: string): void {
    this.#metrics.pushRefused(reason)
    this.#count(reason)
    this.#sampler.say(`refused ${reason}`, (suppressed) => {
      this.#log.warn(
        { reason, suppressed, hint: REFUSAL_HINTS[reason] },
        'a request was refused: not proven to be the platform',
      )
    })
  }

  ignored(reason: string): void {
    this.#metrics.pushIgnored(reason)
    this.#count(reason)
    this.#sampler.say(`ignored ${reason}`, (suppressed) => {
      this.#log.warn({ reason, suppressed, hint: IGNORED_HINTS[reason] }, 'a push of the platform had no effect')
    })
  }

  answered(kind: string, ms: number): void {
    this.#metrics.pushAnswered(kind, ms)
    this.#log.debug({ kind, ms }, 'push')
  }

  failed(error: unknown): void {
    this.defect(error)
  }

  defect(error: unknown): void {
    this.#metrics.defect()
    this.#log.error({ err: toError(error) }, 'a defect was caught at the last resort')
  }

  /** Whatever is logged while this work is done carries the number of its command. */
  during<T>(number: number, work: () => Promise<T>): Promise<T> {
    return runAs(number, work)
  }

  accepted({ number, actor, command, asked }: CommandSeen): void {
    this.#acceptedAt.set(number, this.#clock.elapsed())
    const follower = asked.openid === null ? undefined : shortOpenid(asked.openid)
    this.#log.debug({ number, command, target: asked.target, admin: toShort(actor), follower }, 'accepted')
  }

  sent({ number }: CommandSeen, { kind }: { kind: string }): void {
    this.#log.debug({ number, plan: kind }, 'sent')
  }

  /** A message came that had come before: nothing is done twice. */
  repeated(): void {
    this.#metrics.deliveryRepeated()
  }

  interim(): void {
    this.#metrics.late('interim')
  }

  /** `error` is what it failed with; undefined where the cause, if there is one, is in the answer. */
  ended(command: CommandSeen, { outcome, answer }: { outcome: string; answer: Answer }, error: unknown): void {
    const { number, actor, asked, acceptedAt } = command
    const ms = this.#tookMs(number, acceptedAt)
    this.#metrics.commandEnded(command.command, outcome, ms)
    const line = {
      number,
      command: command.command,
      target: asked.target,
      admin: toShort(actor),
      follower: asked.openid === null ? undefined : shortOpenid(asked.openid),
      outcome,
      answer: answer.kind,
      ms,
      ...whyOf(answer, error),
    }
    if (outcome === 'failed' || outcome === 'unknown') this.#log.warn(line, 'command')
    else this.#log.info(line, 'command')
  }

  late(number: number, outcome: 'sent' | 'refused'): void {
    this.#metrics.late(outcome)
    this.#log.info({ number, outcome }, 'late answer')
  }

  lateAnswerRefused(number: number, error: unknown): void {
    this.#log.warn({ number, ...ofError(error) }, 'a late answer was not taken: the admin can ask for it by its number')
  }

  /** Never with the code. */
  invited(by: string, role: string): void {
    this.#log.info({ admin: shortOpenid(by), role }, 'an invitation was made')
  }

  /** `by` is null for the operator's code. */
  joined(openid: string, role: string, by: string | null): void {
    this.#log.info({ admin: shortOpenid(openid), role, by: by === null ? undefined : shortOpenid(by) }, 'a new admin')
  }

  claimsGuessed(openid: string): void {
    this.#log.warn({ follower: shortOpenid(openid) }, 'too many wrong codes: none of theirs is looked at for an hour')
  }

  called({ path, attempt, ms, outcome, end, rid, hint, errmsg }: CallSeen): void {
    this.#metrics.called(path, outcome, ms)
    this.#quotas.called(path, end === 'quota-spent')
    if (end === 'done') {
      this.#log.debug({ path, attempt, ms }, 'call')
      return
    }
    this.#trouble = { text: `${path}: ${outcome}`, at: this.#clock.elapsed() }
    const why = { rid: rid ?? undefined, errmsg: errmsg ?? undefined, hint: hint ?? undefined }
    this.#log.warn({ path, attempt, ms, outcome, ...why }, 'a call to the platform failed')
  }

  groupsUnread(error: unknown): void {
    this.#log.warn(ofError(error), 'the groups could not be read: commands will fail until that is fixed')
  }

  /** It could not be written down that somebody left: it is tried again, and the platform is not answered. */
  departureNotRecorded(error: unknown): void {
    this.#sampler.say('departure', (suppressed) => {
      this.#log.warn({ ...ofError(error), suppressed }, 'somebody left, and the store could not be told yet')
    })
  }

  /** Somebody who left could not be taken out of the store: it is tried again. */
  erasingFailed(error: unknown): void {
    this.#sampler.say('erasing', (suppressed) => {
      this.#log.warn({ ...ofError(error), suppressed }, 'somebody who left could not be erased from the store yet')
    })
  }

  /** Deleted bytes can still be read in the files, because another program keeps the database open. */
  scrubHeldUp(): void {
    this.#sampler.say('scrub', (suppressed) => {
      const hint = 'another program reads the database: end it, so that who left can be overwritten in the files'
      this.#log.warn({ suppressed, hint }, 'what was deleted is still in the write-ahead log')
    })
  }

  /** Who was active could not be written: it is tried again with the next. */
  contactsNotWritten(error: unknown): void {
    this.#log.warn(ofError(error), 'contacts of followers could not be written yet')
  }

  /** The last trouble with a call, while it is fresh. */
  accountTrouble(): string | undefined {
    const fresh = this.#trouble !== undefined && this.#clock.elapsed() - this.#trouble.at < TROUBLE_SHOWN_MS
    return fresh ? this.#trouble?.text : undefined
  }

  /** How often each reason has kept a request from having an effect since the start. */
  recentRefusals(): Record<string, number> {
    return Object.fromEntries(this.#refusals)
  }

  /** Of what an earlier process accepted only the time of day is known. */
  #tookMs(number: number, acceptedAt: number): number {
    const since = this.#acceptedAt.get(number)
    this.#acceptedAt.delete(number)
    return since === undefined ? storedAgeMs(this.#clock, acceptedAt) : this.#clock.elapsed() - since
  }

  #count(reason: string): void {
    this.#refusals.set(reason, (this.#refusals.get(reason) ?? 0) + 1)
  }
}

const REFUSAL_HINTS: Readonly<Record<string, string>> = {
  'timestamp-stale':
    "more than 300 s from this machine's clock: set the clock (NTP), or somebody replays an old request",
  'signature-wrong': 'WECHAT_TOKEN may differ from the Token in the console, or the request is forged',
  'signature-reused': 'one signature was used for two messages: somebody may have read a URL of yours; use safe mode',
  'encrypt-missing': 'the console may be set to plain mode (明文) while WECHAT_MODE is compat or safe',
}

const IGNORED_HINTS: Readonly<Record<string, string>> = {
  undecryptable: 'WECHAT_ENCODING_AES_KEY or WECHAT_APPID may differ from the console',
  'not-ours': 'the push is addressed to another account than WECHAT_ORIGINAL_ID',
  'fields-missing': 'the console may be set to safe mode (安全) while WECHAT_MODE is plain',
  json: 'the console is set to JSON: choose XML',
}

/** Whoever commands, with the openid cut short. */
function toShort(actor: Actor): string {
  const openid = personOf(actor)
  return openid === undefined ? writeActor(actor) : writeActor(actor).replace(openid, shortOpenid(openid))
}
