import { z } from 'zod'
import { DIALOGUE_VALID_MS, readDialogue, type Dialogue } from '../commands/reading/dialogue.ts'
import type { Answer } from '../domain/answer.ts'
import { isAhead, type Clock } from '../domain/clock.ts'
import { namesPerson } from '../domain/traces.ts'
import type { DialogueStore } from '../store/dialogues.ts'
import type { Traces } from '../store/forgetting/erasures.ts'

/** A question, and the answer in which it was asked, to ask it again. */
export interface OpenQuestion {
  readonly dialogue: Dialogue
  /** null for one that was asked by a version that did not keep it. */
  readonly answer: Answer | null
}

/**
 * The question that waits for each admin's next message, at most one: a new one takes the place of the old. In memory, where
 * it is asked for with every message, and on disk, so that a restart does not forget what it was about.
 */
export class Dialogues {
  readonly #store: DialogueStore
  readonly #clock: Clock
  readonly #open = new Map<string, OpenQuestion & { expiresAt: number }>()
  /** Admins of whom nothing is on disk, as far as it was written: with most messages there is nothing to take off it. */
  readonly #cleared = new Set<string>()

  private constructor(store: DialogueStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  static async open(store: DialogueStore, clock: Clock): Promise<Dialogues> {
    const dialogues = new Dialogues(store, clock)
    for (const { admin, body, expiresAt } of await store.list(clock.steady())) {
      const asked = isAhead(clock, expiresAt, DIALOGUE_VALID_MS) ? toAsked(body) : undefined
      if (asked !== undefined) dialogues.#open.set(admin, { ...asked, expiresAt })
    }
    return dialogues
  }

  of(admin: string): OpenQuestion | undefined {
    const open = this.#open.get(admin)
    if (open === undefined) return undefined
    if (this.#clock.steady() < open.expiresAt) return open
    this.#open.delete(admin)
    return undefined
  }

  /** Asks; resolves when the question is on disk. */
  async ask(admin: string, dialogue: Dialogue, answer: Answer): Promise<void> {
    const expiresAt = this.#clock.steady() + DIALOGUE_VALID_MS
    this.#open.set(admin, { dialogue, answer, expiresAt })
    this.#cleared.delete(admin)
    await this.#store.put({ admin, body: { dialogue, answer }, expiresAt })
  }

  /** The question is answered, or dropped: from now on nothing answers it. Returns whether there was one. */
  drop(admin: string): boolean {
    const was = this.of(admin) !== undefined
    this.#open.delete(admin)
    return was
  }

  /** Somebody left: their question, and those that name them, are over. The store has deleted them already. */
  forget(traces: Traces): void {
    for (const [admin, asked] of this.#open) {
      if (admin === traces.openid || namesPerson(JSON.stringify(asked), traces)) this.#open.delete(admin)
    }
  }

  /**
   * Takes a dropped question off the disk, once what answered it is on disk itself: a message that is delivered again after
   * a crash in between still finds it.
   */
  async clear(admin: string): Promise<void> {
    if (this.#open.has(admin) || this.#cleared.has(admin)) return
    // What is asked from now on is written after this.
    this.#cleared.add(admin)
    try {
      await this.#store.clear(admin)
    } catch (error) {
      this.#cleared.delete(admin)
      throw error
    }
  }
}

const stored = z.object({
  dialogue: z.unknown(),
  answer: z.custom<Answer>((value) => z.object({ kind: z.string() }).safeParse(value).success).nullable(),
})

/** A question as it was kept, in earlier versions without its answer; undefined for one that this version does not know. */
function toAsked(body: unknown): OpenQuestion | undefined {
  const whole = stored.safeParse(body).data
  const dialogue = readDialogue(whole === undefined ? body : whole.dialogue)
  return dialogue === undefined ? undefined : { dialogue, answer: whole?.answer ?? null }
}
