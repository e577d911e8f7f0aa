import type { Clock } from '../domain/clock.ts'
import { playable, type KeptCopy, type KeptReply } from '../domain/replies/kept.ts'
import type { ReplyContent } from '../domain/reply.ts'
import { identityOf, type Push } from '../protocol/message.ts'
import { MAX_ARTICLES } from '../protocol/reply.ts'
import { Hourly } from './hourly.ts'
import { KeywordMatcher } from './matcher.ts'

/** What one push is answered with: the first passively, the others behind it. */
export interface Played {
  readonly first: ReplyContent
  readonly others: readonly ReplyContent[]
  /** The push's own name: deliveries of the same message have the same. */
  readonly message: string
}

/**
 * Plays kept replies as the console would: the reply to a follow, the first keyword rule that a text meets, else the reply
 * to any message, and the buttons of the kept menu. Deliveries of the same message get the same answer. No call, no store.
 */
export class Player {
  readonly #clock: Clock
  readonly #follow: KeptReply | undefined
  readonly #any: KeptReply | undefined
  readonly #rules: readonly KeptReply[]
  readonly #matcher: KeywordMatcher | undefined
  readonly #clicks: ReadonlyMap<string, KeptReply>
  readonly #hourly: Hourly

  /** `hourly` is handed on when the replies change: the hour of a follower goes on. */
  constructor(copy: Pick<KeptCopy, 'replies'>, clock: Clock, hourly = new Hourly()) {
    const on = copy.replies.filter((reply) => reply.on)
    this.#clock = clock
    this.#hourly = hourly
    this.#follow = on.find(({ trigger }) => trigger.kind === 'follow')
    this.#any = on.find(({ trigger }) => trigger.kind === 'any')
    this.#rules = on.filter(({ trigger }) => trigger.kind === 'keyword')
    const keywords = this.#rules.map(({ trigger }) => (trigger.kind === 'keyword' ? trigger.keywords : []))
    this.#matcher = keywords.length === 0 ? undefined : new KeywordMatcher(keywords)
    this.#clicks = new Map(on.flatMap((reply) => (reply.trigger.kind === 'click' ? [[reply.trigger.key, reply]] : [])))
  }

  play(push: Push): Played | undefined {
    if (push.kind === 'event') {
      const reply =
        push.event === 'subscribe' ? this.#follow : this.#clicks.get(push.event === 'click' ? push.eventKey : '')
      return reply === undefined ? undefined : this.#of(reply, push, MAX_ARTICLES.event)
    }
    const rule = push.kind === 'text' ? this.#matcher?.find(push.text) : undefined
    const found = rule === undefined ? undefined : this.#rules[rule]
    if (found !== undefined) return this.#of(found, push, MAX_ARTICLES.message)
    if (this.#any === undefined) return undefined
    const played = this.#of(this.#any, push, MAX_ARTICLES.message)
    if (played === undefined) return undefined
    return this.#hourly.admits(push.from, played.message, this.#clock.elapsed()) ? played : undefined
  }

  /** undefined when all there was to show has expired. */
  #of({ contents, mode }: KeptReply, push: Push, articles: number): Played | undefined {
    const good = contents.flatMap((content) => {
      const reply = playable(content, this.#clock)
      if (reply === undefined) return []
      return [reply.kind === 'news' ? { ...reply, articles: reply.articles.slice(0, articles) } : reply]
    })
    const message = identityOf(push)
    const chosen = mode === 'one' ? good.slice(chanceOf(message) % Math.max(1, good.length)).slice(0, 1) : good
    const [first, ...others] = chosen
    return first === undefined ? undefined : { first, others, message }
  }
}

/** As good as chance, and the same for every delivery of one message (FNV-1a). */
function chanceOf(message: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < message.length; at += 1) hash = Math.imul(hash ^ message.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
