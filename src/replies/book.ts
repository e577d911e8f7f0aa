import type { Clock } from '../domain/clock.ts'
import type { KeptCopy, KeptReply } from '../domain/replies/kept.ts'
import type { Push } from '../protocol/message.ts'
import type { KeptReplies } from '../store/kept.ts'
import type { MaterialApi } from '../wechat/api/material.ts'
import { copyConsole, copyDry } from './copying.ts'
import { MediaCopier } from './media.ts'
import type { Played } from './player.ts'
import { Playing } from './playing.ts'
import type { ConsoleRead } from './reading.ts'

/** After a reading failed, the next is tried so much later, until there is a copy. */
const RETRY_MS = 600_000
/** Media under temporary ids are read again so often: three days are over before the fourth time. */
const RENEW_MS = 20 * 3_600_000

export interface KeptBookParts {
  readonly clock: Clock
  readonly store: KeptReplies
  readonly material: MaterialApi
  /** Where the copy is played: this book's own unless given. */
  readonly playing?: Playing
  /** Reads the console whole, or rejects. */
  read(): Promise<ConsoleRead>
  readonly events: {
    kept(copy: KeptCopy): void
    /** The next reading is tried by itself. */
    keepingFailed(error: unknown): void
    /** The console shows less than what is kept: it stays. */
    lessInConsole(now: number, kept: number): void
  }
}

/** What a reading came to. */
export type Taking = {
  readonly copy: KeptCopy
  readonly previous: KeptCopy | undefined
  /** `less`: the console shows less than what is kept, and the copy stays as it was. */
  readonly kind: 'kept' | 'less' | 'dry'
}

/**
 * The kept replies of one account, in memory and on disk. A copy is replaced as a whole, on disk first, and only by a
 * reading that was complete; one that shows less than what is kept is taken for the silence of a console that is off, unless
 * somebody says otherwise.
 */
export class KeptBook {
  readonly #parts: KeptBookParts
  readonly #playing: Playing
  #turn: Promise<unknown> = Promise.resolve()
  #cancelTimer: () => void = () => undefined
  #closed = false

  private constructor(parts: KeptBookParts, copy: KeptCopy | undefined) {
    this.#parts = parts
    this.#playing = parts.playing ?? new Playing(parts.clock)
    this.#playing.use(copy)
  }

  static async open(parts: KeptBookParts): Promise<KeptBook> {
    return new KeptBook(parts, await parts.store.read())
  }

  get copy(): KeptCopy | undefined {
    return this.#playing.copy
  }

  /** What this push is answered with; undefined when nothing kept answers it. */
  play(push: Push): Played | undefined {
    return this.#playing.play(push)
  }

  /** A follower is gone. */
  forget(openid: string): void {
    this.#playing.forget(openid)
  }

  /** Takes the first copy if there is none, and goes on trying. Resolves after the first attempt. Never rejects. */
  async begin(): Promise<void> {
    if (this.copy === undefined || this.#hasTemporary()) await this.#attempt()
    else this.#plan()
  }

  /**
   * Reads the console. `evenLess`: also a reading that shows less than what is kept takes its place. `dry`: nothing is
   * written, and no media are kept.
   */
  take({ evenLess, dry }: { evenLess: boolean; dry: boolean }): Promise<Taking> {
    return this.#inTurn(async () => {
      const { clock, store, material, read, events } = this.#parts
      const previous = this.copy
      const console = await read()
      if (dry) return { kind: 'dry', copy: await copyDry(console, previous), previous }
      const copy = await copyConsole(console, new MediaCopier(material, store, () => clock.now()), previous)
      if (previous !== undefined && !evenLess && sizeOf(copy) < sizeOf(previous)) {
        events.lessInConsole(sizeOf(copy), sizeOf(previous))
        return { kind: 'less', copy, previous }
      }
      await this.#replace(copy)
      events.kept(copy)
      return { kind: 'kept', copy, previous }
    })
  }

  /** Stops or starts replies by their numbers. Returns those that there are; undefined when nothing is kept. */
  setOn(numbers: readonly number[] | 'all', on: boolean): Promise<readonly KeptReply[] | undefined> {
    return this.#inTurn(async () => {
      if (this.copy === undefined) return undefined
      const chosen = (reply: KeptReply): boolean => numbers === 'all' || numbers.includes(reply.number)
      const replies = this.copy.replies.map((reply) => (chosen(reply) ? { ...reply, on } : reply))
      await this.#replace({ ...this.copy, replies })
      return replies.filter(chosen)
    })
  }

  /** Puts replies and menu of somebody's own in the place of those that are kept. */
  put(change: Pick<KeptCopy, 'replies' | 'menu'>): Promise<void> {
    return this.#inTurn(async () => {
      const { replies, menu } = change
      const empty = { losses: [], raw: { autoreply: null, menu: null } }
      await this.#replace({ ...empty, ...this.copy, takenAt: this.#parts.clock.now(), replies, menu })
    })
  }

  close(): void {
    this.#closed = true
    this.#cancelTimer()
  }

  async #attempt(): Promise<void> {
    try {
      await this.take({ evenLess: false, dry: false })
    } catch (error) {
      this.#parts.events.keepingFailed(error)
    }
    this.#plan()
  }

  /** When the console is read again by itself: soon while there is no copy, and before temporary media end. */
  #plan(): void {
    this.#cancelTimer()
    if (this.#closed) return
    const wait = this.copy === undefined ? RETRY_MS : this.#hasTemporary() ? RENEW_MS : undefined
    if (wait === undefined) return
    this.#cancelTimer = this.#parts.clock.setTimer(wait, () => {
      void this.#attempt()
    })
  }

  #hasTemporary(): boolean {
    const contents = (this.copy?.replies ?? []).flatMap((reply) => reply.contents)
    return contents.some((content) => 'until' in content && content.until !== null)
  }

  async #replace(copy: KeptCopy): Promise<void> {
    await this.#parts.store.write(copy)
    this.#playing.use(copy)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => undefined)
    return turn
  }
}

/** How much a copy holds: contents that can be shown, and buttons. */
export function sizeOf({ replies, menu }: Pick<KeptCopy, 'replies' | 'menu'>): number {
  const contents = replies.reduce((sum, reply) => sum + reply.contents.length, 0)
  return contents + (menu === null ? 0 : menu.buttons.length + menu.leftOut.length)
}
